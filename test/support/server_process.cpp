#include "support/server_process.hpp"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace ceilometer::test {
namespace {

const std::vector<std::string>& environment() {
  static const std::vector<std::string> all = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/"};
  return all;
}

}  // namespace

std::string checked(const std::vector<std::string>& argv) {
  const Finished finished = run(argv, environment());
  if (finished.code != 0) throw std::runtime_error(argv.front() + ": " + finished.output);
  return finished.output;
}

Finished with_input(const std::vector<std::string>& client, const std::string& sql) {
  const TempDir scratch;
  write_file(scratch.path("sql"), sql);
  std::vector<std::string> command = {"sh", "-c", "exec \"$@\" <\"$0\"", scratch.path("sql")};
  command.insert(command.end(), client.begin(), client.end());
  return run(command, environment());
}

std::vector<std::string> lines_of(const std::string& text, char separator) {
  std::vector<std::string> rows;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    std::replace(line.begin(), line.end(), separator, '|');
    rows.push_back(line);
  }
  return rows;
}

ServerProcess::ServerProcess(std::string user) : user_(::geteuid() == 0 ? std::move(user) : "") {
  own(directory_.root());
  std::filesystem::create_directory(path("run"));
  own(path("run"));
}

void ServerProcess::own(const std::string& file) const {
  const passwd* entry = user_.empty() ? nullptr : ::getpwnam(user_.c_str());
  if (entry != nullptr && ::chown(file.c_str(), entry->pw_uid, entry->pw_gid) != 0) {
    throw std::runtime_error("cannot chown " + file);
  }
}

// To become another user clears the signal that a process gets when its parent dies: it is asked for anew. The server
// must not change its user itself, after that.
std::vector<std::string> ServerProcess::as_user(std::vector<std::string> command) const {
  if (user_.empty()) return command;
  std::vector<std::string> all = {"setpriv", "--reuid",       user_,         "--regid",
                                  user_,     "--init-groups", "--pdeathsig", "TERM"};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

void ServerProcess::launch(const std::vector<std::string>& command) {
  pid_ = spawn(command, environment(), path("output"));
}

void ServerProcess::end(int signal) {
  if (pid_ == 0) return;
  ::kill(pid_, signal);
  if (!wait_for(pid_, std::chrono::seconds(30))) {
    ::kill(pid_, SIGKILL);
    wait_for(pid_, std::chrono::seconds(10));
  }
  pid_ = 0;
}

void ServerProcess::kill() {
  if (pid_ == 0) return;
  // What it had forked ends by itself when it notices, and is in the way of the next start until then.
  const auto orphans = children_of(pid_);
  ::kill(pid_, SIGKILL);
  wait_for(pid_, std::chrono::seconds(10));
  pid_ = 0;
  const bool all_gone = eventually(
      [&] { return std::none_of(orphans.begin(), orphans.end(), [](pid_t pid) { return ::kill(pid, 0) == 0; }); });
  if (!all_gone) throw std::runtime_error("processes of a killed database server stay");
}

}  // namespace ceilometer::test
