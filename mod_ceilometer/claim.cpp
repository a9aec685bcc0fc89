#include "claim.hpp"

#include <httpd.h>  // before its other headers, which do not stand alone

#include <apr_strings.h>
#include <http_config.h>
#include <http_request.h>

#include <cstring>

#include "guarded.hpp"
#include "module.h"
#include "mount.hpp"

namespace ceilometer::httpd {
namespace {

Claim* claimed(const request_rec* r) {
  return static_cast<Claim*>(ap_get_module_config(r->request_config, &ceilometer_module));
}

/// The path as httpd decoded it, once: what an operator's <Location> sees.
int translate_name(request_rec* r) {
  return guarded({r, nullptr}, HTTP_INTERNAL_SERVER_ERROR, [&] {
    if (r->uri == nullptr || r->proxyreq != PROXYREQ_NONE) return DECLINED;
    const auto* config =
        static_cast<const ServerConfig*>(ap_get_module_config(r->server->module_config, &ceilometer_module));
    if (config == nullptr || config->service == nullptr || !config->mount) return DECLINED;
    const auto rest = below_mount(*config->mount, r->uri);
    if (!rest) return DECLINED;
    auto* claim = static_cast<Claim*>(apr_palloc(r->pool, sizeof(Claim)));
    claim->service = config->service;
    claim->script_name = apr_pstrmemdup(r->pool, config->mount->data(), config->mount->size());
    claim->path_info = apr_pstrmemdup(r->pool, rest->data(), rest->size());
    ap_set_module_config(r->request_config, &ceilometer_module, claim);
    r->handler = kHandlerName;
    r->path_info = const_cast<char*>(claim->path_info);
    // No file is meant: this is what httpd's messages show ("client denied by server configuration: ceilometer:/v2").
    r->filename = apr_pstrcat(r->pool, kHandlerName, ":", r->uri, nullptr);
    return OK;
  });
}

/// No walk through <Directory>: there is no directory, so the usual "Require all denied" for / does not apply and no
/// grant is needed. <Location> applies.
int map_to_storage(request_rec* r) { return claimed(r) != nullptr ? OK : DECLINED; }

/// The type is the application's business; mod_mime and mod_negotiation would look at file names.
int type_checker(request_rec* r) { return claimed(r) != nullptr ? OK : DECLINED; }

}  // namespace

const Claim* claim_of(const request_rec* r) {
  const Claim* claim = claimed(r);
  if (claim == nullptr || r->handler == nullptr || std::strcmp(r->handler, kHandlerName) != 0) return nullptr;
  return claim;
}

void register_claim_hooks(apr_pool_t*) {
  // An Alias or a Redirect inside the mount comes first, as it did for mod_wsgi; /~user does not.
  static constexpr const char* kAlias[] = {"mod_alias.c", nullptr};
  static constexpr const char* kUsers[] = {"mod_userdir.c", "mod_vhost_alias.c", nullptr};
  // TRACE stays httpd's business (TraceEnable).
  static constexpr const char* kTrace[] = {"http_core.c", nullptr};
  ap_hook_translate_name(translate_name, kAlias, kUsers, APR_HOOK_MIDDLE);
  ap_hook_map_to_storage(map_to_storage, kTrace, nullptr, APR_HOOK_MIDDLE);
  ap_hook_type_checker(type_checker, nullptr, nullptr, APR_HOOK_REALLY_FIRST);
}

}  // namespace ceilometer::httpd
