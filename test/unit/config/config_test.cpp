#include "config/config.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "unit/config/temp_dir.hpp"

using ceilometer::config::Config;
using ceilometer::config::Override;
using ceilometer::config::Sources;
using ceilometer::test::TempDir;

namespace {

using List = std::vector<std::string>;

std::shared_ptr<const Config> load(const Sources& sources) {
  auto result = Config::load(sources);
  if (!result) FAIL(result.error().message);
  return *result;
}

std::string error(const Sources& sources) {
  const auto result = Config::load(sources);
  REQUIRE_FALSE(result.ok());
  return result.error().message;
}

Sources files(List names) {
  Sources sources;
  sources.files = std::move(names);
  return sources;
}

std::shared_ptr<const Config> load_text(std::string_view text) {
  const TempDir dir;
  return load(files({dir.write("c.conf", text)}));
}

}  // namespace

TEST_CASE("Without any source the defaults hold") {
  const auto config = load({});
  CHECK(config->get_int("api", "port") == 8777);
  CHECK(config->get_string("DEFAULT", "sample_source") == "openstack");
  CHECK(config->get_list("DEFAULT", "meter_dispatchers") == List{"database"});
  CHECK(config->get_list("oslo_messaging_notifications", "driver").empty());
  CHECK(config->find_string("database", "connection") == std::nullopt);
  CHECK(config->get_string("database", "connection").empty());
  CHECK(config->find_bool("api", "gnocchi_is_enabled") == std::nullopt);
  CHECK(config->find_string("publisher_notifier", "telemetry_driver") == std::nullopt);
  CHECK(config->get_string("publisher", "telemetry_secret") == "change this for valid signing");
  CHECK(config->get_float("database", "query_timeout") == 60.0);
  CHECK(config->find_int("DEFAULT", "http_timeout") == 600);
  CHECK(config->get_list("cors", "allow_methods") == List{"GET", "PUT", "POST", "DELETE", "PATCH"});
  CHECK(config->get_bool("cors", "allow_credentials"));
  CHECK(config->origin("api", "port") == "default");
  CHECK(config->warnings().empty());
}

TEST_CASE("Asking for what is not declared, or as another type, is a bug") {
  const auto config = load({});
  CHECK_THROWS_AS(config->get_string("api", "nothing"), std::logic_error);
  CHECK_THROWS_AS(config->get_string("nothing", "port"), std::logic_error);
  CHECK_THROWS_AS(config->origin("api", ""), std::logic_error);
  CHECK_THROWS_AS(config->get_string("api", "port"), std::logic_error);
  CHECK_THROWS_AS(config->get_int("api", "host"), std::logic_error);
  CHECK_THROWS_AS(config->get_list("api", "host"), std::logic_error);
  CHECK_THROWS_AS(config->find_list_in("cors.x", "cors", "max_age"), std::logic_error);
}

TEST_CASE("The stronger source wins") {
  const TempDir dir;
  Sources sources;
  sources.files = {dir.write("a.conf", "[api]\nport=1\nhost=a\nworkers=2\ndefault_api_return_limit=7\npanko_url=a\n"),
                   dir.write("b.conf", "[api]\nport=2\nhost=b\nworkers=3\ndefault_api_return_limit=8\n")};
  sources.dirs = {dir.path("conf.d")};
  dir.write("conf.d/20.conf", "[api]\nport=4\nhost=d\nworkers=5\n");
  dir.write("conf.d/10.conf", "[api]\nport=3\nhost=c\nworkers=4\n");
  dir.write("conf.d/30.conf.bak", "[api]\nport=x\n");
  dir.write("conf.d/.hidden.conf", "[api]\nport=x\n");
  dir.write("conf.d/sub.conf/x", "");
  sources.environment = {{"OS_API__PORT", "5"}, {"OS_API__HOST", "e"}, {"OS_API__UNKNOWN", "x"}, {"OTHER", "x"}};
  sources.overrides = {{"api", "port", "6", "CeilometerSet in site.conf, line 3"}};
  const auto config = load(sources);

  CHECK(config->get_int("api", "port") == 6);
  CHECK(config->get_string("api", "host") == "e");
  CHECK(config->get_int("api", "workers") == 5);
  CHECK(config->get_int("api", "default_api_return_limit") == 8);
  CHECK(config->get_string("api", "panko_url") == "a");

  CHECK(config->origin("api", "port") == "CeilometerSet in site.conf, line 3, [api] port");
  CHECK(config->origin("api", "host") == "environment variable OS_API__HOST");
  CHECK(config->origin("api", "workers") == dir.path("conf.d/20.conf") + ", [api] workers");
  CHECK(config->place("api", "panko_url") == dir.path("a.conf") + ": section [api], key panko_url");
}

