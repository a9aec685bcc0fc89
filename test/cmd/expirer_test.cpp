#include <catch2/catch.hpp>
#include <filesystem>

#include "cmd/api_command.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;

namespace {

/// The recorded data set, whose samples and events are of the past.
class DataSet {
 public:
  DataSet() { connection_ = api_.sections()["database"]; }

  /// With these lines of [database] and options.
  Finished expire(const std::string& lines, const std::vector<std::string>& more = {}) {
    api_.sections()["database"] = connection_ + lines;
    api_.write_configuration();
    std::vector<std::string> arguments = {"--config-file", api_.config_file()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tool("ceilometer-expirer", arguments);
  }
  void connect_to(const std::string& url) { connection_ = "connection = " + url + "\n"; }
  ApiCommand& api() { return api_; }
  std::string count(const std::string& table) const {
    return std::to_string(ask(api_.database(), "SELECT count(*) FROM " + table));
  }

 private:
  ApiCommand api_;  // for its files; it is not started
  std::string connection_;
};

}  // namespace

TEST_CASE("nothing is deleted unless the configuration says for how long it is kept") {
  DataSet data;
  const std::string samples = data.count("sample");
  for (const std::string lines : {"", "metering_time_to_live = 0\nevent_time_to_live = -1\n"}) {
    const auto done = data.expire(lines);
    INFO(done.output);
    CHECK(done.code == 0);
    CHECK(done.output ==
          "samples are kept for ever: [database] metering_time_to_live says so\n"
          "events are kept for ever: [database] event_time_to_live says so\n");
  }
  CHECK(data.count("sample") == samples);
}

TEST_CASE("the expirer deletes what a dry run announced") {
  DataSet data;
  const std::string samples = data.count("sample");
  const std::string resources = data.count("resource");
  const std::string events = data.count("event");
  const std::string lines = "metering_time_to_live = 60\nevent_time_to_live = 60\n";
  const auto dry = data.expire(lines, {"--dry-run"});
  INFO(dry.output);
  CHECK(dry.code == 0);
  CHECK_THAT(dry.output, Contains("would delete " + samples + " samples from before 2"));
  CHECK_THAT(dry.output, Contains(" and " + resources + " resources that had no others"));
  CHECK_THAT(dry.output, Contains("would delete " + events + " events from before 2"));
  CHECK(data.count("sample") == samples);

  const auto of_samples = data.expire("time_to_live = 60\n", {"--sql-expire-samples-only"});
  CHECK(of_samples.code == 0);
  CHECK_THAT(of_samples.output, Contains("\ndeleted " + samples + " samples from before 2"));
  CHECK(data.count("sample") == "0");
  CHECK(data.count("resource") == resources);
  data.api().sections()["DEFAULT"] = "sql_expire_samples_only = True\n";
  CHECK(data.expire(lines).code == 0);
  CHECK(data.count("resource") == resources);
  CHECK(data.count("event") == "0");
  CHECK(data.count("trait_text") == "0");
  data.api().sections()["DEFAULT"] = "";
  const auto last = data.expire(lines, {"--batch-size", "10", "--pause", "0"});
  CHECK_THAT(last.output, Contains("deleted 0 samples") && Contains(" and " + resources + " resources"));
  CHECK(data.count("resource") == "0");
  CHECK(data.count("meter") == "0");
  CHECK(data.count("metadata_text") == "0");
}

TEST_CASE("what keeps the expirer from its work is named, passwords are not") {
  DataSet data;
  const std::string lines = "metering_time_to_live = 60\n";
  CHECK(data.expire(lines, {"--batch-size", "0"}).code == 2);
  CHECK(data.expire(lines, {"--pause", "-1"}).code == 2);
  data.connect_to("oracle://ceilometer:secret@127.0.0.1/ceilometer");
  const auto unknown = data.expire(lines);
  CHECK(unknown.code == 1);
  CHECK_THAT(unknown.output, Contains("[database], key connection: ") && Contains("oracle"));
  CHECK_THAT(unknown.output, !Contains("secret"));
  data.connect_to("sqlite:////not/there/ceilometer.sqlite");
  const auto absent = data.expire(lines);
  CHECK(absent.code == 1);
  CHECK_THAT(absent.output, Contains("[database], key connection: the directory /not/there"));
  data.connect_to("mysql://ceilometer:secret@127.0.0.1:1/ceilometer");
  const auto away = data.expire(lines);
  CHECK(away.code == 1);
  CHECK_THAT(away.output, !Contains("secret"));
  // One of the two is no reason to leave the other.
  CHECK_THAT(away.output, Contains("events are kept for ever"));
}
