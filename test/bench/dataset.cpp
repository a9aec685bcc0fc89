#include "bench/dataset.hpp"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>

#include "base/digest.hpp"
#include "json/write.hpp"
#include "storage/sqlite/sqlite_driver.hpp"
#include "storage/upkeep/summaries.hpp"
#include "storage/upkeep/upgrade.hpp"
#include "support/service.hpp"
#include "support/storage_helpers.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {

namespace {

namespace upkeep = storage::upkeep;

/// Numbers 0 to count - 1 as a table of that name.
std::string numbers(const std::string& name, int count) {
  return name + "(" + name + ") AS (SELECT 0 UNION ALL SELECT " + name + " + 1 FROM " + name + " WHERE " + name +
         " + 1 < " + std::to_string(count) + ")";
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

/// A number of so many digits behind a text.
std::string padded(const std::string& before, int digits, int number) {
  auto text = std::to_string(number);
  if (text.size() < static_cast<std::size_t>(digits))
    text.insert(0, static_cast<std::size_t>(digits) - text.size(), '0');
  return before + text;
}

/// "VERB what", until it is done.
class Announced {
 public:
  explicit Announced(const std::string& what) { std::cerr << what << " ..." << std::flush; }
  ~Announced() {
    std::cerr << ' ' << std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begin_).count() << " s\n";
  }
  Announced(const Announced&) = delete;
  Announced& operator=(const Announced&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin_ = Clock::now();
};

std::unique_ptr<storage::sql::Driver> driver_of(const std::string& path, Logger& log) {
  auto options = quick_options();
  options.synchronous = false;
  const auto url = storage::DatabaseUrl::parse("sqlite:///" + path);
  if (!url) throw std::runtime_error(url.error().message);
  auto driver = storage::sqlite::make_driver(*url, options, log);
  if (!driver) throw std::runtime_error(driver.error().message);
  return *std::move(driver);
}

/// What `ceilometer-upgrade` does to a database, with `--build-summaries` where it is to have these.
void upgrade(const std::string& path, Tables tables) {
  RecordingLogger log;
  NoProgress progress;
  const auto driver = driver_of(path, log);
  const auto connection = driver->open();
  using Fate = upkeep::Extras::Fate;
  const Fate extras = tables == Tables::kUpgraded ? Fate::kAdd : Fate::kLeave;
  const auto plan = upkeep::upgrade(*connection, driver->dialect(), {extras, {}}, progress, log);
  if (!plan) throw std::runtime_error(plan.error().message);
  if (tables == Tables::kUpgraded) {
    upkeep::install_summaries(*connection, driver->dialect());
    if (upkeep::SummaryFolder(*driver, log).run(utc_now(), progress) != upkeep::SummaryFolder::Outcome::kDone) {
      throw std::runtime_error("the samples were not folded: " + log.text());
    }
  }
  connection->execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

std::string meters(const DatasetSizes& sizes) {
  return "WITH " + numbers("m", sizes.meters) +
         " INSERT INTO meter (id, name, type, unit) SELECT m + 1, printf('meter-%03d', m),"
         " CASE m % 3 WHEN 0 THEN 'cumulative' WHEN 1 THEN 'gauge' ELSE 'delta' END,"
         " CASE m % 3 WHEN 0 THEN 'ns' WHEN 1 THEN 'instance' ELSE 'B' END FROM m;";
}

/// Text and numbers as of an instance, flat and nested.
std::string resources(const DatasetSizes& sizes) {
  std::string sql;
  for (int i = 0; i < sizes.resources; ++i) {
    const std::string id = std::to_string(i + 1);
    json::Object metadata;
    json::Object flavor;
    for (int pair = 0; pair < sizes.metadata_pairs; ++pair) {
      const bool nested = pair % 4 == 3;
      const auto name = padded("pair-", 2, pair);
      const auto text = padded("value of resource ", 4, i) + padded(" and pair ", 2, pair);
      (nested ? flavor : metadata).members().push_back({name, json::Value(text)});
      sql += "INSERT INTO metadata_text VALUES (" + id + ", " + quoted((nested ? "flavor." : "") + name) + ", " +
             quoted(text) + ");";
    }
    if (!flavor.empty()) metadata.members().push_back({"flavor", json::Value(std::move(flavor))});
    const json::Value value(std::move(metadata));
    const auto text = json::dumps(value);
    sql += "INSERT INTO resource VALUES (" + id + ", " + quoted(padded("user-", 2, i % 10)) + ", " +
           quoted(padded("project-", 2, i % 10)) + ", " + quoted(padded("project-", 2, i % 10) + ":openstack") + ", " +
           quoted(padded("resource-", 4, i)) + ", " + quoted(text) + ", '" + md5_hex(json::dumps(value, true)) + "');";
  }
  return sql;
}

/// So many seconds after sample_time(i), as SQL computes it.
std::string time_text(int seconds) {
  return "strftime('%Y-%m-%d %H:%M:%S', " + std::to_string(sample_time(0) + seconds) + " + i * " +
         std::to_string(kSampleInterval) + ", 'unixepoch')";
}

/// Round after round of all resources' meters, as pollsters bring them.
std::string samples(const DatasetSizes& sizes) {
  return "WITH " + numbers("i", sizes.samples) + ", " + numbers("r", sizes.resources) + ", " +
         numbers("m", sizes.meters) +
         " INSERT INTO sample (meter_id, resource_id, volume, timestamp, recorded_at, message_signature, message_id)"
         " SELECT m + 1, r + 1, ((i * 37 + r * 11 + m * 7) % 10007) / 7.0, " +
         time_text(0) + " || printf('.%06d', r * 1000 + m), " + time_text(1) +
         " || '.000000', printf('%064x', (i * 1000003 + r) * 1000003 + m),"
         " printf('%08x-%04x-11e6-8000-%012x', i, m, r) FROM i CROSS JOIN r CROSS JOIN m;";
}

std::string events(const DatasetSizes& sizes) {
  const std::string all = "WITH " + numbers("e", sizes.events) + " ";
  const auto trait = [&](const std::string& table, const std::string& key, const std::string& value) {
    return all + "INSERT INTO trait_" + table + " SELECT e + 1, '" + key + "', " + value + " FROM e;";
  };
  return "WITH " + numbers("t", 10) +
         " INSERT INTO event_type (id, \"desc\") SELECT t + 1, printf('compute.instance.step-%02d.end', t) FROM t;" +
         all +
         "INSERT INTO event (id, message_id, generated, raw, event_type_id)"
         " SELECT e + 1, printf('%08x-0000-11e6-9000-000000000000', e),"
         " strftime('%Y-%m-%d %H:%M:%S', " +
         std::to_string(kDatasetBegin) +
         " + e, 'unixepoch') || printf('.%06d', e % 1000),"
         " '{}', e % 10 + 1 FROM e;" +
         trait("text", "tenant_id", "printf('project-%02d', e % 10)") +
         trait("text", "resource_id", "printf('resource-%04d', e % " + std::to_string(sizes.resources) + ")") +
         trait("text", "service", "'compute'") + trait("int", "vcpus", "e % 16") +
         trait("float", "load", "(e % 1000) / 8.0");
}

/// Many rows at once are quicker without the table's indexes, which are made anew behind them.
std::string without_indexes(const std::string& path, const std::string& table, const std::string& insert) {
  const std::string of_table =
      " FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = '" + table + "'";
  const auto drop = ask_text(path, "SELECT group_concat('DROP INDEX ' || name || ';', '')" + of_table);
  const auto make = ask_text(path, "SELECT group_concat(sql || ';', '')" + of_table);
  return drop + insert + make;
}

void fill(const std::string& path, const DatasetSizes& sizes) {
  execute(path, "PRAGMA synchronous = OFF; BEGIN;" + meters(sizes) + resources(sizes) +
                    without_indexes(path, "sample", samples(sizes)) + events(sizes) +
                    "COMMIT; PRAGMA wal_checkpoint(TRUNCATE);");
}

/// Its name says all that it is made by.
std::string name_of(const DatasetSizes& sizes, Tables tables) {
  std::string name = std::to_string(kSampleInterval) + "s";
  for (const int size : {sizes.resources, sizes.meters, sizes.samples, sizes.events, sizes.metadata_pairs}) {
    name += "-" + std::to_string(size);
  }
  return name + (tables == Tables::kUpgraded ? "-upgraded.sqlite" : ".sqlite");
}

}  // namespace

std::string make_dataset(const std::string& directory, const DatasetSizes& sizes, Tables tables) {
  namespace fs = std::filesystem;
  const std::string path = directory + "/" + name_of(sizes, tables);
  if (fs::exists(path)) return path;
  fs::create_directories(directory);
  give_to_server(directory);
  // Under its name it is there whole or not at all.
  const std::string unfinished = path + ".new";
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(unfinished + end);
  if (tables == Tables::kUpgraded) {
    const auto original = make_dataset(directory, sizes, Tables::kOriginal);
    const Announced announced("upgrading " + std::to_string(sizes.all_samples()) + " samples, with summaries");
    fs::copy_file(original, unfinished);
    upgrade(unfinished, tables);
  } else {
    const Announced announced("making " + std::to_string(sizes.all_samples()) + " samples");
    upgrade(unfinished, tables);
    fill(unfinished, sizes);
  }
  fs::rename(unfinished, path);
  give_to_server(path);
  return path;
}

std::string dataset_directory() { return std::filesystem::temp_directory_path() / "mod_ceilometer-bench"; }

}  // namespace ceilometer::test
