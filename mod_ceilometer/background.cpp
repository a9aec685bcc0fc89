#include "background.hpp"

#include <ap_mpm.h>
#include <apr_optional.h>
#include <http_log.h>
#include <mod_watchdog.h>

#include "guarded.hpp"
#include "module.h"
#include "pool.hpp"

APLOG_USE_MODULE(ceilometer);

namespace ceilometer::httpd {
namespace {

/// A thread of its own, for it may be busy for longer than httpd's other tasks can wait.
constexpr const char* kWatchdog = "_ceilometer_";

struct Background {
  PeriodicTask* task;
  server_rec* server;
};

bool is_stopping() {
  int state = AP_MPMQ_STOPPING;
  return ap_mpm_query(AP_MPMQ_MPM_STATE, &state) == APR_SUCCESS && state == AP_MPMQ_STOPPING;
}

apr_status_t run(int state, void* data, apr_pool_t* /*pool*/) {
  if (state != AP_WATCHDOG_STATE_RUNNING) return APR_SUCCESS;
  const auto& background = *static_cast<const Background*>(data);
  return guarded({nullptr, background.server}, APR_SUCCESS, [&] {
    background.task->run(is_stopping);
    return APR_SUCCESS;
  });
}

enum class Where { kInOneChild, kInEachChild };

apr_status_t start(PeriodicTask& task, Where where, server_rec* server, apr_pool_t* pconf) {
  const auto get_instance = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
  const auto register_callback = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
  if (get_instance == nullptr || register_callback == nullptr) return APR_ENOTIMPL;
  ap_watchdog_t* watchdog = nullptr;
  constexpr int kInChild = 0;
  const bool in_one = where == Where::kInOneChild;
  const apr_status_t status =
      get_instance(&watchdog, in_one ? kWatchdog : AP_WATCHDOG_DEFAULT, kInChild, in_one ? 1 : 0, pconf);
  if (status != APR_SUCCESS) return status;
  const auto interval = apr_time_from_sec(task.interval().count());
  return register_callback(watchdog, interval, &pool_new<Background>(pconf, Background{&task, server}), run);
}

}  // namespace

void run_in_background(PeriodicTask* task, server_rec* server, apr_pool_t* pconf) {
  if (task == nullptr) return;
  const apr_status_t status = start(*task, Where::kInOneChild, server, pconf);
  if (status == APR_SUCCESS) return;
  ap_log_error(APLOG_MARK, task->is_demanded() ? APLOG_WARNING : APLOG_INFO, 0, server,
               "CEIL0473: %s: new samples are not folded into summaries, where the database has some, and statistics "
               "get slower with time",
               status == APR_ENOTIMPL
                   ? "mod_watchdog is not loaded (LoadModule watchdog_module modules/mod_watchdog.so)"
                   : "mod_watchdog refuses the task");
}

void run_in_each_child(PeriodicTask& task, server_rec* server, apr_pool_t* pconf) {
  const apr_status_t status = start(task, Where::kInEachChild, server, pconf);
  if (status == APR_SUCCESS) return;
  ap_log_error(APLOG_MARK, APLOG_INFO, 0, server, "CEIL0495: %s: children keep the memory that they once needed",
               status == APR_ENOTIMPL ? "mod_watchdog is not loaded" : "mod_watchdog refuses the task");
}

}  // namespace ceilometer::httpd
