// Requests per second of the root document and of listings, beside those of a static file of the answer's size from the
// same httpd.

#include "bench/asked.hpp"
#include "bench/suite.hpp"
#include "support/service.hpp"

namespace ceilometer::test {

namespace {

constexpr int kClients = 8;

struct Target {
  std::string path;
  double goal;  ///< of the static file's requests per second
};

const Target kTargets[] = {
    {"/", 0.85},
    {"/v2/meters?limit=100", 0.25},
    {"/v2/resources?limit=100", 0.25},
    {"/v2/samples?limit=100", 0.25},
    {"/v2/samples?q.field=meter&q.op=eq&q.value=meter-003&limit=100", 0.25},
    {"/v2/meters/meter-003?limit=100", 0.25},
};

/// One target in one schema, and a file of its answer's size.
struct Listing {
  Listing(HttpdServer& server, const Suite& suite, const Target& target, const std::string& schema)
      : name("`GET " + target.path + "`" + (schema == "original" ? ", original's schema alone" : "")),
        module(server, target.path, schema + ".test", kClients, suite.seconds),
        file(server, write_file(server, module.size()), "static.test", kClients, suite.seconds) {}

  /// Returns the path of the file.
  static std::string write_file(HttpdServer& server, std::size_t size) {
    const std::string name = std::to_string(size) + ".txt";
    server.write("static/" + name, std::string(size, 'x'));
    return "/" + name;
  }

  std::string name;
  Asked module;
  Asked file;
  Line* line = nullptr;
};

}  // namespace

void measure_listings(const Suite& suite, Report& report) {
  HttpdServer server;
  for_load(server, 16);
  serve_database(server, "upgraded", suite.dataset(Tables::kUpgraded));
  serve_database(server, "original", suite.dataset(Tables::kOriginal));
  serve_files(server);
  server.start();
  std::vector<Listing> listings;
  for (const std::string schema : {"upgraded", "original"}) {
    for (const auto& target : kTargets) {
      if (target.path == "/" && schema == "original") continue;  // asks no database
      auto& listing = listings.emplace_back(server, suite, target, schema);
      Comparison comparison{.unit = "/s"};
      // Where ceilometer-upgrade was not run there is no goal.
      if (schema == "upgraded") comparison.at_least = target.goal;
      const auto bytes = readable(static_cast<double>(listing.module.size()));
      listing.line = &report.line(listing.name, "file of " + bytes + " bytes", comparison);
    }
  }
  for (int round = 0; round < suite.rounds; ++round) {
    for (auto& listing : listings) {
      const double ours = listing.module.measure();
      listing.line->add(ours, listing.file.measure());
    }
  }
  report.note("| processor time of httpd for an answer, microseconds | ours | file |\n| --- | --- | --- |");
  for (const auto& listing : listings) {
    report.note("| " + listing.name + " | " + readable(listing.module.cpu()) + " | " + readable(listing.file.cpu()) +
                " |");
  }
  report.note("");
}

}  // namespace ceilometer::test
