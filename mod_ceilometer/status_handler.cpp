#include "status_handler.hpp"

#include <httpd.h>  // before its other headers, which do not stand alone

#include <apr_strings.h>
#include <http_config.h>
#include <http_protocol.h>
#include <mod_status.h>
#include <mpm_common.h>

#include <cstring>
#include <string>

#include "app/status_page.hpp"
#include "guarded.hpp"
#include "shared_figures.hpp"

namespace ceilometer::httpd {
namespace {

constexpr const char* kStatusHandler = "ceilometer-status";

/// All Accept fields as one.
std::string accept_of(request_rec* r) {
  const char* accept = apr_table_getm(r->pool, r->headers_in, "Accept");
  return accept != nullptr ? accept : "";
}

int show_page(request_rec* r) {
  if (r->handler == nullptr || std::strcmp(r->handler, kStatusHandler) != 0) return DECLINED;
  return guarded({r, nullptr}, HTTP_INTERNAL_SERVER_ERROR, [&] {
    r->allowed |= AP_METHOD_BIT << M_GET;
    if (r->method_number != M_GET) return HTTP_METHOD_NOT_ALLOWED;
    const MetricSlots figures = shared_figures();
    if (!figures) return HTTP_NOT_FOUND;  // no API is served here
    const auto page = app::status_page(figures, r->args != nullptr ? r->args : "", accept_of(r));
    r->status = page.status;
    ap_set_content_type(r, apr_pstrmemdup(r->pool, page.content_type.data(), page.content_type.size()));
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    apr_table_mergen(r->headers_out, "Vary", "Accept");
    ap_set_content_length(r, static_cast<apr_off_t>(page.body.size()));
    if (!r->header_only) ap_rwrite(page.body.data(), static_cast<int>(page.body.size()), r);
    return OK;
  });
}

/// Our part of mod_status' page.
int add_lines(request_rec* r, int flags) {
  return guarded({r, nullptr}, OK, [&] {
    const MetricSlots figures = shared_figures();
    if (!figures) return OK;
    const std::string lines = (flags & AP_STATUS_SHORT) != 0
                                  ? app::status_auto_lines(figures)
                                  : app::status_html_piece(figures, (flags & AP_STATUS_NOTABLE) == 0);
    ap_rwrite(lines.data(), static_cast<int>(lines.size()), r);
    return OK;
  });
}

/// In the parent: what a child had at the moment is gone with it.
void note_child(server_rec* server, pid_t pid, ap_generation_t, int, mpm_child_status status) {
  if (status != MPM_CHILD_EXITED) return;
  guarded({nullptr, server}, false, [&] {
    if (MetricSlots figures = shared_figures()) figures.release(pid);
    return true;
  });
}

}  // namespace

void register_status_hooks(apr_pool_t*) {
  ap_hook_handler(show_page, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_child_status(note_child, nullptr, nullptr, APR_HOOK_MIDDLE);
  APR_OPTIONAL_HOOK(ap, status_hook, add_lines, nullptr, nullptr, APR_HOOK_MIDDLE);
}

}  // namespace ceilometer::httpd