TEST_CASE("Deprecated spellings") {
  const TempDir dir;

  SECTION("are read, with a warning") {
    const std::string file =
        dir.write("c.conf", "[DATABASE]\nsql_connection = sqlite://\n[DEFAULT]\nmetering_api_port=1");
    const auto config = load(files({file}));
    CHECK(config->get_string("database", "connection") == "sqlite://");
    CHECK(config->get_int("api", "port") == 1);
    CHECK(config->origin("database", "connection") == file + ", [DATABASE] sql_connection");
    REQUIRE(config->warnings().size() == 2);
    CHECK(config->warnings()[0] == file +
                                       ": section [DEFAULT], key metering_api_port: this spelling is deprecated, use "
                                       "port in section [api].");
    CHECK(config->warnings()[1].find("use connection in section [database].") != std::string::npos);
  }
  SECTION("lose to the current one within a file") {
    const auto config = load(
        files({dir.write("c.conf", "[DEFAULT]\nsql_connection=old\n[database]\nconnection=new\n[sql]\nconnection=x")}));
    CHECK(config->get_string("database", "connection") == "new");
    CHECK(config->warnings().empty());
  }
  SECTION("win in a later file") {
    const auto config = load(files(
        {dir.write("a.conf", "[database]\nconnection=first\n"), dir.write("b.conf", "[sql]\nconnection=second\n")}));
    CHECK(config->get_string("database", "connection") == "second");
    CHECK(config->warnings().size() == 1);
  }
  SECTION("feed more than one option") {
    const auto config = load(files({dir.write("c.conf", "[DEFAULT]\ndispatcher=gnocchi\ndispatcher=database\n")}));
    CHECK(config->get_list("DEFAULT", "meter_dispatchers") == List{"gnocchi", "database"});
    CHECK(config->get_list("DEFAULT", "event_dispatchers") == List{"gnocchi", "database"});
  }
  SECTION("work in an override") {
    Sources sources;
    sources.overrides = {{"DATABASE", "sql-connection", "x", "here"}};
    CHECK(load(sources)->get_string("database", "connection") == "x");
  }
  SECTION("cover oslo.db's renaming of idle_timeout") {
    const auto config = load(files({dir.write("c.conf", "[database]\nidle_timeout=5\n")}));
    CHECK(config->get_int("database", "connection_recycle_time") == 5);
  }
}

TEST_CASE("Names of sections and options") {
  const auto config = load_text(
      "[Api]\nport = 1\n[api]\nhost = x\nHOST = y\nworkers = 2\nworkers = 3\n"
      "[DEFAULT]\nlog-file = a.log\nsample-source = s\nsample_source = t\n"
      "[database ]\nconnection = c\n[default]\ndebug = maybe\n[unknown]\nkey = value\n");
  CHECK(config->get_int("api", "port") == 1);
  CHECK(config->get_string("api", "host") == "x");
  CHECK(config->get_int("api", "workers") == 3);
  CHECK(config->get_string("DEFAULT", "log_file") == "a.log");
  CHECK(config->get_string("DEFAULT", "sample_source") == "t");
  CHECK(config->find_string("database", "connection") == std::nullopt);
  CHECK_FALSE(config->get_bool("DEFAULT", "debug"));
  REQUIRE(config->warnings().size() == 2);
  CHECK(config->warnings()[0].find("section [database ]: it is ignored, the section of that name is [database].") !=
        std::string::npos);
  CHECK(config->warnings()[1].find("section [default]: it is ignored, the section of that name is [DEFAULT].") !=
        std::string::npos);
}

