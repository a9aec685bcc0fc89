#include "cmd/api_command.hpp"

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "support/eventually.hpp"
#include "support/httpd_server.hpp"
#include "support/loopback.hpp"

namespace ceilometer::test {
namespace {

namespace fs = std::filesystem;

constexpr int kStartAttempts = 5;

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

std::vector<std::string> environment(const std::string& temporary) {
  auto variables = server_environment();
  variables.push_back("TMPDIR=" + temporary);
  variables.push_back("HOME=" + temporary);
  return variables;
}

}  // namespace

std::vector<std::string> unprivileged(std::vector<std::string> argv) {
  if (server_user().empty()) return argv;
  std::vector<std::string> all = {"setpriv", "--reuid", server_user(), "--regid", server_user(), "--clear-groups"};
  all.insert(all.end(), argv.begin(), argv.end());
  return all;
}

namespace {

/// The tools and the module as they lie in the build tree, where a user without rights can get at them; else a copy.
class Tools {
 public:
  Tools() {
    const std::string built = std::string(TOOLS_DIR) + "/ceilometer-api";
    if (run(unprivileged({"test", "-x", built})).code == 0) return;
    copy_.emplace();
    directory_ = copy_->path("cmd");
    const fs::path module = MODULE_FILE;
    fs::create_directory(directory_);
    fs::create_directory(copy_->path("mod_ceilometer"));
    fs::copy_file(module, copy_->path("mod_ceilometer/" + module.filename().string()));
    for (const char* name : {"ceilometer-api", "ceilometer-config-check", "ceilometer-send-sample"}) {
      fs::copy_file(std::string(TOOLS_DIR) + "/" + name, directory_ + "/" + name);
    }
  }

  const std::string& directory() const { return directory_; }

 private:
  std::string directory_ = TOOLS_DIR;
  std::optional<TempDir> copy_;
};

}  // namespace

std::string tool(const std::string& name) {
  static const Tools tools;
  return tools.directory() + "/" + name;
}

Finished run_tool(const std::string& name, const std::vector<std::string>& arguments) {
  const TempDir home;
  std::vector<std::string> argv = {tool(name)};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return run(unprivileged(argv), environment(home.root()));
}

ApiCommand::ApiCommand() : port_(free_port()) {
  for (const char* name : {"data", "tmp"}) {
    fs::create_directory(path(name));
    give_to_server(path(name));
  }
  fs::copy_file(DATA_SET, database());
  fs::permissions(database(), fs::perms(0644));
  give_to_server(database());
  fs::copy_file(std::string(SHIPPED_DIR) + "/api_paste.noauth.ini", paste_file());
  sections_ = {{"DEFAULT", ""},
               {"database", "connection = sqlite:///" + database() + "\n"},
               {"publisher_notifier", "telemetry_driver = noop\n"},
               {"api", "gnocchi_is_enabled = False\naodh_is_enabled = False\nhost = 127.0.0.1\n"}};
}

ApiCommand::~ApiCommand() {
  if (pid_ != 0) {
    signal(SIGINT);
    signal(SIGINT);
    wait_for_end();
  }
  for (const char* mark : {"exit signal", "runtime error:", "AddressSanitizer", "CEIL0001", "terminate called"}) {
    if (output().find(mark) != std::string::npos) FAIL_CHECK("unexpected in the output:\n" << output());
  }
}

void ApiCommand::write_configuration() {
  std::string text;
  for (const auto& [section, lines] : sections_) text += "[" + section + "]\n" + lines;
  write_file(config_file(), text);
}

std::vector<std::string> ApiCommand::command() const {
  std::vector<std::string> argv = prefix_;
  const std::vector<std::string> own = {tool("ceilometer-api"), "--config-file", config_file(),        "--paste-config",
                                        paste_file(),           "--port",        std::to_string(port_)};
  argv.insert(argv.end(), own.begin(), own.end());
  argv.insert(argv.end(), arguments_.begin(), arguments_.end());
  // unshare wants root.
  return prefix_.empty() ? unprivileged(argv) : argv;
}

void ApiCommand::start() {
  for (int attempt = 1;; ++attempt) {
    write_configuration();
    write_file(path("output"), "");
    pid_ = spawn(command(), environment(path("tmp")), path("output"));
    int code = -1;
    eventually(
        [&] {
          return wait_for(pid_, std::chrono::milliseconds(0), &code) ||
                 output().find("serving on ") != std::string::npos;
        },
        std::chrono::seconds(60));
    if (code < 0) return;
    pid_ = 0;
    // Somebody else may have taken the port between our look and httpd's.
    const bool taken = output().find("is taken by another") != std::string::npos ||
                       output().find("could not bind") != std::string::npos;
    if (!taken || attempt == kStartAttempts) {
      throw std::runtime_error("ceilometer-api did not start (" + std::to_string(code) + "):\n" + output());
    }
    port_ = free_port();
  }
}

void ApiCommand::signal(int number) const { ::kill(pid_, number); }

int ApiCommand::wait_for_end(std::chrono::milliseconds limit) {
  int code = -1;
  if (!wait_for(pid_, limit, &code)) {
    const auto children = children_of(pid_);
    ::kill(pid_, SIGKILL);
    for (const pid_t child : children) ::kill(-child, SIGKILL);
    wait_for(pid_, std::chrono::seconds(5));
    FAIL_CHECK("ceilometer-api did not end in time:\n" << output());
  }
  pid_ = 0;
  return code;
}

bool ApiCommand::said(const std::string& text, int times) const {
  return eventually([&] { return count(output(), text) >= times; });
}

std::vector<std::string> ApiCommand::left_behind() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path("tmp"))) names.push_back(entry.path().filename());
  return names;
}

bool exists(pid_t pid) { return ::kill(pid, 0) == 0; }

}  // namespace ceilometer::test
