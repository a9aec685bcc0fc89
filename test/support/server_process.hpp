#pragma once

#include <signal.h>
#include <sys/types.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "support/database_server.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {

/// Runs a command of a database server's to its end, in an environment that is the same for all; its output. Throws
/// std::runtime_error where it fails.
std::string checked(const std::vector<std::string>& argv);

/// Runs a client program with these statements, which may be longer than an argument can be.
Finished with_input(const std::vector<std::string>& client, const std::string& sql);

/// Lines of a client's answer, its separator replaced by "|".
std::vector<std::string> lines_of(const std::string& text, char separator);

/// What all database servers have: a directory that belongs to the server's own user where tests run as root, a port,
/// and a process, which ends with the test even where that is killed.
class ServerProcess : public DatabaseServer {
 public:
  explicit ServerProcess(std::string user);
  ~ServerProcess() override { end(SIGTERM); }

  void kill() override;
  pid_t pid() const { return pid_; }
  int port() const { return port_; }

 protected:
  std::string path(const std::string& name) const { return directory_.path(name); }
  const std::string& user() const { return user_; }

  void own(const std::string& file) const;
  /// The command as the server's user.
  std::vector<std::string> as_user(std::vector<std::string> command) const;
  template <class IsReady>
  void begin(const std::vector<std::string>& command, const IsReady& is_ready) {
    launch(command);
    if (eventually(is_ready, std::chrono::seconds(60))) return;
    end(SIGTERM);
    throw std::runtime_error("the database server did not start:\n" + read_file(path("output")));
  }
  /// Asks it to end, and insists where it does not.
  void end(int signal);

 private:
  void launch(const std::vector<std::string>& command);

  TempDir directory_;
  const std::string user_;
  const int port_ = free_port();
  pid_t pid_ = 0;
};

}  // namespace ceilometer::test
