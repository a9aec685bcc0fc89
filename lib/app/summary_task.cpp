#include "app/summary_task.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <string>
#include <utility>

#include "app/databases.hpp"
#include "base/clock.hpp"
#include "storage/upkeep/summaries.hpp"
#include "storage/upkeep/summary_state.hpp"

namespace ceilometer::app {

namespace {

constexpr std::string_view kLogName = "ceilometer.storage";

/// What agents send is some minutes old when it comes, and what comes after it was folded costs more.
constexpr auto kLag = std::chrono::minutes(5);

/// Counts the samples that are folded.
class FoldedSamples final : public Progress {
 public:
  explicit FoldedSamples(Metrics& metrics) : metrics_(metrics) {}

  void begin(std::string_view /*what*/, std::string_view units, std::optional<std::int64_t> /*total*/) override {
    counts_ = units == "samples";
  }
  void advance(std::int64_t count) override {
    if (counts_) metrics_.add(Counter::kSamplesFolded, static_cast<std::uint64_t>(count));
  }
  void end() override { counts_ = false; }

 private:
  Metrics& metrics_;
  bool counts_ = false;  ///< other stages count other things
};

class SummaryTask final : public PeriodicTask {
 public:
  SummaryTask(std::unique_ptr<storage::sql::Driver> driver, bool is_demanded, std::chrono::seconds interval,
              Logger& logger, Metrics& metrics)
      : driver_(std::move(driver)),
        is_demanded_(is_demanded),
        interval_(interval),
        logger_(logger),
        metrics_(metrics),
        number_(metrics.add_summaries()) {}

  bool is_demanded() const override { return is_demanded_; }

  std::chrono::seconds interval() const override { return interval_; }

  void run(const std::function<bool()>& stop) noexcept override {
    try {
      FoldedSamples progress(metrics_);
      const auto outcome = storage::upkeep::SummaryFolder(*driver_, logger_).run(utc_now() - kLag, progress, stop);
      if (outcome == Outcome::kAbsent && is_demanded_ && !warned_.exchange(true)) {
        logger_.log(LogLevel::kWarning, kLogName,
                    "CEIL0472: [database] summaries is on, but the database has none: ceilometer-upgrade makes them");
      }
      if (outcome == Outcome::kHeldUp && !held_up_.exchange(true)) {
        logger_.log(LogLevel::kWarning, kLogName,
                    "CEIL0480: a transaction that has been open for long keeps new samples from being folded into "
                    "summaries; they are when it has ended");
      }
      if (outcome == Outcome::kDone) held_up_ = false;
      if (outcome != Outcome::kStopped) record();
    } catch (const std::exception& error) {
      logger_.log(LogLevel::kWarning, kLogName,
                  std::string("CEIL0471: folding samples into summaries was broken off, and is tried again later: ") +
                      error.what());
    }
  }

 private:
  using Outcome = storage::upkeep::SummaryFolder::Outcome;

  /// What this host's status page tells, where another host's folder was at it too.
  void record() {
    const auto state = storage::upkeep::read_summary_state(*driver_);
    SummaryFigures figures;
    if (state) {
      figures.are_there = true;
      figures.folded_before += std::max(state->folded_before.time_since_epoch(), TimePoint::duration::zero());
      figures.marked_chunks = static_cast<std::uint64_t>(state->marked_chunks);
    }
    metrics_.record(number_, figures);
  }

  const std::unique_ptr<storage::sql::Driver> driver_;
  const bool is_demanded_;
  const std::chrono::seconds interval_;
  Logger& logger_;
  Metrics& metrics_;
  const std::size_t number_;  ///< of its summaries in the figures
  std::atomic<bool> warned_ = false;
  std::atomic<bool> held_up_ = false;
};

}  // namespace

Result<std::unique_ptr<PeriodicTask>> make_summary_task(const config::Config& config, Logger& logger,
                                                        Metrics& metrics) {
  const std::string wanted = config.get_string("database", "summaries");
  if (wanted != "auto" && wanted != "on" && wanted != "off") {
    return Error{config.place("database", "summaries") + ": '" + wanted + "' is none of auto, on and off"};
  }
  auto options = storage::StoreOptions::read(config);
  options.query_timeout.reset();  // nobody waits for it
  if (!options.summaries) return std::unique_ptr<PeriodicTask>();
  const auto database = metering_database(config);
  if (!database) return database.error();
  auto driver = make_sql_driver(database->url, options, logger);
  if (!driver) return Error{database->place + ": " + driver.error().message};
  if (!storage::upkeep::offers_summaries((*driver)->dialect())) return std::unique_ptr<PeriodicTask>();
  const std::chrono::seconds interval(config.get_int("database", "summaries_interval"));
  return std::unique_ptr<PeriodicTask>(
      std::make_unique<SummaryTask>(*std::move(driver), wanted == "on", interval, logger, metrics));
}

}  // namespace ceilometer::app
