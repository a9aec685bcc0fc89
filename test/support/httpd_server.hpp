#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {

/// Exactly what a service manager would give it, and the sanitizer's runtime where the module needs one.
std::vector<std::string> server_environment();

/// A private httpd with mod_ceilometer: its own server root, a free loopback port, stopped by its own pid.
///
/// Say what it should be, then start(). Texts given to it may hold @PORT@ and @ROOT@. When it ends, an error or warn
/// line in its log that was not announced with expect_log(), or a child that died of a signal, fails the test.
class HttpdServer {
 public:
  explicit HttpdServer(std::string mpm = "event");
  ~HttpdServer();
  HttpdServer(const HttpdServer&) = delete;
  HttpdServer& operator=(const HttpdServer&) = delete;

  /// Modules besides those that every test has: "headers" loads mod_headers.
  void load(const std::string& module) { modules_.push_back(module); }
  /// Leaves mod_ceilometer out.
  void without_ceilometer() { with_ceilometer_ = false; }
  /// Loads mod_ceilometer from another place than where it was built.
  void load_module_from(const std::string& file) { module_file_ = file; }
  /// How many children there are, and how many threads each of them has (one under prefork).
  void size(int children, int threads);
  /// A variable of its environment, "NAME=value", besides those that all have.
  void environment(const std::string& variable) { environment_.push_back(variable); }
  /// Lines of the main server's configuration.
  void global(const std::string& lines) { global_ += lines + "\n"; }
  /// A VirtualHost on this server's port with these lines.
  void vhost(const std::string& lines, const std::string& server_name = "localhost");
  /// A part of an error or warn line that this test provokes. "" stands for every such line.
  void expect_log(const std::string& part) { expected_.push_back(part); }

  /// Writes a file below the server root; returns its path.
  std::string write(const std::string& name, const std::string& text);
  std::string path(const std::string& name) const { return directory_.path(name); }

  /// Starts it and waits until it takes connections; throws std::runtime_error with its output where it does not.
  void start();
  /// `apache2 -t`: what it says of the configuration as it is.
  Finished configtest();
  /// Tries to start a configuration that must not; its output, with the log.
  Finished start_in_vain();

  /// `-k graceful`, by signal; returns when the new generation serves. The configuration is written anew.
  void graceful();
  /// Sends the signal only.
  void begin_graceful();
  /// How often the server has said that it is ready, since it was started.
  int generations() const;
  void stop();

  pid_t pid() const { return pid_; }
  std::vector<pid_t> children() const { return children_of(pid_); }
  /// Pss of the parent and its children.
  long memory_kb() const;
  int port() const { return port_; }
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  std::string log() const { return read_file(path("error.log")); }

 private:
  void write_configuration();
  std::vector<std::string> command(const std::vector<std::string>& more) const;
  std::vector<std::string> its_environment() const;
  void check_log();

  TempDir directory_;
  std::string mpm_;
  int port_ = 0;
  pid_t pid_ = 0;
  bool with_ceilometer_ = true;
  std::string module_file_;
  int children_ = 1;
  int threads_ = 25;
  std::vector<std::string> modules_;
  std::vector<std::string> environment_;
  std::vector<std::string> expected_;
  std::string global_;
  std::string vhosts_;
};

}  // namespace ceilometer::test
