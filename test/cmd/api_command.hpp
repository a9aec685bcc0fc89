#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "support/client.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {

/// A command line run by a user without rights, where the tests run as root.
std::vector<std::string> unprivileged(std::vector<std::string> argv);

/// A console tool's path.
std::string tool(const std::string& name);

/// Runs a console tool to its end, unprivileged.
Finished run_tool(const std::string& name, const std::vector<std::string>& arguments);

/// ceilometer-api over a copy of the recorded data set, on a free loopback port, run by a user without rights.
///
/// Say what it should be, then start(). What it wrote is output(); a child that died of a signal or a sanitizer's
/// complaint in it fails the test at the end.
class ApiCommand {
 public:
  ApiCommand();
  ~ApiCommand();
  ApiCommand(const ApiCommand&) = delete;
  ApiCommand& operator=(const ApiCommand&) = delete;

  /// Options of the configuration: section -> lines. Written by start() and by write_configuration().
  std::map<std::string, std::string>& sections() { return sections_; }
  void write_configuration();
  /// More arguments of the command.
  void add(const std::vector<std::string>& arguments) {
    arguments_.insert(arguments_.end(), arguments.begin(), arguments.end());
  }
  /// A command line to put before it: unshare, for one.
  void run_by(const std::vector<std::string>& prefix) { prefix_ = prefix; }

  /// The whole command line.
  std::vector<std::string> command() const;

  /// Starts it and waits until it says that it serves; throws std::runtime_error with its output where it does not.
  void start();
  void signal(int number) const;
  /// Its exit code; fails the test and kills it where it does not end in time.
  int wait_for_end(std::chrono::milliseconds limit = std::chrono::seconds(30));
  /// Whether that many lines of the output have the text, before the time is over.
  bool said(const std::string& text, int times = 1) const;

  pid_t pid() const { return pid_; }
  int port() const { return port_; }
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  std::string output() const { return read_file(directory_.path("output")); }
  std::string path(const std::string& name) const { return directory_.path(name); }
  std::string config_file() const { return path("ceilometer.conf"); }
  /// The shipped pipeline without authentication.
  std::string paste_file() const { return path("api_paste.ini"); }
  std::string database() const { return path("data/telemetry.sqlite"); }
  /// What is in the directory that it has for temporary files.
  std::vector<std::string> left_behind() const;

 private:
  TempDir directory_;
  int port_;
  pid_t pid_ = 0;
  std::map<std::string, std::string> sections_;
  std::vector<std::string> arguments_;
  std::vector<std::string> prefix_;
};

/// Whether the process is there, dead ones that nobody has reaped included.
bool exists(pid_t pid);

}  // namespace ceilometer::test
