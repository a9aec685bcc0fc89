#include "shared_figures.hpp"

#include <ap_mpm.h>
#include <apr_shm.h>
#include <http_config.h>
#include <http_log.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "app/status_page.hpp"
#include "module.h"

APLOG_USE_MODULE(ceilometer);

namespace ceilometer::httpd {
namespace {

constexpr const char* kKey = "mod_ceilometer/figures";

/// What outlives the module, which httpd unloads and loads anew at each restart.
struct Retained {
  apr_shm_t* memory;
  apr_size_t slots;
};

Retained& retained() {
  void* kept = ap_retained_data_get(kKey);
  if (kept == nullptr) kept = ap_retained_data_create(kKey, sizeof(Retained));
  return *static_cast<Retained*>(kept);
}

/// Children of an old generation end beside those of a new one.
apr_size_t wanted_slots() {
  int limit = 0;
  if (ap_mpm_query(AP_MPMQ_HARD_LIMIT_DAEMONS, &limit) != APR_SUCCESS) limit = 0;
  return 2 * static_cast<apr_size_t>(std::max(limit, 1));
}

}  // namespace

void open_figures(server_rec* main_server) {
  const auto now = std::chrono::system_clock::now();
  const apr_size_t slots = wanted_slots();
  Retained& kept = retained();
  if (kept.memory != nullptr) {
    MetricSlots figures = MetricSlots::find(apr_shm_baseaddr_get(kept.memory), slots, app::metrics_layout());
    if (figures) return figures.mark_loaded(now);
    close_figures();
  }
  const apr_status_t status =
      apr_shm_create(&kept.memory, MetricSlots::size_for(slots), nullptr, main_server->process->pool);
  if (status != APR_SUCCESS) {
    kept.memory = nullptr;
    ap_log_error(APLOG_MARK, APLOG_WARNING, status, main_server,
                 "CEIL0431: memory for the figures of all children cannot be had: there is no status page");
    return;
  }
  kept.slots = slots;
  MetricSlots::make(apr_shm_baseaddr_get(kept.memory), slots, app::metrics_layout(), now);
}

void close_figures() {
  Retained& kept = retained();
  // The old children have it still.
  if (kept.memory != nullptr) apr_shm_destroy(kept.memory);
  kept.memory = nullptr;
}

MetricSlots shared_figures() {
  const auto* kept = static_cast<const Retained*>(ap_retained_data_get(kKey));
  if (kept == nullptr || kept->memory == nullptr) return MetricSlots::null();
  return MetricSlots::find(apr_shm_baseaddr_get(kept->memory), kept->slots, app::metrics_layout());
}

void count_in_shared_figures(Metrics& metrics, server_rec* main_server) {
  MetricSlots figures = shared_figures();
  if (!figures) return;
  if (MetricCells* cells = figures.claim(::getpid())) {
    metrics.attach(*cells);
  } else {
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, main_server,
                 "CEIL0432: there are more children than places for their figures: what this one does is not counted");
  }
}

}  // namespace ceilometer::httpd
