#include "shared_ports.hpp"

#include <ap_provider.h>
#include <http_config.h>
#include <http_log.h>
#include <util_mutex.h>

#include <string>
#include <vector>

#include "module.h"

APLOG_USE_MODULE(ceilometer);

namespace ceilometer::httpd {
namespace {

constexpr const char* kMemoryMutex = "ceilometer-cache";
constexpr const char* kTokenMutex = "ceilometer-tokens";
constexpr const char* kProvider = "shmcb";
/// Two tokens that are new at once wait for each other's question with one chance in so many.
constexpr int kLocks = 16;

const ap_socache_provider_t* provider() {
  return static_cast<const ap_socache_provider_t*>(
      ap_lookup_provider(AP_SOCACHE_PROVIDER_GROUP, kProvider, AP_SOCACHE_PROVIDER_VERSION));
}

/// The provider's argument: PATH(BYTES). It wants a path even where it uses none.
std::string argument_of(const TokenCacheSetting& setting, apr_pool_t* pool) {
  std::string argument = setting.path;
  if (argument.empty()) argument = ap_runtime_dir_relative(pool, "ceilometer-tokens");
  return argument.append("(").append(std::to_string(setting.bytes)).append(")");
}

Result<ap_socache_instance_t*> create(const ap_socache_provider_t& shmcb, const TokenCacheSetting& setting,
                                      apr_pool_t* ptemp, apr_pool_t* pool) {
  ap_socache_instance_t* instance = nullptr;
  if (const char* wrong = shmcb.create(&instance, argument_of(setting, ptemp).c_str(), ptemp, pool)) {
    return Error{std::string("mod_socache_shmcb refuses it: ") + wrong};
  }
  return instance;
}

}  // namespace

apr_status_t SharedPorts::register_mutexes(apr_pool_t* pconf) {
  const apr_status_t status = ap_mutex_register(pconf, kMemoryMutex, nullptr, APR_LOCK_DEFAULT, 0);
  if (status != APR_SUCCESS) return status;
  return ap_mutex_register(pconf, kTokenMutex, nullptr, APR_LOCK_DEFAULT, 0);
}

Result<void> SharedPorts::check(const TokenCacheSetting& setting, apr_pool_t* ptemp) {
  const ap_socache_provider_t* shmcb = provider();
  if (!setting.shared || shmcb == nullptr) return {};
  if (const auto made = create(*shmcb, setting, ptemp, ptemp); !made) return made.error();
  return {};
}

std::shared_ptr<SocacheMemory> SharedPorts::memory() {
  if (!memory_asked_) memory_ = make_memory();
  memory_asked_ = true;
  return memory_;
}

std::shared_ptr<GlobalLocks> SharedPorts::locks() {
  if (!locks_asked_) locks_ = make_locks();
  locks_asked_ = true;
  return locks_;
}

std::shared_ptr<SocacheMemory> SharedPorts::make_memory() {
  if (!setting_.shared) return nullptr;
  const ap_socache_provider_t* shmcb = provider();
  if (shmcb == nullptr) {
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server_,
                 "CEIL0234: mod_socache_shmcb is not loaded (LoadModule socache_shmcb_module "
                 "modules/mod_socache_shmcb.so, on Debian a2enmod socache_shmcb): each child has a token cache of its "
                 "own and asks Keystone itself");
    return nullptr;
  }
  const auto instance = create(*shmcb, setting_, pool_, pool_);
  const ap_socache_hints hints = SocacheMemory::hints();
  const apr_status_t status =
      instance ? shmcb->init(*instance, "ceil-tokens", &hints, server_, pool_) : apr_status_t{APR_EINVAL};
  apr_global_mutex_t* mutex = nullptr;
  apr_status_t mutex_status = APR_SUCCESS;
  if (status == APR_SUCCESS && (shmcb->flags & AP_SOCACHE_FLAG_NOTMPSAFE) != 0) {
    mutex_status = ap_global_mutex_create(&mutex, nullptr, kMemoryMutex, nullptr, server_, pool_, 0);
  }
  if (status != APR_SUCCESS || mutex_status != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_WARNING, status != APR_SUCCESS ? status : mutex_status, server_,
                 "CEIL0235: CeilometerTokenCache: %s: each child has a token cache of its own and asks Keystone itself",
                 instance ? "the shared memory cannot be had" : instance.error().message.c_str());
    return nullptr;
  }
  return std::make_shared<SocacheMemory>(
      *shmcb, *instance, server_, mutex != nullptr ? std::optional(GlobalMutex(mutex)) : std::nullopt, setting_.bytes);
}

std::shared_ptr<GlobalLocks> SharedPorts::make_locks() {
  std::vector<GlobalMutex> mutexes;
  for (int i = 0; i < kLocks; ++i) {
    apr_global_mutex_t* mutex = nullptr;
    const apr_status_t status =
        ap_global_mutex_create(&mutex, nullptr, kTokenMutex, std::to_string(i).c_str(), server_, pool_, 0);
    if (status != APR_SUCCESS || mutex == nullptr) {
      ap_log_error(APLOG_MARK, APLOG_WARNING, status, server_,
                   "CEIL0236: the locks among httpd's children cannot be had: children that see a new token at once "
                   "all ask Keystone");
      return nullptr;
    }
    mutexes.emplace_back(mutex);
  }
  return std::make_shared<GlobalLocks>(std::move(mutexes));
}

void SharedPorts::child_init(apr_pool_t* pchild) {
  apr_status_t status = APR_SUCCESS;
  if (memory_) status = memory_->child_init(pchild);
  if (locks_) {
    const apr_status_t of_locks = locks_->child_init(pchild);
    if (status == APR_SUCCESS) status = of_locks;
  }
  if (status != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_WARNING, status, server_,
                 "CEIL0237: a mutex of the token cache cannot be opened in this child: it goes without");
  }
}

}  // namespace ceilometer::httpd
