#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ceilometer::test {

/// A port of the loopback interface that leads to others of it, as a balancer's address leads to servers that live: the
/// test tells it which, as a balancer's health check would. Its members may be called from any thread.
class Forwarder {
 public:
  explicit Forwarder(std::vector<int> targets);
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

  int port() const { return port_; }

  /// Connections from now on go to these, one after the other; those that are open to others are closed.
  void lead_to(std::vector<int> targets);

  /// The next time that a client sends what holds `request`, its answer is kept back: the connection is closed when it
  /// comes, and all go to `then` from that moment on.
  void swallow_answer(std::string request, std::vector<int> then);
  bool has_swallowed() const { return has_swallowed_; }

 private:
  struct Route;
  void work();
  void accept_client();
  bool pass(Route& route, bool from_client);
  int connect_to_target(int& target);
  void wake();

  int listener_ = -1;
  int waker_ = -1;
  int port_ = 0;
  std::atomic<bool> ends_{false};
  std::atomic<bool> has_swallowed_{false};
  std::mutex mutex_;  // of what follows
  std::vector<int> targets_;
  std::size_t turn_ = 0;
  std::string awaited_;
  std::vector<int> then_;
  std::vector<std::unique_ptr<Route>> routes_;
  std::thread thread_;
};

}  // namespace ceilometer::test
