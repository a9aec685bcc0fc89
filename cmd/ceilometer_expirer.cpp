// ceilometer-expirer: deletes samples and events that are older than they are to be.

#include <cstdlib>
#include <iostream>

#include "app/databases.hpp"
#include "base/clock.hpp"
#include "cmd/common/command_line.hpp"
#include "cmd/common/console_log.hpp"
#include "cmd/common/console_progress.hpp"
#include "storage/options.hpp"
#include "storage/upkeep/expiry.hpp"

namespace {

namespace cmd = ceilometer::cmd;
namespace app = ceilometer::app;
namespace storage = ceilometer::storage;
namespace upkeep = ceilometer::storage::upkeep;
using ceilometer::Error;
using ceilometer::Result;
using ceilometer::TimePoint;
using ceilometer::config::Config;

constexpr const char* kName = "ceilometer-expirer";

struct Options {
  cmd::ConfigChoice config;
  bool dry_run = false;
  bool only_samples = false;
  std::size_t batch_size = upkeep::TurnOptions().rows;
  int pause = static_cast<int>(upkeep::TurnOptions().pause.count());
};

void add_options(CLI::App& app, Options& options) {
  constexpr const char* kDeleting = "Deleting";
  constexpr std::size_t kMostRows = 100'000;
  constexpr int kLongestPause = 60'000;
  app.add_flag("--dry-run", options.dry_run, "Say what would be deleted, and delete nothing")->group(kDeleting);
  app.add_flag("--sql-expire-samples-only", options.only_samples,
               "Leave meters and resources that have no samples any more; also an option of the configuration")
      ->group(kDeleting);
  app.add_option("--batch-size", options.batch_size,
                 "Rows deleted in a transaction, at most; fewer where it takes longer than a tenth of a second")
      ->type_name("ROWS")
      ->check(CLI::Range(std::size_t{1}, kMostRows).description(""))
      ->capture_default_str()
      ->group(kDeleting);
  app.add_option("--pause", options.pause, "Milliseconds between transactions, in which others get their turn")
      ->type_name("MS")
      ->check(CLI::Range(0, kLongestPause).description(""))
      ->capture_default_str()
      ->group(kDeleting);
  cmd::add_config_options(app, options.config);
}

/// "1 sample", "2 samples".
std::string counted(std::int64_t count, const std::string& unit) {
  return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
}

/// One of the two databases.
class Run {
 public:
  Run(const Config& config, const Options& options, ceilometer::Logger& log)
      : config_(config), options_(options), log_(log) {}

  /// The sentence to print.
  Result<std::string> samples() const {
    const auto before = oldest_kept("metering_time_to_live");
    if (!before) return nothing_to_do("metering_time_to_live", "samples");
    const bool only_samples = options_.only_samples || config_.get_bool("DEFAULT", "sql_expire_samples_only");
    return in(app::metering_database(config_), [&](upkeep::Expiry& expiry) {
      const auto expired = expiry.samples(*before, only_samples, options_.dry_run);
      std::string sentence = said(expired.samples, "sample", *before);
      if (only_samples) return sentence;
      return sentence + "; " + counted(expired.meters, "meter") + " and " + counted(expired.resources, "resource") +
             " that had no others";
    });
  }

  Result<std::string> events() const {
    const auto before = oldest_kept("event_time_to_live");
    if (!before) return nothing_to_do("event_time_to_live", "events");
    return in(app::event_database(config_), [&](upkeep::Expiry& expiry) {
      const auto expired = expiry.events(*before, options_.dry_run);
      return said(expired.events, "event", *before) + "; " + counted(expired.types, "event type") +
             " that had no others";
    });
  }

 private:
  std::optional<TimePoint> oldest_kept(std::string_view option) const {
    return upkeep::oldest_kept(ceilometer::utc_now(), config_.get_int("database", option));
  }

  static std::string nothing_to_do(const std::string& option, const std::string& what) {
    return what + " are kept for ever: [database] " + option + " says so";
  }

  std::string said(std::int64_t count, const std::string& unit, TimePoint before) const {
    return std::string(options_.dry_run ? "would delete " : "deleted ") + counted(count, unit) + " from before " +
           ceilometer::isoformat(before);
  }

  template <class Work>
  Result<std::string> in(const Result<app::NamedDatabase>& database, const Work& work) const {
    if (!database) return database.error();
    auto options = storage::StoreOptions::read(config_);
    options.query_timeout.reset();  // of the API's queries
    const auto driver = app::make_sql_driver(database->url, options, log_);
    if (!driver) return Error{database->place + ": " + driver.error().message};
    cmd::ConsoleProgress progress;
    upkeep::TurnOptions turns;
    turns.rows = options_.batch_size;
    turns.pause = std::chrono::milliseconds(options_.pause);
    turns.retries = options.write_retries;
    try {
      upkeep::Expiry expiry(**driver, turns, progress);
      return work(expiry);
    } catch (const storage::sql::DatabaseError& error) {
      return Error{database->place + ": " + error.what() +
                   (options_.dry_run ? "" : "; what was deleted is gone, and the next run goes on from there")};
    }
  }

  const Config& config_;
  const Options& options_;
  ceilometer::Logger& log_;
};

int run(int argc, char** argv) {
  CLI::App app(
      "Deletes the samples and events that are older than metering_time_to_live and event_time_to_live of [database] "
      "say, and the meters, resources and event types that have none left. Services may go on writing meanwhile: it "
      "works in short transactions. It may be killed at any moment, and the next run goes on; several may run at "
      "once.");
  cmd::prepare(app, kName);
  Options options;
  add_options(app, options);
  app.footer(
      "Examples:\n"
      "  ceilometer-expirer --dry-run\n"
      "  ceilometer-expirer --config-file /etc/ceilometer/ceilometer.conf --batch-size 200 --pause 100");
  if (const auto code = cmd::parse(app, argc, argv)) return *code;
  const auto config = Config::load(cmd::sources_of(kName, options.config));
  if (!config) {
    std::cerr << kName << ": " << config.error().message << "\n";
    return cmd::kFailed;
  }
  cmd::ConsoleLog log(ceilometer::LogLevel::kInfo);
  const Run both(**config, options, log);
  int code = EXIT_SUCCESS;
  const auto say = [&](const Result<std::string>& done) {
    if (done) {
      std::cout << *done << std::endl;
      return;
    }
    std::cerr << kName << ": " << done.error().message << "\n";
    code = cmd::kFailed;
  };
  say(both.samples());
  say(both.events());
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  return cmd::guarded(kName, [&] { return run(argc, argv); });
}
