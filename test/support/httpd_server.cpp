#include "support/httpd_server.hpp"

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <sstream>
#include <stdexcept>

#include "support/eventually.hpp"
#include "support/loopback.hpp"

namespace ceilometer::test {
namespace {

constexpr int kStartAttempts = 5;

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

}  // namespace

std::vector<std::string> server_environment() {
  std::vector<std::string> variables = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C", "TZ=UTC"};
  if (*TEST_PRELOAD != '\0') {
    variables.emplace_back("LD_PRELOAD=" TEST_PRELOAD);
    // httpd keeps what it allocated until its pools end; its own leaks are not ours to report.
    variables.emplace_back("ASAN_OPTIONS=detect_leaks=0:abort_on_error=1");
    variables.emplace_back("UBSAN_OPTIONS=print_stacktrace=1");
  }
  return variables;
}

HttpdServer::HttpdServer(std::string mpm) : mpm_(std::move(mpm)), port_(free_port()) {}

HttpdServer::~HttpdServer() {
  stop();
  check_log();
}

void HttpdServer::size(int children, int threads) {
  children_ = children;
  threads_ = threads;
}

void HttpdServer::vhost(const std::string& lines, const std::string& server_name) {
  vhosts_ += "<VirtualHost *:@PORT@>\nServerName " + server_name + "\n" + lines + "\n</VirtualHost>\n";
}

std::string HttpdServer::write(const std::string& name, const std::string& text) {
  std::string resolved = text;
  replace_all(resolved, "@ROOT@", directory_.root());
  replace_all(resolved, "@PORT@", std::to_string(port_));
  write_file(path(name), resolved);
  give_to_server(path(name));
  return path(name);
}

void HttpdServer::write_configuration() {
  std::ostringstream text;
  text << "ServerRoot @ROOT@\nServerName localhost\nListen 127.0.0.1:@PORT@\nPidFile httpd.pid\n"
       << "ErrorLog error.log\nMutex pthread\nTimeout 20\nKeepAliveTimeout 2\nGracefulShutdownTimeout 10\n"
       << "LogLevel warn\n"
       << "LoadModule mpm_" << mpm_ << "_module " TEST_HTTPD_MODULES "/mod_mpm_" << mpm_ << ".so\n";
  std::vector<std::string> modules = {"authz_core", "authz_host", "alias", "mime", "dir"};
  modules.insert(modules.end(), modules_.begin(), modules_.end());
  for (const auto& name : modules) {
    text << "LoadModule " << name << "_module " TEST_HTTPD_MODULES "/mod_" << name << ".so\n";
  }
  text << "TypesConfig mime.types\n";
  if (with_ceilometer_) {
    text << "LoadModule ceilometer_module " << (module_file_.empty() ? TEST_MODULE : module_file_) << "\n";
  }
  if (!server_user().empty()) text << "User " << server_user() << "\nGroup " << server_user() << "\n";
  const int workers = mpm_ == "prefork" ? children_ : children_ * threads_;
  text << "ServerLimit " << children_ * 4 << "\nStartServers " << children_ << "\n"
       << "MaxRequestWorkers " << workers << "\n";
  if (mpm_ == "prefork") {
    text << "MinSpareServers " << children_ << "\nMaxSpareServers " << children_ + 1 << "\n";
  } else {
    // Every thread is to be spare, so that worker brings all children back after a graceful restart.
    text << "ThreadsPerChild " << threads_ << "\nMinSpareThreads " << workers << "\nMaxSpareThreads "
         << workers + threads_ << "\n";
  }
  // As Debian ships it: no directory is granted to anybody.
  text << "<Directory />\nRequire all denied\n</Directory>\n" << global_ << vhosts_;
  write("mime.types", "text/plain txt\n");
  write("httpd.conf", text.str());
}

std::vector<std::string> HttpdServer::command(const std::vector<std::string>& more) const {
  std::vector<std::string> argv = {TEST_HTTPD, "-d", directory_.root(), "-f", path("httpd.conf")};
  argv.insert(argv.end(), more.begin(), more.end());
  return argv;
}

std::vector<std::string> HttpdServer::its_environment() const {
  auto variables = server_environment();
  variables.insert(variables.end(), environment_.begin(), environment_.end());
  return variables;
}

Finished HttpdServer::configtest() {
  write_configuration();
  return run(command({"-t"}), its_environment());
}

Finished HttpdServer::start_in_vain() {
  write_configuration();
  const pid_t pid = spawn(command({"-DFOREGROUND"}), its_environment(), path("output"));
  Finished finished{0, {}};
  if (!wait_for(pid, std::chrono::seconds(20), &finished.code)) {
    ::kill(pid, SIGTERM);
    wait_for(pid, std::chrono::seconds(20));
    throw std::runtime_error("httpd started though it must not");
  }
  finished.output = read_file(path("output")) + log();
  expect_log("");
  return finished;
}

void HttpdServer::start() {
  for (int attempt = 1;; ++attempt) {
    write_configuration();
    pid_ = spawn(command({"-DFOREGROUND"}), its_environment(), path("output"));
    int code = -1;
    const bool settled = eventually(
        [&] {
          if (wait_for(pid_, std::chrono::milliseconds(0), &code)) return true;
          return generations() > 0 && takes_connections(port_);
        },
        std::chrono::seconds(60));
    if (settled && code < 0) return;
    const std::string said = read_file(path("output")) + log();
    if (code < 0) stop();
    pid_ = 0;
    // Somebody else may have taken the port between our look and httpd's.
    if (said.find("could not bind") == std::string::npos || attempt == kStartAttempts) {
      expect_log("");
      throw std::runtime_error("httpd did not start (" + std::to_string(code) + "):\n" + said);
    }
    port_ = free_port();
    write_file(path("error.log"), "");
  }
}

int HttpdServer::generations() const {
  const auto text = log();
  int count = 0;
  for (auto at = text.find("resuming normal operations"); at != std::string::npos;
       at = text.find("resuming normal operations", at + 1)) {
    ++count;
  }
  return count;
}

void HttpdServer::begin_graceful() {
  write_configuration();
  ::kill(pid_, SIGUSR1);
}

void HttpdServer::graceful() {
  const int before = generations();
  begin_graceful();
  if (!eventually([&] { return generations() > before; }, std::chrono::seconds(60))) {
    throw std::runtime_error("httpd did not restart:\n" + log());
  }
}

void HttpdServer::stop() {
  if (pid_ == 0) return;
  int code = 0;
  // Graceful: at a hard stop the event MPM's main thread aborts sockets that its workers are just freeing, and now and
  // then a child dies of it.
  ::kill(pid_, SIGWINCH);
  bool ended = wait_for(pid_, std::chrono::seconds(20), &code);
  if (!ended) {
    ::kill(pid_, SIGTERM);
    ended = wait_for(pid_, std::chrono::seconds(20), &code);
  }
  if (!ended) {
    for (const pid_t child : children()) ::kill(child, SIGKILL);
    ::kill(pid_, SIGKILL);
    wait_for(pid_, std::chrono::seconds(5));
    FAIL_CHECK("httpd did not stop in time:\n" << log());
  } else if (code != 0) {
    FAIL_CHECK("httpd ended with " << code << ":\n" << log());
  }
  pid_ = 0;
}

long HttpdServer::memory_kb() const {
  long sum = pss_kb(pid_);
  for (const pid_t child : children()) sum += pss_kb(child);
  return sum;
}

void HttpdServer::check_log() {
  // What a sanitizer or a dying process says goes past the log.
  std::istringstream lines(log() + read_file(path("output")));
  for (std::string line; std::getline(lines, line);) {
    bool bad = false;
    for (const char* mark : {":error]", ":warn]", ":crit]", ":alert]", ":emerg]", "exit signal",
                             "runtime error:", "AddressSanitizer", "CEIL0001", "terminate called"}) {
      if (line.find(mark) != std::string::npos) bad = true;
    }
    // How many workers there are is the test's choice: httpd may find them few.
    for (const char* id : {"AH10159:", "AH00484:", "AH00161:", "AH00286:", "AH00287:"}) {
      if (line.find(id) != std::string::npos) bad = false;
    }
    for (const auto& part : expected_) {
      if (line.find(part) != std::string::npos) bad = false;
    }
    if (bad) FAIL_CHECK("unexpected in httpd's log: " << line);
  }
}

}  // namespace ceilometer::test
