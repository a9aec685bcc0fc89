// GET /probe/OPERATION?ARGUMENT,ARGUMENT: one call of a port's, answered with what came of it and how long it took.

#include "ports_probe.h"

#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/strings.hpp"
#include "guarded.hpp"
#include "httpd_host.hpp"
#include "module.h"
#include "pool.hpp"

APLOG_USE_MODULE(ceilometer);

namespace {

using namespace ceilometer;
using namespace ceilometer::httpd;
using Milliseconds = std::chrono::milliseconds;

class ServerLog final : public Logger {
 public:
  explicit ServerLog(server_rec* server) : server_(server) {}
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel level, std::string_view /*name*/, std::string_view message) noexcept override {
    ap_log_error(APLOG_MARK, level >= LogLevel::kWarning ? APLOG_WARNING : APLOG_NOTICE, 0, server_, "%.*s",
                 static_cast<int>(message.size()), message.data());
  }

 private:
  server_rec* server_;
};

/// Everything that the ports of one generation need.
struct Probe {
  Probe(TokenCacheSetting setting, server_rec* server, apr_pool_t* pconf)
      : log(server), ports(std::move(setting), server, pconf), host(log, ports) {}

  ServerLog log;
  SharedPorts ports;
  HttpdHost host;
  std::shared_ptr<SharedCache> memory;
  std::shared_ptr<CrossProcessLock> locks;
  std::shared_ptr<SharedCache> memcached;
};

ProbeSettings* settings_of(server_rec* server) {
  return static_cast<ProbeSettings*>(ap_get_module_config(server->module_config, &ceilometer_module));
}

constexpr const char* kProbeKey = "ceilometer-test-probe";

Probe* probe_of(server_rec* server) {
  void* found = nullptr;
  apr_pool_userdata_get(&found, kProbeKey, server->process->pconf);
  return static_cast<Probe*>(found);
}

int pre_config(apr_pool_t* pconf, apr_pool_t*, apr_pool_t*) {
  return SharedPorts::register_mutexes(pconf) == APR_SUCCESS ? OK : HTTP_INTERNAL_SERVER_ERROR;
}

int post_config(apr_pool_t* pconf, apr_pool_t*, apr_pool_t*, server_rec* server) {
  if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) return OK;
  return guarded({nullptr, server}, HTTP_INTERNAL_SERVER_ERROR, [&] {
    const ProbeSettings& settings = *settings_of(server);
    const auto setting = parse_token_cache(settings.token_cache != nullptr ? settings.token_cache : "shmcb");
    if (!setting) return HTTP_INTERNAL_SERVER_ERROR;
    Probe& probe = pool_new<Probe>(pconf, *setting, server, pconf);
    probe.memory = probe.host.shared_memory();
    if (probe.memory != probe.host.shared_memory()) return HTTP_INTERNAL_SERVER_ERROR;
    probe.locks = probe.host.locks();
    if (settings.memcached != nullptr) {
      MemcacheOptions options;
      options.servers = {settings.memcached};
      options.dead_retry = std::chrono::seconds(1);
      options.socket_timeout = std::chrono::seconds(1);
      options.max_connections = 3;
      auto client = probe.host.memcache(options);
      if (!client) return HTTP_INTERNAL_SERVER_ERROR;
      probe.memcached = *client;
    }
    apr_pool_userdata_setn(&probe, kProbeKey, nullptr, pconf);
    return OK;
  });
}

void child_init(apr_pool_t* pchild, server_rec* server) {
  if (Probe* probe = probe_of(server)) probe->ports.child_init(pchild);
}

/// Who holds it for a while says so in a file, for a test that wants to kill him.
std::string lock(Probe& probe, request_rec* r, std::uint64_t hash, Milliseconds patience, Milliseconds hold) {
  if (!probe.locks) return "no locks";
  if (!probe.locks->lock(hash, patience)) return "not held";
  if (hold.count() > 0) {
    std::ofstream(ap_server_root_relative(r->pool, "holder")) << getpid() << std::flush;
    std::this_thread::sleep_for(hold);
  }
  probe.locks->unlock(hash);
  return "held";
}

std::string use(SharedCache* cache, std::string_view operation, const std::vector<std::string_view>& arguments) {
  if (cache == nullptr) return "none there";
  const std::string key(arguments.at(0));
  if (operation == "set") {
    const std::string value(std::stoul(std::string(arguments.at(1))), 'v');
    return cache->set(key, value, std::chrono::seconds(std::stol(std::string(arguments.at(2))))) ? "stored" : "refused";
  }
  if (operation == "remove") {
    cache->remove(key);
    return "removed";
  }
  const auto value = cache->get(key);
  return value ? std::to_string(value->size()) : "missing";
}

std::string answer(Probe& probe, request_rec* r, std::string_view operation,
                   const std::vector<std::string_view>& arguments) {
  const auto number = [&](std::size_t i) { return std::stol(std::string(arguments.at(i))); };
  if (operation == "pid") return "";
  if (operation == "longest") {
    const auto memory = probe.ports.memory();
    return memory ? std::to_string(memory->longest_value()) : "none there";
  }
  if (operation == "lock") {
    return lock(probe, r, static_cast<std::uint64_t>(number(0)), Milliseconds(number(1)), Milliseconds(number(2)));
  }
  if (operation.starts_with("mc-")) return use(probe.memcached.get(), operation.substr(3), arguments);
  return use(probe.memory.get(), operation, arguments);
}

/// "PID MILLISECONDS RESULT"
int handler(request_rec* r) {
  constexpr std::string_view kPrefix = "/probe/";
  const std::string_view uri(r->uri);
  if (!uri.starts_with(kPrefix)) return DECLINED;
  return guarded({r, nullptr}, HTTP_INTERNAL_SERVER_ERROR, [&] {
    const auto begin = std::chrono::steady_clock::now();
    const auto result =
        answer(*probe_of(r->server), r, uri.substr(kPrefix.size()), split(r->args != nullptr ? r->args : "", ','));
    const auto took = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin).count();
    const auto text = std::to_string(getpid()) + " " + std::to_string(took) + " " + result;
    ap_set_content_type(r, "text/plain");
    ap_rwrite(text.data(), static_cast<int>(text.size()), r);
    return OK;
  });
}

/// No file is meant.
int map_to_storage(request_rec* r) { return std::string_view(r->uri).starts_with("/probe/") ? OK : DECLINED; }

}  // namespace

void probe_register_hooks(apr_pool_t*) {
  ap_hook_pre_config(pre_config, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_post_config(post_config, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_child_init(child_init, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_map_to_storage(map_to_storage, nullptr, nullptr, APR_HOOK_FIRST);
  ap_hook_handler(handler, nullptr, nullptr, APR_HOOK_MIDDLE);
}
