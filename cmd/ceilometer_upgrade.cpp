// ceilometer-upgrade, and under its old name ceilometer-dbsync: the tables that the configuration's databases need.

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "app/databases.hpp"
#include "base/clock.hpp"
#include "cmd/common/command_line.hpp"
#include "cmd/common/console_log.hpp"
#include "cmd/common/console_progress.hpp"
#include "storage/upkeep/extras.hpp"
#include "storage/upkeep/sessions.hpp"
#include "storage/upkeep/summaries.hpp"
#include "storage/upkeep/upgrade.hpp"

namespace {

namespace cmd = ceilometer::cmd;
namespace app = ceilometer::app;
namespace storage = ceilometer::storage;
namespace upkeep = ceilometer::storage::upkeep;
using ceilometer::Error;
using ceilometer::Result;

constexpr const char* kName = "ceilometer-upgrade";
constexpr const char* kOldName = "ceilometer-dbsync";

struct Options {
  cmd::ConfigChoice config;
  bool skip_metering = false;
  bool skip_events = false;
  bool skip_gnocchi = false;
  bool no_extras = false;
  bool undo_extras = false;
  bool build_summaries = false;
  bool dry_run = false;
  std::vector<std::string> only;

  upkeep::Extras extras() const {
    using Fate = upkeep::Extras::Fate;
    return {undo_extras ? Fate::kRemove : no_extras ? Fate::kLeave : Fate::kAdd, only};
  }
};

std::vector<std::string> names_of_extras() {
  std::vector<std::string> names;
  for (const auto& extra : upkeep::extras()) names.emplace_back(extra.short_name());
  return names;
}

void add_options(CLI::App& app, Options& options) {
  app.add_flag("--skip-metering-database", options.skip_metering, "Leave the database of samples as it is")
      ->group("Databases");
  app.add_flag("--skip-event-database", options.skip_events, "Leave the database of events as it is")
      ->group("Databases");
  app.add_flag("--skip-gnocchi-resource-types", options.skip_gnocchi,
               "Accepted for the sake of scripts; Gnocchi is never touched")
      ->group("Databases");
  auto* no_extras =
      app.add_flag("--no-extras", options.no_extras, "Make Ceilometer's own tables only, no index of ours")
          ->group("Extras");
  auto* undo_extras =
      app.add_flag("--undo-extras", options.undo_extras,
                   "Remove what this command added, the indexes mod_ceilometer_* and the summaries, and nothing else")
          ->excludes(no_extras)
          ->group("Extras");
  std::string names;
  for (const auto& name : names_of_extras()) names += (names.empty() ? "" : ", ") + name;
  app.add_option("--extras", options.only,
                 "Add only these indexes of ours, joined by commas, of " + names + "; those that are there stay")
      ->type_name("LIST")
      ->delimiter(',')
      ->check(CLI::IsMember(names_of_extras()))
      ->excludes(no_extras)
      ->excludes(undo_extras)
      ->group("Extras");
  app.add_flag(
         "--build-summaries", options.build_summaries,
         "Make the tables of summaries too (SQLite, PostgreSQL), and fold all samples into them; from then on the "
         "server does")
      ->excludes(undo_extras)
      ->group("Extras");
  app.add_flag("--dry-run", options.dry_run, "Print the SQL that would be run, and change nothing");
  cmd::add_config_options(app, options.config);
}

void print(const upkeep::Plan& plan) {
  for (const auto& statement : plan.schema) std::cout << statement << ";\n";
  for (const auto& step : plan.steps) {
    std::cout << "-- " << step.what << "\n";
    for (const auto& statement : step.statements) std::cout << statement << ";\n";
  }
}

std::string summary(const upkeep::Plan& plan) {
  if (plan.schema.empty() && plan.steps.empty()) return "nothing to do";
  std::string text = plan.schema.empty() ? "" : "made Ceilometer's tables";
  if (!plan.steps.empty()) {
    text += (text.empty() ? "" : "; ") + std::to_string(plan.steps.size()) +
            (plan.steps.size() == 1 ? " index changed" : " indexes changed");
  }
  return text;
}

/// A database, and whether samples are kept in it.
struct Target {
  app::NamedDatabase database;
  bool has_samples;
};

/// The sentence that says what was folded.
Result<std::string> fold(storage::sql::Driver& driver, ceilometer::Progress& progress, ceilometer::Logger& log) {
  using Outcome = upkeep::SummaryFolder::Outcome;
  // What comes later than it was folded costs more, and comes mostly within minutes.
  constexpr auto kLag = std::chrono::minutes(5);
  switch (upkeep::SummaryFolder(driver, log).run(ceilometer::utc_now() - kLag, progress)) {
    case Outcome::kDone:
    case Outcome::kStopped:
      return std::string("the summaries hold all samples");
    case Outcome::kBusy:
      return Error{
          "somebody else is folding samples into summaries: a server, or this command, which was killed some "
          "minutes ago; try again"};
    case Outcome::kHeldUp:
      return Error{
          "the summaries are there, but a transaction that has been open for long keeps samples from being folded into "
          "them: the server folds them when it has ended, and so does this command"};
    case Outcome::kAbsent:
      break;
  }
  return Error{"the summaries were removed while they were built"};
}

/// What becomes of the summaries; the sentence to print, empty where there is nothing to say.
Result<std::string> work_on_summaries(storage::sql::Driver& driver, storage::sql::Connection& connection,
                                      const Options& options, ceilometer::Progress& progress, ceilometer::Logger& log) {
  const auto& dialect = driver.dialect();
  const bool has_some = upkeep::has_summaries(connection, dialect);
  if (options.undo_extras && upkeep::has_remains_of_summaries(connection, dialect)) {
    if (options.dry_run) return "-- the summaries would be removed\n" + dialect.drop_summaries();
    upkeep::remove_summaries(connection, dialect);
    return std::string("removed the summaries");
  }
  if (!options.build_summaries) return std::string();
  if (!upkeep::offers_summaries(dialect)) return Error{"summaries are kept on SQLite and PostgreSQL only"};
  if (options.dry_run) {
    if (has_some) return std::string("-- the summaries are there; what is not folded yet would be");
    return "-- the summaries would be made, and samples folded into them\n" + dialect.create_summaries();
  }
  upkeep::install_summaries(connection, dialect);
  return fold(driver, progress, log);
}

Result<void> work_on(const Target& target, const Options& options, storage::StoreOptions session,
                     ceilometer::Logger& log) {
  const auto& database = target.database;
  const auto wrong = [&](const std::string& sentence) { return Error{database.place + ": " + sentence}; };
  session = upkeep::upkeep_options(std::move(session), options.dry_run);
  const auto driver = app::make_sql_driver(database.url, session, log);
  if (!driver) return wrong(driver.error().message);
  try {
    const auto connection = (*driver)->open();
    const auto& dialect = (*driver)->dialect();
    cmd::ConsoleProgress progress;
    const auto plan = options.dry_run ? upkeep::plan_upgrade(*connection, dialect, options.extras())
                                      : upkeep::upgrade(*connection, dialect, options.extras(), progress, log);
    if (!plan) return wrong(plan.error().message);
    for (const auto& note : plan->notes) std::cerr << database.place << ": " << note << "\n";
    if (options.dry_run) {
      std::cout << "-- " << database.place << ": "
                << (plan->schema.empty() && plan->steps.empty() ? "nothing to do" : "would be run:") << "\n";
      print(*plan);
    } else {
      std::cout << database.place << ": " << summary(*plan) << "\n";
    }
    if (!target.has_samples) return {};
    const auto done = work_on_summaries(**driver, *connection, options, progress, log);
    if (!done) return wrong(done.error().message);
    if (!done->empty()) std::cout << (options.dry_run ? "" : database.place + ": ") << *done << "\n";
    return {};
  } catch (const std::exception& error) {
    return wrong(error.what());
  }
}

int run(int argc, char** argv) {
  const std::string_view called(argc > 0 ? argv[0] : "");
  const std::string name = called.ends_with(kOldName) ? kOldName : kName;
  CLI::App app(
      "Makes the databases that ceilometer.conf names ready for use: Ceilometer's tables where a database is empty, "
      "and some indexes of our own (the extras), which make certain queries faster; where they are asked for, the "
      "summaries too, which answer statistics. Ceilometer's own tables are never changed otherwise, and the Python "
      "service can go on using them. May be run again at any time.");
  cmd::prepare(app, name);
  Options options;
  add_options(app, options);
  app.footer(
      "Examples:\n"
      "  ceilometer-upgrade\n"
      "  ceilometer-upgrade --dry-run --config-file ./ceilometer.conf\n"
      "  ceilometer-upgrade --extras statistics,meter_time\n"
      "  ceilometer-upgrade --build-summaries\n"
      "  ceilometer-upgrade --undo-extras");
  if (const auto code = cmd::parse(app, argc, argv)) return *code;
  const auto fail = [&](const std::string& sentence) {
    std::cerr << name << ": " << sentence << "\n";
    return cmd::kFailed;
  };
  const auto config = ceilometer::config::Config::load(cmd::sources_of(name, options.config));
  if (!config) return fail(config.error().message);
  std::vector<Target> targets;
  const auto add = [&](Result<app::NamedDatabase> found, bool has_samples) -> Result<void> {
    if (!found) return found.error();
    const bool known = std::any_of(targets.begin(), targets.end(),
                                   [&](const Target& target) { return target.database.url == found->url; });
    if (!known) targets.push_back({*std::move(found), has_samples});
    return {};
  };
  if (!options.skip_metering) {
    if (const auto added = add(app::metering_database(**config), true); !added) return fail(added.error().message);
  }
  if (!options.skip_events) {
    if (const auto added = add(app::event_database(**config), false); !added) return fail(added.error().message);
  }
  cmd::ConsoleLog log(ceilometer::LogLevel::kWarning);
  const auto session = storage::StoreOptions::read(**config);
  for (const auto& target : targets) {
    if (const auto done = work_on(target, options, session, log); !done) return fail(done.error().message);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return cmd::guarded(kName, [&] { return run(argc, argv); });
}