TEST_CASE("Multi-valued options accumulate over files and are replaced by what is stronger") {
  const TempDir dir;
  Sources sources;
  sources.files = {dir.write("a.conf", "[DEFAULT]\nmeter_dispatchers=a\nmeter_dispatchers=b\n"),
                   dir.write("b.conf", "[DEFAULT]\nmeter_dispatchers=d\ndispatcher=c\n")};
  CHECK(load(sources)->get_list("DEFAULT", "meter_dispatchers") == List{"a", "b", "c", "d"});
  sources.environment = {{"OS_DEFAULT__METER_DISPATCHERS", "e"}};
  CHECK(load(sources)->get_list("DEFAULT", "meter_dispatchers") == List{"e"});
  sources.overrides = {{"DEFAULT", "meter_dispatchers", "f", "x"}, {"DEFAULT", "meter_dispatchers", "g", "x"}};
  CHECK(load(sources)->get_list("DEFAULT", "meter_dispatchers") == List{"f", "g"});
}

TEST_CASE("Numbers that are set to nothing") {
  const auto config = load_text("[DEFAULT]\nhttp_timeout =\n[cors]\nallowed_origin =\n");
  CHECK(config->find_int("DEFAULT", "http_timeout") == std::nullopt);
  CHECK(config->get_int("DEFAULT", "http_timeout") == 0);
  CHECK(config->get_list("cors", "allowed_origin").empty());
}

TEST_CASE("References to other options") {
  struct Case {
    std::string value, result;
  };
  const Case c = GENERATE(values<Case>({
      {"plain", "plain"},
      {"$port", "8777"},
      {"${port}", "8777"},
      {"x$port", "x8777"},
      {"${port}0", "87770"},
      {"$sample_source", "s"},
      {"$api.port", "8777"},
      {"${api.port}/v2", "8777/v2"},
      {"${DEFAULT.sample_source}", "s"},
      {"$API.port", "8777"},
      {"$debug", "True"},
      {"$workers", "4"},
      {"<$panko_is_enabled>", "<>"},
      {"$$port", "$port"},
      {"\\$port", "$port"},
      {"$$$port", "$8777"},
      {"a$", "a$"},
      {"a$1b", "a$1b"},
      {"$-", "$-"},
      {"$ port", "$ port"},
      {"${port", "${port"},
      {"${}", "${}"},
      {"$(port)", "$(port)"},
      {"100%", "100%"},
      {"$aodh_url", "http://s:8777"},
      {"$not_declared/$own", "nd s/o"},
      {"${other.key}", "k"},
  }));
  const auto config = load_text(
      "[DEFAULT]\nsample_source = s\ndebug = yes\nnot_declared = nd ${DEFAULT.sample_source}\n"
      "[api]\nworkers = 04\nown = o\naodh_url = http://$sample_source:$port\npanko_url = " +
      c.value + "\n[Other]\nkey = k\n");
  INFO(c.value);
  CHECK(config->get_string("api", "panko_url") == c.result);
}

TEST_CASE("A name is looked for in the option's own group first") {
  const auto config = load_text("[DEFAULT]\nhost = default\n[api]\nhost = own\naodh_url = $host ${DEFAULT.host}\n");
  CHECK(config->get_string("api", "aodh_url") == "own default");
}

TEST_CASE("References that lead nowhere are errors with place and reason") {
  const TempDir dir;
  const auto error_of = [&](const std::string& text) { return error(files({dir.write("c.conf", text)})); };
  const std::string api = dir.path("c.conf") + ": section [api], key panko_url: ";

  CHECK(error_of("[api]\npanko_url = a$word/x\n") ==
        api + "$word in the value refers to an option that does not exist (a literal $ is written $$).");
  CHECK(error_of("[api]\npanko_url = ${nothing.port}\n") ==
        api + "$nothing.port in the value refers to an option that does not exist (a literal $ is written $$).");
  CHECK(error_of("[api]\npanko_url = $port.\n") ==
        api + "$port. in the value refers to an option that does not exist (a literal $ is written $$).");
  CHECK(error_of("[api]\npanko_url = $panko_url\n") == api + "its $ references lead back to themselves.");
  CHECK(error_of("[api]\naodh_url = $panko_url\npanko_url = ${a}\na = $b\nb = $aodh_url\n")
            .find("its $ references lead back to themselves.") != std::string::npos);

  const std::string secret = error_of("[database]\nconnection = mysql://u:pa$hunter2@h/d\n");
  CHECK(secret == dir.path("c.conf") +
                      ": section [database], key connection: a $ in the value refers to an option that does not exist "
                      "(a literal $ is written $$).");
}

