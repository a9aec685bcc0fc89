// No byte of another project's data comes out. Each tenant's answers are compared with those of a server on whose
// database nothing but that tenant's rows was left: whatever the others own makes no difference, in bodies, links,
// counts or error texts.

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <regex>

#include "http/query_string.hpp"
#include "identity/cloud.hpp"
#include "support/client.hpp"

using namespace ceilometer::test;

namespace {

struct Tenant {
  std::string user;  ///< names and ids in Keystone
  std::string user_id;
  std::string project_id;
  std::string token;
};

std::string quoted(const std::string& text) { return "'" + text + "'"; }

/// The recorded data, owned by Keystone's tenants, with a resource that was everybody's in turn.
void give_to_tenants(const std::string& database, const std::vector<Tenant>& tenants) {
  const std::vector<std::string> projects = {"p-alpha", "p-beta", "35b17138-b364-4e6a-a131-8f3099c5be68"};
  const std::vector<std::string> users = {"u-1", "u-2", "efd87807-12d2-4b38-9c70-5f5c2ac427ff"};
  for (std::size_t i = 0; i < tenants.size(); ++i) {
    for (const auto& [column, from, to] :
         {std::tuple("project_id", projects[i], tenants[i].project_id), {"user_id", users[i], tenants[i].user_id}}) {
      execute(database, "UPDATE resource SET " + std::string(column) + " = " + quoted(to) + " WHERE " + column + " = " +
                            quoted(from));
      execute(database, "UPDATE trait_text SET value = " + quoted(to) + " WHERE \"key\" = '" + column +
                            "' AND value = " + quoted(from));
    }
    const std::string n = std::to_string(9000 + i);
    const std::string when = "2016-03-0" + std::to_string(i + 2) + " 00:00:00.000000";
    execute(database, "INSERT INTO resource VALUES (" + n + ", " + quoted(tenants[i].user_id) + ", " +
                          quoted(tenants[i].project_id) + ", 'openstack', 'r-moved', '{\"owned_by\": \"" +
                          tenants[i].user + "\"}', 'hash-" + n + "')");
    execute(database, "INSERT INTO metadata_text VALUES (" + n + ", 'owned_by', " + quoted(tenants[i].user) + ")");
    execute(database, "INSERT INTO sample SELECT " + n + ", id, " + n + ", " + n + ".5, " + quoted(when) + ", " +
                          quoted(when) + ", '', 'moved-" + n + "' FROM meter WHERE name = 'cpu_util' LIMIT 1");
  }
}

/// Deletes what is not this tenant's.
void leave_only(const std::string& database, const Tenant& tenant) {
  const std::string strange =
      "(SELECT internal_id FROM resource WHERE project_id IS NULL OR project_id <> " + quoted(tenant.project_id) + ")";
  execute(database, "DELETE FROM sample WHERE resource_id IN " + strange);
  for (const auto* table : {"metadata_text", "metadata_int", "metadata_float", "metadata_bool"}) {
    execute(database, std::string("DELETE FROM ") + table + " WHERE id IN " + strange);
  }
  execute(database, "DELETE FROM resource WHERE internal_id IN " + strange);
  execute(database, "DELETE FROM meter WHERE id NOT IN (SELECT meter_id FROM sample)");
  const std::string own =
      "(SELECT p.event_id FROM trait_text p JOIN trait_text u ON u.event_id = p.event_id WHERE "
      "p.\"key\" = 'project_id' AND p.value = " +
      quoted(tenant.project_id) + " AND u.\"key\" = 'user_id' AND u.value = " + quoted(tenant.user_id) + ")";
  execute(database, "CREATE TABLE own AS SELECT event_id FROM " + own);
  for (const auto* table : {"trait_text", "trait_int", "trait_float", "trait_datetime"}) {
    execute(database, std::string("DELETE FROM ") + table + " WHERE event_id NOT IN (SELECT event_id FROM own)");
  }
  execute(database, "DELETE FROM event WHERE id NOT IN (SELECT event_id FROM own)");
  execute(database, "DELETE FROM event_type WHERE id NOT IN (SELECT event_type_id FROM event)");
  execute(database, "DROP TABLE own");
}

struct Question {
  std::string method;
  std::string path;
  std::string body = {};
};

std::string q(const std::string& field, const std::string& op, const std::string& value) {
  using ceilometer::http::percent_encode;
  return "q.field=" + percent_encode(field) + "&q.op=" + op + "&q.value=" + percent_encode(value, "") + "&q.type=";
}

/// Every endpoint with every parameter, and values that are everybody's.
std::vector<Question> questions(const std::vector<Tenant>& tenants, const std::string& database) {
  std::vector<Question> all;
  const auto get = [&](const std::string& path) { all.push_back({"GET", path}); };
  std::vector<std::string> conditions = {"", "limit=1", "limit=3", "limit=10000", "limit=0"};
  for (const auto& tenant : tenants) {
    for (const auto& [field, value] : {std::pair<std::string, std::string>("project_id", tenant.project_id),
                                       {"project", tenant.project_id},
                                       {"user_id", tenant.user_id},
                                       {"user", tenant.user_id},
                                       {"metadata.owned_by", tenant.user},
                                       {"resource_metadata.owned_by", tenant.user}}) {
      conditions.push_back(q(field, "eq", value));
    }
  }
  for (const auto* op : {"eq", "ne", "lt", "le", "gt", "ge"}) {
    conditions.push_back(q("timestamp", op, "2016-03-02T00:00:00"));
    conditions.push_back(q("resource_id", op, "r-moved"));
    conditions.push_back(q("project_id", op, "None"));
  }
  for (const auto& [field, value] : {std::pair<std::string, std::string>("source", "openstack"),
                                     {"resource", "r-moved"},
                                     {"meter", "cpu_util"},
                                     {"message_id", "moved-9000"},
                                     {"message_id", "moved-9001"},
                                     {"search_offset", "86400"},
                                     {"user_id", "None"},
                                     {"nothing", "x"}}) {
    conditions.push_back(q(field, "eq", value));
  }
  for (const auto& condition : conditions) {
    for (const auto* path : {"/v2/meters?", "/v2/meters?unique=True&", "/v2/meters/cpu_util?", "/v2/samples?",
                             "/v2/resources?", "/v2/resources?meter_links=0&", "/v2/meters/cpu_util/statistics?",
                             "/v2/meters/cpu_util/statistics?period=86400&", "/v2/events?"}) {
      get(path + condition);
    }
  }
  for (const auto* group : {"user_id", "project_id", "resource_id", "source", "resource_metadata.owned_by"}) {
    get("/v2/meters/cpu_util/statistics?groupby=" + std::string(group));
    get("/v2/meters/cpu_util/statistics?period=604800&groupby=" + std::string(group));
    get("/v2/meters/cpu_util/statistics?aggregate.func=cardinality&aggregate.param=" + std::string(group));
  }
  for (const auto* function : {"count", "sum", "avg", "min", "max", "stddev", "nothing"}) {
    get("/v2/meters/cpu_util/statistics?aggregate.func=" + std::string(function));
  }
  for (const auto* path : {"/", "/v2/meters/", "/v2/samples/", "/v2/resources/", "/v2/capabilities", "/v2/event_types",
                           "/v2/event_types/compute.instance.create.end/traits", "/v2/event_types/x/traits/state",
                           "/v2/alarms", "/v2/nothing", "/v2/resources/r-moved", "/v2/resources/nobody"}) {
    get(path);
  }
  // Names and ids of all tenants' things, as one who has seen them elsewhere would ask.
  for (const auto& [table, column, path] : {std::tuple("resource", "resource_id", "/v2/resources/"),
                                            {"sample", "message_id", "/v2/samples/"},
                                            {"event", "message_id", "/v2/events/"},
                                            {"meter", "name", "/v2/meters/"}}) {
    const long count = ask(database, std::string("SELECT count(DISTINCT ") + column + ") FROM " + table);
    for (long i = 0; i < count; i += std::max(1L, count / 20)) {
      const auto value = ask_text(database, std::string("SELECT DISTINCT ") + column + " FROM " + table + " ORDER BY " +
                                                column + " LIMIT 1 OFFSET " + std::to_string(i));
      get(path + ceilometer::http::percent_encode(value, ""));
      if (std::string(table) == "meter") get(path + ceilometer::http::percent_encode(value, "") + "/statistics");
    }
  }
  std::vector<std::string> filters = {
      "",
      R"({\"=\": {\"meter\": \"cpu_util\"}})",
      R"({\"=\": {\"resource\": \"r-moved\"}})",
      R"({\"=\": {\"resource_id\": \"r-moved\"}})",
      R"({\"not\": {\"=\": {\"project_id\": \"x\"}}})",
      R"({\"or\": [{\"=\": {\"resource_id\": \"r-moved\"}}, {\">\": {\"volume\": 0}}]})",
      R"({\"=~\": {\"metadata.owned_by\": \".*\"}})"};
  for (const auto& tenant : tenants) {
    filters.push_back(R"({\"=\": {\"project_id\": \")" + tenant.project_id + R"(\"}})");
    filters.push_back(R"({\"or\": [{\"=\": {\"project\": \")" + tenant.project_id + R"(\"}}, {\"=\": {\"user\": \")" +
                      tenant.user_id + R"(\"}}]})");
    filters.push_back(R"({\"in\": {\"user_id\": [\")" + tenant.user_id + R"(\"]}})");
    filters.push_back(R"({\"=\": {\"metadata.owned_by\": \")" + tenant.user + R"(\"}})");
  }
  for (const auto& filter : filters) {
    for (const auto* rest : {"", R"(, "limit": 3)", R"(, "orderby": "[{\"timestamp\": \"asc\"}]", "limit": 5)"}) {
      all.push_back({"POST", "/v2/query/samples", "{\"filter\": \"" + filter + "\"" + rest + "}"});
    }
  }
  return all;
}

Answer put(Client& client, const std::string& base, const Question& question, const std::string& token,
           const HeaderList& more = {}) {
  Call call{base + question.path, question.method, {{"X-Auth-Token", token}}};
  if (!question.body.empty()) {
    call.body = question.body;
    call.headers.emplace_back("Content-Type", "application/json");
  }
  call.headers.insert(call.headers.end(), more.begin(), more.end());
  return client.send(call);
}

std::string without(std::string text, const std::string& base) {
  for (auto at = text.find(base); at != std::string::npos; at = text.find(base, at)) text.replace(at, base.size(), "");
  return text;
}

std::vector<Tenant> tenants_of(Cloud& c) {
  return {{"alice", c.alice, c.demo, c.alice_token()},
          {"bob", c.bob, c.other, c.bob_token()},
          {"carol", c.carol, c.third, c.carol_token()}};
}

}  // namespace

TEST_CASE("what others own makes no difference to any answer") {
  auto& c = cloud();
  const auto tenants = tenants_of(c);
  ProtectedServer server;
  const auto shared = write_protected_service(server, "all", c.keystone.authtoken_options());
  give_to_tenants(shared.database, tenants);
  const std::vector<std::string> hosts = {"alone-0.test", "alone-1.test", "alone-2.test"};
  server.vhost(serve(shared));
  for (std::size_t i = 0; i < tenants.size(); ++i) {
    const auto alone = write_protected_service(server, "alone-" + std::to_string(i), c.keystone.authtoken_options());
    give_to_tenants(alone.database, tenants);
    leave_only(alone.database, tenants[i]);
    server.vhost(serve(alone), hosts[i]);
  }
  server.start();
  const auto all = questions(tenants, shared.database);
  Client client;
  long rows = 0;
  std::map<int, int> statuses;
  for (std::size_t i = 0; i < tenants.size(); ++i) {
    for (const auto& question : all) {
      const auto here = put(client, server.url(""), question, tenants[i].token);
      const auto alone = put(client, server.url(""), question, tenants[i].token, {{"Host", hosts[i]}});
      INFO(tenants[i].user << ": " << question.method << " " << question.path << " " << question.body);
      CHECK(here.status == alone.status);
      CHECK(without(here.body, server.url("")) == without(alone.body, "http://" + hosts[i]));
      ++statuses[here.status];
      for (std::size_t other = 0; other < tenants.size(); ++other) {
        if (other == i) continue;
        // Said nowhere in the question, so it could only come from the database.
        if (question.path.find(tenants[other].user) == std::string::npos &&
            question.body.find(tenants[other].user) == std::string::npos) {
          CHECK(here.body.find(tenants[other].user) == std::string::npos);
        }
      }
      if (here.status == 200 && here.body.size() > 2) ++rows;
    }
  }
  // The questions are worth asking: many have answers, and all kinds of refusals are among them.
  WARN(all.size() << " questions, asked by three tenants: " << rows << " answers with rows");
  CHECK(rows > 300);
  for (const int status : {200, 400, 401, 404}) CHECK(statuses[status] > 0);
  CHECK(statuses[500] == 0);
}

TEST_CASE("a tenant cannot post for another one") {
  auto& c = cloud();
  const auto tenants = tenants_of(c);
  ProtectedServer server;
  const auto files = write_protected_service(server, "api", c.keystone.authtoken_options());
  server.vhost(serve(files));
  server.start();
  Client client;
  const long before = ask(files.database, "SELECT count(*) FROM sample");
  const auto sample = [](const std::string& project) {
    return Question{"POST", "/v2/meters/m?direct=True",
                    R"([{"counter_name": "m", "counter_type": "gauge", "counter_unit": "x", "counter_volume": 1,)"
                    R"( "resource_id": "r", "project_id": )" +
                        project + R"(, "resource_metadata": {}}])"};
  };
  const auto& alice = tenants[0];
  for (const std::string& project :
       {"\"" + tenants[1].project_id + "\"", std::string("\"None\""), std::string("\"\"")}) {
    CHECK(put(client, server.url(""), sample(project), alice.token).status == 400);
  }
  CHECK(ask(files.database, "SELECT count(*) FROM sample") == before);
  CHECK(put(client, server.url(""), sample("\"" + alice.project_id + "\""), alice.token).status == 201);
  CHECK(put(client, server.url(""), sample("\"" + tenants[1].project_id + "\""), c.admin_token()).status == 201);
  CHECK(ask(files.database, "SELECT count(*) FROM sample") == before + 2);
}

TEST_CASE("identity headers of the client's make no difference, however they are spelled") {
  auto& c = cloud();
  const auto tenants = tenants_of(c);
  ProtectedServer server;
  const auto files = write_protected_service(server, "api", c.keystone.authtoken_options());
  give_to_tenants(files.database, tenants);
  server.vhost(serve(files));
  server.start();
  const auto& bob = tenants[1];
  const auto fetch = [&](const std::string& headers) {
    RawConnection connection(server.port());
    connection.send("GET /v2/meters HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Auth-Token: " +
                    tenants[0].token + "\r\n" + headers + "\r\n");
    const auto answer = connection.receive_all();
    const auto body = answer.find("\r\n\r\n");
    return answer.substr(0, answer.find("\r\n")) + (body == std::string::npos ? "" : answer.substr(body));
  };
  const auto honest = fetch("");
  REQUIRE_THAT(honest, Catch::StartsWith("HTTP/1.1 200") && Catch::Contains(tenants[0].project_id));
  const std::vector<std::pair<std::string, std::string>> claims = {{"Roles", "admin"},
                                                                   {"Role", "admin"},
                                                                   {"Project-Id", bob.project_id},
                                                                   {"Tenant-Id", bob.project_id},
                                                                   {"Tenant", bob.project_id},
                                                                   {"User-Id", bob.user_id},
                                                                   {"Identity-Status", "Confirmed"},
                                                                   {"Service-Roles", "admin,service"},
                                                                   {"Is-Admin-Project", "True"}};
  for (const auto& [name, value] : claims) {
    const std::string with_hyphens = "X-" + name;
    std::string with_underscores = with_hyphens;
    std::string lower = with_hyphens;
    for (auto& ch : with_underscores) ch = ch == '-' ? '_' : ch;
    for (auto& ch : lower) ch = static_cast<char>(std::tolower(static_cast<unsigned char>(ch)));
    for (const std::string& line : std::vector<std::string>{
             with_hyphens + ": " + value, lower + ": " + value, with_underscores + ": " + value,
             with_hyphens + ":\t" + value, with_hyphens + ": " + value + "\r\n" + with_hyphens + ": " + value,
             "HTTP_X_ROLES: admin", "X.Roles: admin", "X-Roles-: admin", "-X-Roles: admin",
             "OpenStack-System-Scope: all", "Openstack_System_Scope: all"}) {
      INFO(line);
      CHECK(fetch(line + "\r\n") == honest);
    }
    // httpd refuses these itself, or folds them; nobody becomes somebody else by them.
    for (const std::string& line :
         std::vector<std::string>{with_hyphens + " : " + value, "Accept: */*\r\n " + with_hyphens + ": " + value,
                                  "Connection: " + with_hyphens + "\r\n" + with_hyphens + ": " + value}) {
      INFO(line);
      const auto answer = fetch(line + "\r\n");
      CHECK((answer == honest || answer.starts_with("HTTP/1.1 400")));
    }
  }
}
