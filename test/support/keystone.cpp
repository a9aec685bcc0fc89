#include "support/keystone.hpp"

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <regex>
#include <stdexcept>

#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/process.hpp"

namespace ceilometer::test {
namespace {

constexpr const char* kManage = "/usr/bin/keystone-manage";
constexpr const char* kWsgi = TEST_HTTPD_MODULES "/mod_wsgi.so";

/// The user that Debian's package made, where tests run as root.
std::string keystone_user() {
  return ::geteuid() == 0 && ::getpwnam("keystone") != nullptr ? std::string("keystone") : std::string();
}

void give_to_keystone(const std::string& directory) {
  if (keystone_user().empty()) return;
  const passwd* user = ::getpwnam("keystone");
  const auto give = [&](const std::string& path) {
    if (::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("cannot chown " + path);
  };
  give(directory);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) give(entry.path());
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// The first "id" of an answer's object; Keystone's ids are hex or the word "default".
std::string id_in(const std::string& body) {
  std::smatch match;
  if (!std::regex_search(body, match, std::regex("\"id\": *\"([^\"]+)\""))) {
    throw std::runtime_error("Keystone gave no id: " + body);
  }
  return match[1];
}

}  // namespace

bool Keystone::is_installed() { return ::access(kManage, X_OK) == 0 && ::access(kWsgi, R_OK) == 0; }

Keystone::Keystone() : port_(free_port()) {
  set_up();
  start();
  admin_token_ = token("admin", "adminpw", "admin");
  create_project("service");
  create_user("ceilometer", "servicepw");
  create_role("service");
  grant_on_project("ceilometer", "service", "admin");
  grant_on_project("ceilometer", "service", "service");
}

Keystone::~Keystone() {
  try {
    stop();
  } catch (const std::exception&) {  // a destructor has nobody to tell
  }
}

std::string Keystone::root_url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void Keystone::manage(const std::string& arguments) {
  std::string command =
      std::string(kManage) + " --config-file " + directory_.path("etc/keystone.conf") + " " + arguments;
  std::vector<std::string> argv = {"/bin/sh", "-c", command};
  if (!keystone_user().empty()) argv.insert(argv.begin(), {"/sbin/runuser", "-u", keystone_user(), "--"});
  const auto finished = run(argv, {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/nonexistent", "LANG=C.UTF-8"});
  if (finished.code != 0) throw std::runtime_error(command + ":\n" + finished.output);
}

void Keystone::set_up() {
  for (const auto* name : {"etc", "etc/keys", "data", "log", "run"}) {
    std::filesystem::create_directory(directory_.path(name));
  }
  write_configuration(3600);
  write_file(directory_.path("keystone.wsgi"), "import os\nos.environ['OS_KEYSTONE_CONFIG_FILES'] = '" +
                                                   directory_.path("etc/keystone.conf") +
                                                   "'\nfrom keystone.server.wsgi import initialize_public_application\n"
                                                   "application = initialize_public_application()\n");
  give_to_keystone(directory_.root());
  std::filesystem::permissions(directory_.path("etc/keys"), std::filesystem::perms(0700));
  manage("db_sync");
  manage("fernet_setup");
  manage("bootstrap --bootstrap-password adminpw --bootstrap-region-id RegionOne --bootstrap-admin-url " + url() +
         " --bootstrap-internal-url " + url() + " --bootstrap-public-url " + url());
  // Without the write-ahead log a write that follows pooled reads fails: "database is locked".
  const auto mode = run({"sqlite3", directory_.path("data/keystone.db"), "PRAGMA journal_mode=WAL;"});
  if (mode.code != 0) throw std::runtime_error(mode.output);
  give_to_keystone(directory_.path("data"));
}

void Keystone::write_configuration(int token_lifetime) {
  const auto keys = directory_.path("etc/keys");
  // Without the cache a token's validation takes half a second; with one process its revocations are exact.
  write_file(directory_.path("etc/keystone.conf"),
             "[DEFAULT]\nlog_dir = " + directory_.path("log") + "\n[database]\nconnection = sqlite:///" +
                 directory_.path("data/keystone.db") +
                 "\n[token]\nprovider = fernet\nexpiration = " + std::to_string(token_lifetime) +
                 "\nallow_expired_window = 172800\n"
                 "[fernet_tokens]\nkey_repository = " +
                 keys + "\n[credential]\nkey_repository = " + keys + "\n[fernet_receipts]\nkey_repository = " + keys +
                 "\n[cache]\nenabled = true\nbackend = oslo_cache.dict\n");
}

void Keystone::start() {
  const std::string user = keystone_user();
  const std::string as = user.empty() ? "" : "User " + user + "\nGroup " + user + "\n";
  const std::string process_as = user.empty() ? "" : " user=" + user + " group=" + user;
  write_file(directory_.path("httpd.conf"),
             "ServerRoot " + directory_.root() +
                 "\nServerName 127.0.0.1\nPidFile run/httpd.pid\nDefaultRuntimeDir run\n" +
                 "Listen 127.0.0.1:" + std::to_string(port_) + "\n" + as +
                 "ErrorLog log/error.log\nLogLevel warn\nMutex pthread\n"
                 "LoadModule mpm_event_module " TEST_HTTPD_MODULES
                 "/mod_mpm_event.so\n"
                 "LoadModule authz_core_module " TEST_HTTPD_MODULES
                 "/mod_authz_core.so\n"
                 "LoadModule wsgi_module " TEST_HTTPD_MODULES
                 "/mod_wsgi.so\n"
                 "LogFormat \"%m %U%q %>s\" lines\nCustomLog log/access.log lines\n"
                 "WSGISocketPrefix run/wsgi\nWSGIDaemonProcess keystone processes=1 threads=8" +
                 process_as + "\nWSGIProcessGroup keystone\nWSGIApplicationGroup %{GLOBAL}\nWSGIScriptAlias / " +
                 directory_.path("keystone.wsgi") + "\n<Directory " + directory_.root() +
                 ">\nRequire all granted\n</Directory>\n");
  pid_ = spawn({TEST_HTTPD, "-f", directory_.path("httpd.conf"), "-DFOREGROUND"},
               {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"}, directory_.path("log/output"));
  const bool up = eventually(
      [&] {
        return takes_connections(port_) && client_.send({url(), "GET", {}, {}, false, 20}).status == 200;
      },
      std::chrono::seconds(60));
  if (!up) {
    const auto said = read_file(directory_.path("log/error.log")) + read_file(directory_.path("log/output")) +
                      read_file(directory_.path("log/keystone.log"));
    stop();
    throw std::runtime_error("Keystone did not start:\n" + said);
  }
}

void Keystone::stop() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGTERM);
  if (!wait_for(pid_, std::chrono::seconds(20))) {
    ::kill(pid_, SIGKILL);
    wait_for(pid_, std::chrono::seconds(5));
  }
  pid_ = 0;
}

std::string Keystone::authtoken_options() const {
  return "[keystone_authtoken]\nauth_type = password\nauth_url = " + root_url() + "\nwww_authenticate_uri = " + url() +
         "\nusername = ceilometer\npassword = servicepw\nproject_name = service\nuser_domain_id = default\n"
         "project_domain_id = default\n";
}

Answer Keystone::admin(const std::string& method, const std::string& path, const std::string& body, int expected) {
  Call call{url() + path, method, {{"X-Auth-Token", admin_token_}, {"Content-Type", "application/json"}}};
  if (!body.empty()) call.body = body;
  auto answer = client_.send(call);
  if (answer.status != expected) {
    throw std::runtime_error(method + " " + path + ": " + std::to_string(answer.status) + " " + answer.body);
  }
  return answer;
}

std::string Keystone::create_project(const std::string& name) {
  return id_in(
      admin("POST", "/projects", R"({"project": {"domain_id": "default", "name": )" + quoted(name) + "}}", 201).body);
}

std::string Keystone::create_user(const std::string& name, const std::string& password) {
  return id_in(admin("POST", "/users",
                     R"({"user": {"domain_id": "default", "name": )" + quoted(name) + R"(, "password": )" +
                         quoted(password) + "}}",
                     201)
                   .body);
}

std::string Keystone::create_role(const std::string& name) {
  const auto known = admin("GET", "/roles?name=" + name, "", 200).body;
  if (known.find("\"name\": " + quoted(name)) != std::string::npos) return id_in(known);
  return id_in(admin("POST", "/roles", R"({"role": {"name": )" + quoted(name) + "}}", 201).body);
}

void Keystone::grant_on_project(const std::string& user, const std::string& project, const std::string& role) {
  const auto user_id = id_in(admin("GET", "/users?name=" + user, "", 200).body);
  const auto project_id = id_in(admin("GET", "/projects?name=" + project, "", 200).body);
  admin("PUT", "/projects/" + project_id + "/users/" + user_id + "/roles/" + create_role(role), "", 204);
}

void Keystone::grant_on_domain(const std::string& user, const std::string& role) {
  const auto user_id = id_in(admin("GET", "/users?name=" + user, "", 200).body);
  admin("PUT", "/domains/default/users/" + user_id + "/roles/" + create_role(role), "", 204);
}

std::string Keystone::create_application_credential(const std::string& user, const std::string& password,
                                                    const std::string& project, const std::string& secret) {
  const auto user_id = id_in(admin("GET", "/users?name=" + user, "", 200).body);
  const auto answer = client_.send(
      {url() + "/users/" + user_id + "/application_credentials",
       "POST",
       {{"X-Auth-Token", token(user, password, project)}, {"Content-Type", "application/json"}},
       R"({"application_credential": {"name": )" + quoted("of " + user) + R"(, "secret": )" + quoted(secret) + "}}"});
  if (answer.status != 201) throw std::runtime_error("no application credential: " + answer.body);
  return id_in(answer.body.substr(answer.body.find("\"application_credential\"")));
}

void Keystone::create_endpoint(const std::string& type, const std::string& where) {
  const auto service = id_in(
      admin("POST", "/services", R"({"service": {"type": )" + quoted(type) + R"(, "name": )" + quoted(type) + "}}", 201)
          .body);
  admin("POST", "/endpoints",
        R"({"endpoint": {"interface": "public", "region_id": "RegionOne", "service_id": )" + quoted(service) +
            R"(, "url": )" + quoted(where) + "}}",
        201);
}

void Keystone::set_enabled(const std::string& user, bool enabled) {
  const auto user_id = id_in(admin("GET", "/users?name=" + user, "", 200).body);
  admin("PATCH", "/users/" + user_id, std::string(R"({"user": {"enabled": )") + (enabled ? "true" : "false") + "}}",
        200);
  // Keystone revokes to a second: what it issues in the same one, or the next by its rounding, is revoked too.
  const auto changed = std::chrono::steady_clock::now();
  eventually([&] { return std::chrono::steady_clock::now() - changed > std::chrono::milliseconds(2100); });
}

std::string Keystone::authenticate(const std::string& user, const std::string& password, const std::string& scope) {
  const std::string body = R"({"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": )" +
                           quoted(user) + R"(, "domain": {"id": "default"}, "password": )" + quoted(password) + "}}}" +
                           (scope.empty() ? "" : R"(, "scope": )" + scope) + "}}";
  const auto answer = client_.post(url() + "/auth/tokens", body);
  if (answer.status != 201) throw std::runtime_error("no token for " + user + ": " + answer.body);
  return answer.header("X-Subject-Token");
}

std::string Keystone::token(const std::string& user, const std::string& password, const std::string& project) {
  if (project.empty()) return authenticate(user, password, R"("unscoped")");
  return authenticate(user, password, R"({"project": {"domain": {"id": "default"}, "name": )" + quoted(project) + "}}");
}

std::string Keystone::domain_token(const std::string& user, const std::string& password) {
  return authenticate(user, password, R"({"domain": {"id": "default"}})");
}

void Keystone::revoke(const std::string& token) {
  const auto answer =
      client_.send({url() + "/auth/tokens", "DELETE", {{"X-Auth-Token", admin_token_}, {"X-Subject-Token", token}}});
  if (answer.status != 204) throw std::runtime_error("not revoked: " + answer.body);
}

void Keystone::set_token_lifetime(int seconds) {
  stop();
  write_configuration(seconds);
  start();
}

int Keystone::requests(const std::string& line) const {
  const auto log = read_file(directory_.path("log/access.log"));
  int count = 0;
  for (auto at = log.find(line); at != std::string::npos; at = log.find(line, at + 1)) ++count;
  return count;
}

}  // namespace ceilometer::test