TEST_CASE("References are bounded in depth and size") {
  const TempDir dir;
  const auto numbered = [](std::string prefix, int i) { return prefix.append(std::to_string(i)); };
  const auto chain = [&](int length, const std::string& step) {
    std::string text = "[api]\npanko_url = $k0\n";
    for (int i = 0; i < length; ++i) {
      const std::string next = numbered("${k", i + 1) + "}";
      text += numbered("k", i) + " = " + next + (step.empty() ? "" : next) + step + "\n";
    }
    return text + numbered("k", length) + " = 0123456789\n";
  };
  CHECK(load(files({dir.write("a", chain(20, ""))}))->get_string("api", "panko_url") == "0123456789");
  CHECK(error(files({dir.write("b", chain(100, ""))})).find("its $ references go too deep.") != std::string::npos);
  CHECK(error(files({dir.write("c", chain(30, "."))})).find("the value is too long.") != std::string::npos);
}

TEST_CASE("Wrong values are errors with file, section and key") {
  struct Case {
    std::string text, message;
  };
  const Case c = GENERATE(values<Case>({
      {"[api]\nport = 70000\n", "section [api], key port: '70000' is not an integer from 0 to 65535."},
      {"[DEFAULT]\nmetering-api-port = x\n",
       "section [DEFAULT], key metering-api-port: 'x' is not an integer from 0 to 65535."},
      {"[api]\ndefault_api_return_limit = 0\n",
       "section [api], key default_api_return_limit: '0' is not an integer of at least 1."},
      {"[DEFAULT]\ndebug = maybe\n",
       "section [DEFAULT], key debug: 'maybe' is none of true, 1, on, yes, false, 0, off, no."},
      {"[cors]\nallow_methods = GET,'PUT\n",
       "section [cors], key allow_methods: an item begins with a quote that is not closed."},
      {"[DEFAULT]\nsample_source = \xFF\n", "section [DEFAULT], key sample_source: the value is not UTF-8 text."},
      {"key\n", "line 1: neither = nor : is found after a key."},
  }));
  const TempDir dir;
  const std::string file = dir.write("c.conf", c.text);
  CHECK(error(files({file})) == file + ": " + c.message);
}

TEST_CASE("Wrong sources are errors") {
  const TempDir dir;
  CHECK(error(files({dir.path("none.conf")})) ==
        dir.path("none.conf") + ": it cannot be read: No such file or directory.");
  CHECK(error(files({dir.path("")})) == dir.path("") + ": it is not a regular file.");
  CHECK(error(files({dir.write("big.conf", std::string((8 << 20) + 1, '\n'))})) ==
        dir.path("big.conf") + ": it is larger than 8 MiB.");
  Sources sources;
  sources.dirs = {dir.path("none.d")};
  CHECK(error(sources) == dir.path("none.d") + ": it cannot be read: No such file or directory.");

  sources = {};
  sources.environment = {{"OS_API__PORT", "x"}};
  CHECK(error(sources) ==
        "environment variable OS_API__PORT: section [api], key port: 'x' is not an integer from 0 to 65535.");
  const Override over =
      GENERATE(Override{"api", "prot", "1", "site.conf, line 2"}, Override{"", "port", "1", "site.conf, line 2"},
               Override{"api.x", "prot", "1", "site.conf, line 2"});
  sources = {};
  sources.overrides = {over};
  CHECK(error(sources) ==
        "site.conf, line 2: section [" + over.group + "], key " + over.name + ": there is no such option.");
}

