#include "guarded.hpp"

#include <httpd.h>

#include <http_config.h>
#include <http_log.h>

#include <exception>

#include "module.h"

APLOG_USE_MODULE(ceilometer);

namespace ceilometer::httpd {
namespace {

void log_escaped(Place place, const char* what) {
  if (place.request != nullptr) {
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, place.request, "CEIL0001: unexpected error: %s", what);
  } else {
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, place.server, "CEIL0001: unexpected error: %s", what);
  }
}

}  // namespace

void log_current_exception(Place place) noexcept {
  try {
    throw;
  } catch (const std::exception& e) {
    log_escaped(place, e.what());
  } catch (...) {
    log_escaped(place, "an exception of an unknown type");
  }
}

}  // namespace ceilometer::httpd
