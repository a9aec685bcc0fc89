#include "support/memcached.hpp"

#include <signal.h>
#include <unistd.h>

#include <stdexcept>

#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/process.hpp"

namespace ceilometer::test {

Memcached::Memcached(std::string executable) : executable_(std::move(executable)), port_(free_port()) { start(); }

Memcached::~Memcached() { stop(); }

void Memcached::start() {
  std::vector<std::string> command = {executable_, "-l", "127.0.0.1", "-p", std::to_string(port_), "-U", "0"};
  if (::getuid() == 0) command.insert(command.end(), {"-u", "nobody"});
  pid_ = spawn(command, {"PATH=/usr/bin:/bin"}, directory_.path("memcached.log"));
  if (!eventually([this] { return takes_connections(port_); })) {
    throw std::runtime_error("memcached did not start:\n" + read_file(directory_.path("memcached.log")));
  }
}

void Memcached::stop() {
  if (pid_ == 0) return;
  go_on();
  ::kill(pid_, SIGTERM);
  if (!wait_for(pid_, std::chrono::seconds(10))) {
    ::kill(pid_, SIGKILL);
    wait_for(pid_, std::chrono::seconds(5));
  }
  pid_ = 0;
}

void Memcached::halt() { ::kill(pid_, SIGSTOP); }

void Memcached::go_on() { ::kill(pid_, SIGCONT); }

}  // namespace ceilometer::test
