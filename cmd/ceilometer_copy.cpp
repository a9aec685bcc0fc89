// ceilometer-copy: one Ceilometer database into another, of any engine.

#include <iomanip>
#include <iostream>

#include "app/databases.hpp"
#include "cmd/common/command_line.hpp"
#include "cmd/common/console_log.hpp"
#include "cmd/common/console_progress.hpp"
#include "storage/database_url.hpp"
#include "storage/upkeep/copy.hpp"
#include "storage/upkeep/sessions.hpp"

namespace {

namespace cmd = ceilometer::cmd;
namespace app = ceilometer::app;
namespace storage = ceilometer::storage;
namespace upkeep = ceilometer::storage::upkeep;
using ceilometer::Error;
using ceilometer::Result;

constexpr const char* kName = "ceilometer-copy";

struct Options {
  std::string source;
  std::string target;
  bool dry_run = false;
  bool verify_only = false;
};

void add_options(CLI::App& app, Options& options) {
  app.add_option("source", options.source,
                 "The database to copy, as [database] connection spells it; else CEILOMETER_SOURCE_URL of the "
                 "environment, where others cannot read its password as they can a command line")
      ->type_name("URL")
      ->envname("CEILOMETER_SOURCE_URL")
      ->required();
  app.add_option("target", options.target,
                 "The database to copy into, empty or an earlier copy; else CEILOMETER_TARGET_URL of the environment")
      ->type_name("URL")
      ->envname("CEILOMETER_TARGET_URL")
      ->required();
  auto* dry_run = app.add_flag("--dry-run", options.dry_run, "Tell what would be copied, and change nothing");
  app.add_flag("--verify-only", options.verify_only, "Compare the two, and change nothing")->excludes(dry_run);
}

/// What a database is called in the target's mark: everything of its URL that says where it is, and nothing secret.
std::string name_of(std::string_view text) {
  const auto url = storage::DatabaseUrl::parse(text);
  if (!url) return {};
  std::string name = url->dialect + "://" + url->host;
  if (url->port) name += ":" + std::to_string(*url->port);
  name += "/" + url->database.value_or("");
  for (const char* place : {"host", "port", "unix_socket"}) {
    if (const std::string* value = url->parameter(place)) name += std::string(" ") + place + "=" + *value;
  }
  return name;
}

void print(const std::vector<upkeep::CopiedTable>& tables) {
  constexpr int kNameWidth = 16;
  constexpr int kCountWidth = 12;
  std::cout << std::left << std::setw(kNameWidth) << "table" << std::right << std::setw(kCountWidth) << "rows"
            << std::setw(kCountWidth) << "copied now"
            << "  checksum of both\n";
  for (const auto& table : tables) {
    std::cout << std::left << std::setw(kNameWidth) << table.name << std::right << std::setw(kCountWidth)
              << table.target.rows() << std::setw(kCountWidth) << table.copied << "  " << table.target.hex() << "\n";
  }
}

void print(const upkeep::CopyPlan& plan) {
  if (!plan.schema.empty()) std::cout << "Ceilometer's tables would be made in the target.\n";
  if (plan.goes_on) std::cout << "A copy of this source was broken off there: it would go on.\n";
  for (const auto& table : plan.tables) {
    std::cout << table.name << ": " << table.source << " rows in the source, " << table.target << " in the target\n";
  }
}

Result<void> work(const Options& options, ceilometer::Logger& log) {
  if (name_of(options.source) == name_of(options.target)) return Error{"the source and the target are the same"};
  const auto source = app::make_sql_driver(options.source, upkeep::upkeep_options({}, true), log);
  if (!source) return Error{"the source: " + source.error().message};
  const bool looks = options.dry_run || options.verify_only;
  const auto target = app::make_sql_driver(options.target, upkeep::upkeep_options({}, looks), log);
  if (!target) return Error{"the target: " + target.error().message};
  const upkeep::CopyEnds ends{**source, **target, name_of(options.source)};
  if (options.dry_run) {
    const auto plan = upkeep::plan_copy(ends);
    if (!plan) return plan.error();
    print(*plan);
    return {};
  }
  cmd::ConsoleProgress progress;
  const auto tables =
      options.verify_only ? upkeep::verify_copy(ends, progress) : upkeep::copy_database(ends, progress, log);
  if (!tables) return tables.error();
  print(*tables);
  return {};
}

int run(int argc, char** argv) {
  CLI::App app(
      "Copies a Ceilometer database into another one, of the same engine or another: samples, meters, resources with "
      "their metadata, events with their traits, ids as they are. The target's tables are made where there are none. "
      "May be broken off and run again: it goes on where it was. At the end both are compared by counts and "
      "checksums.");
  cmd::prepare(app, kName);
  Options options;
  add_options(app, options);
  app.footer(
      "Examples:\n"
      "  ceilometer-copy mysql://ceilometer:PASSWORD@db/ceilometer postgresql://ceilometer:PASSWORD@db2/ceilometer\n"
      "  ceilometer-copy --dry-run sqlite:////var/lib/ceilometer/ceilometer.sqlite postgresql:///ceilometer");
  if (const auto code = cmd::parse(app, argc, argv)) return *code;
  cmd::ConsoleLog log(ceilometer::LogLevel::kWarning);
  if (const auto done = work(options, log); !done) {
    std::cerr << kName << ": " << done.error().message << "\n";
    return cmd::kFailed;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return cmd::guarded(kName, [&] { return run(argc, argv); });
}
