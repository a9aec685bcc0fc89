#include "app/summary_task.hpp"

#include <atomic>
#include <exception>
#include <string>
#include <utility>

#include "app/databases.hpp"
#include "base/clock.hpp"
#include "storage/upkeep/summaries.hpp"

namespace ceilometer::app {

namespace {

constexpr std::string_view kLogName = "ceilometer.storage";

/// What agents send is some minutes old when it comes, and what comes after it was folded costs more.
constexpr auto kLag = std::chrono::minutes(5);

using Outcome = storage::upkeep::SummaryFolder::Outcome;

class SummaryTask final : public PeriodicTask {
 public:
  SummaryTask(std::unique_ptr<storage::sql::Driver> driver, bool is_demanded, std::chrono::seconds interval,
              Logger& logger)
      : driver_(std::move(driver)), is_demanded_(is_demanded), interval_(interval), logger_(logger) {}

  bool is_demanded() const override { return is_demanded_; }

  std::chrono::seconds interval() const override { return interval_; }

  void run(const std::function<bool()>& stop) noexcept override {
    try {
      NoProgress progress;
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
    } catch (const std::exception& error) {
      logger_.log(LogLevel::kWarning, kLogName,
                  std::string("CEIL0471: folding samples into summaries was broken off, and is tried again later: ") +
                      error.what());
    }
  }

 private:
  const std::unique_ptr<storage::sql::Driver> driver_;
  const bool is_demanded_;
  const std::chrono::seconds interval_;
  Logger& logger_;
  std::atomic<bool> warned_ = false;
  std::atomic<bool> held_up_ = false;
};

}  // namespace

Result<std::unique_ptr<PeriodicTask>> make_summary_task(const config::Config& config, Logger& logger) {
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
      std::make_unique<SummaryTask>(*std::move(driver), wanted == "on", interval, logger));
}

}  // namespace ceilometer::app