TEST_CASE("Sections that are like another") {
  const TempDir dir;
  Sources sources;
  sources.files = {
      dir.write("a.conf",
                "[cors]\nallowed_origin=http://base\n[cors.b]\nallowed_origin=http://b\nmax_age=07\n[api]\n[cors.a]\n"
                "allowed_origin = http://$host,http://x\nhost = a.example\nallow_credentials = no\n[corsx]\n"),
      dir.write("b.conf", "[cors.b]\nallowed_origin=http://b2\n[cors.c]\nmax_age=x\n[cors.d]\nallow-methods=GET\n")};
  sources.overrides = {{"cors.e", "max_age", "5", "x"}};
  const auto config = load(sources);
  CHECK(config->sections("cors.") == List{"cors.b", "cors.a", "cors.c", "cors.d", "cors.e"});
  CHECK(config->sections("nothing").empty());
  CHECK(**config->find_list_in("cors.b", "cors", "allowed_origin") == List{"http://b2"});
  CHECK(**config->find_list_in("cors.a", "cors", "allowed_origin") == List{"http://a.example", "http://x"});
  CHECK(**config->find_list_in("cors.d", "cors", "allow_methods") == List{"GET"});
  CHECK(*config->find_list_in("cors.a", "cors", "allow_methods") == std::nullopt);
  CHECK(*config->find_string_in("cors.a", "cors", "max_age") == std::nullopt);
  CHECK(**config->find_string_in("cors.b", "cors", "max_age") == "7");
  CHECK(**config->find_string_in("cors.a", "cors", "allow_credentials") == "False");
  CHECK(**config->find_string_in("cors.e", "cors", "max_age") == "5");
  const auto wrong = config->find_string_in("cors.c", "cors", "max_age");
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().message == dir.path("b.conf") + ": section [cors.c], key max_age: 'x' is not an integer.");
}

TEST_CASE("Files are found beside the configuration") {
  const TempDir dir;
  Sources sources;
  sources.files = {dir.write("first/a.conf", ""), dir.write("second/b.conf", "")};
  dir.write("conf.d/c.conf", "");
  sources.dirs = {dir.path("conf.d")};
  sources.environment = {{"HOME", dir.path("home")}};
  const auto config = load(sources);

  CHECK(config->find_file("ceilometer-no-such-file.json") == std::nullopt);
  CHECK(config->find_file("") == std::nullopt);
  CHECK(config->find_file(dir.path("first/a.conf")) == dir.path("first/a.conf"));
  CHECK(config->find_file(dir.path("first/none")) == std::nullopt);
  for (const char* place : {"home", "home/.ceilometer", "first", "second", "conf.d"}) {
    const std::string file = dir.write(std::string(place) + "/wanted.json", "{}");
    CHECK(config->find_file("wanted.json") == file);
  }
  CHECK(config->find_file("../first/a.conf").has_value());
}

TEST_CASE("describe() shows every option and no secret") {
  const auto config = load_text(
      "[database]\nconnection = mysql://u:hunter2@h/d\nslave_connection = mysql://u:hunter2@s/d\n"
      "[DEFAULT]\ntransport_url = rabbit://u:hunter2@h\ndebug = 1\nmeter_dispatchers = a\nmeter_dispatchers = b\n"
      "[api]\naodh_url = http://u:hunter2@h\n[publisher]\ntelemetry_secret = hunter2\n");
  const List lines = config->describe();
  CHECK(lines.size() == ceilometer::config::all_options().size());
  CHECK(std::is_sorted(lines.begin(), lines.end()));
  const auto has = [&](const char* line) { return std::find(lines.begin(), lines.end(), line) != lines.end(); };
  CHECK(has("database.connection = ****"));
  CHECK(has("database.metering_connection = None"));
  CHECK(has("DEFAULT.debug = True"));
  CHECK(has("DEFAULT.meter_dispatchers = a, b"));
  CHECK(has("api.aodh_url = http://u:***@h"));
  CHECK(has("api.port = 8777"));
  for (const std::string& line : lines) CHECK(line.find("hunter2") == std::string::npos);
}

TEST_CASE("The shipped ceilometer.conf names options and their defaults") {
  namespace fs = std::filesystem;
  const fs::path shipped = fs::path(__FILE__).parent_path() / "../../../etc/ceilometer/ceilometer.conf";
  CHECK(load(files({shipped.string()}))->warnings().empty());

  std::ifstream in(shipped);
  REQUIRE(in);
  const auto options = ceilometer::config::all_options();
  std::string section;
  int found = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] == '[') section = line.substr(1, line.size() - 2);
    const std::size_t equals = line.find(" =");
    if (line.size() < 2 || line[0] != '#' || line[1] == ' ' || equals == std::string::npos) continue;
    const std::string name = line.substr(1, equals - 1);
    const std::string value = equals + 3 < line.size() ? line.substr(equals + 3) : "";
    INFO(line);
    const auto option = std::find_if(options.begin(), options.end(),
                                     [&](const auto& o) { return o.group == section && o.name == name; });
    REQUIRE(option != options.end());
    // The two that have no default show an example.
    if (name != "log_dir" && name != "log_file") CHECK(value == option->fallback);
    ++found;
  }
  CHECK(found > 20);
}
