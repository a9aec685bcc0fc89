#include "startup.hpp"

#include <httpd.h>  // before its other headers, which do not stand alone

#include <http_config.h>
#include <http_core.h>
#include <http_log.h>

#include <set>
#include <string>

#include "background.hpp"
#include "guarded.hpp"
#include "module.h"
#include "pool.hpp"
#include "process_title.hpp"
#include "service.hpp"
#include "shared_figures.hpp"
#include "shared_ports.hpp"

APLOG_USE_MODULE(ceilometer);

namespace ceilometer::httpd {
namespace {

ServerConfig* config_of(const server_rec* server) {
  return static_cast<ServerConfig*>(ap_get_module_config(server->module_config, &ceilometer_module));
}

/// Where an operator finds the server in the configuration.
std::string place_of(const server_rec* server) {
  if (server->defn_name == nullptr) return "the main server";
  std::string place("the VirtualHost at ");
  return place.append(server->defn_name).append(":").append(std::to_string(server->defn_line_number));
}

/// On the first reading of the configuration there is no log yet: the sentence goes to the operator's terminal, without
/// a time before it.
bool is_first_reading() { return ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG; }

void report(server_rec* main_server, const server_rec* server, const Error& error) {
  const std::string place = place_of(server);
  ap_log_error(APLOG_MARK, APLOG_ERR | (is_first_reading() ? APLOG_STARTUP : 0), 0, main_server,
               "CEIL0002: CeilometerAlias of %s: %s", place.c_str(), error.message.c_str());
}

/// Calls `visit(server, config)` once for each configuration that serves the API, with the first of its servers. False
/// as soon as `visit` returns false.
template <class F>
bool for_each_config(server_rec* main_server, F&& visit) {
  std::set<const ServerConfig*> seen;
  for (server_rec* server = main_server; server != nullptr; server = server->next) {
    ServerConfig* config = config_of(server);
    if (config == nullptr || !config->mount || !seen.insert(config).second) continue;
    if (!visit(server, *config)) return false;
  }
  return true;
}

int pre_config(apr_pool_t* pconf, apr_pool_t*, apr_pool_t*) {
  return SharedPorts::register_mutexes(pconf) == APR_SUCCESS ? OK : HTTP_INTERNAL_SERVER_ERROR;
}

TokenCacheSetting token_cache_of(const server_rec* main_server) {
  const ServerConfig* config = config_of(main_server);
  return config != nullptr && config->token_cache ? *config->token_cache : TokenCacheSetting{};
}

int check_config(apr_pool_t*, apr_pool_t*, apr_pool_t* ptemp, server_rec* main_server) {
  return guarded({nullptr, main_server}, HTTP_INTERNAL_SERVER_ERROR, [&] {
    bool good = true;
    if (const auto checked = SharedPorts::check(token_cache_of(main_server), ptemp); !checked) {
      ap_log_error(APLOG_MARK, APLOG_ERR | (is_first_reading() ? APLOG_STARTUP : 0), 0, main_server,
                   "CEIL0238: CeilometerTokenCache: %s", checked.error().message.c_str());
      good = false;
    }
    for_each_config(main_server, [&](server_rec* server, ServerConfig& config) {
      if (const auto checked = Service::check(config, server); !checked) {
        report(main_server, server, checked.error());
        good = false;
      }
      return true;  // the others' faults are worth a line too
    });
    return good ? OK : HTTP_INTERNAL_SERVER_ERROR;
  });
}

int post_config(apr_pool_t* pconf, apr_pool_t*, apr_pool_t*, server_rec* main_server) {
  // httpd reads its configuration twice at start; check_config saw this reading already, the second one is served.
  if (is_first_reading()) return OK;
  return guarded({nullptr, main_server}, HTTP_INTERNAL_SERVER_ERROR, [&] {
    SharedPorts& ports = pool_new<SharedPorts>(pconf, token_cache_of(main_server), main_server, pconf);
    if (ServerConfig* config = config_of(main_server)) config->ports = &ports;
    const bool built = for_each_config(main_server, [&](server_rec* server, ServerConfig& config) {
      auto service = Service::make(config, server, ports);
      if (!service) {
        report(main_server, server, service.error());
        return false;
      }
      config.service = pool_new<std::unique_ptr<Service>>(pconf, std::move(*service)).get();
      return true;
    });
    if (!built) return HTTP_INTERNAL_SERVER_ERROR;
    const bool serves = !for_each_config(main_server, [](server_rec*, const ServerConfig&) { return false; });
    serves ? open_figures(main_server) : close_figures();
    for (server_rec* server = main_server; server != nullptr; server = server->next) {
      const ServerConfig* config = config_of(server);
      if (config != nullptr && config->service != nullptr) config->service->log().raise_level(pconf, server);
    }
    for_each_config(main_server, [](server_rec*, const ServerConfig& config) {
      config.service->application().log_start();
      return true;
    });
    for_each_config(main_server, [&](server_rec* server, const ServerConfig& config) {
      run_in_background(config.service->application().periodic_task(), server, pconf);
      run_in_each_child(config.service->application().quiet_task(), server, pconf);
      return true;
    });
    return OK;
  });
}

apr_status_t close_service(void* service) {
  static_cast<Service*>(service)->close();
  return APR_SUCCESS;
}

void child_init(apr_pool_t* pchild, server_rec* main_server) {
  guarded({nullptr, main_server}, false, [&] {
    for_each_config(main_server, [&](server_rec*, const ServerConfig& config) {
      apr_pool_cleanup_register(pchild, config.service, close_service, apr_pool_cleanup_null);
      return true;
    });
    const ServerConfig* config = config_of(main_server);
    if (config != nullptr && config->ports != nullptr) {
      config->ports->child_init(pchild);
      count_in_shared_figures(config->ports->metrics(), main_server);
    }
    if (config != nullptr && config->process_title) {
      set_process_title(expand_title(*config->process_title));
    }
    return true;
  });
}

}  // namespace

void register_startup_hooks(apr_pool_t*) {
  ap_hook_pre_config(pre_config, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_check_config(check_config, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_post_config(post_config, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_child_init(child_init, nullptr, nullptr, APR_HOOK_MIDDLE);
}

}  // namespace ceilometer::httpd
