#pragma once

#include <array>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "notify/rabbit/library.hpp"

namespace ceilometer::notify::rabbit::test {

/// A librabbitmq without a network: its functions answer as the test says. There is one at a time; its library is used
/// by one publisher, while the test's thread says what comes.
class ScriptedBroker {
 public:
  ScriptedBroker();
  ~ScriptedBroker();
  ScriptedBroker(const ScriptedBroker&) = delete;
  ScriptedBroker& operator=(const ScriptedBroker&) = delete;

  std::shared_ptr<const Library> library() const { return library_; }

  void refuse_connections(bool refuse);
  void confirm_at_once(bool confirm);  ///< every message, as soon as it is sent
  void hold_sends(bool hold);          ///< from the next connection on sending blocks until the socket is shut down

  // What the broker says next.
  void ack(std::uint64_t tag, bool multiple = false);
  void nack(std::uint64_t tag);
  void give_back(const std::string& body);  ///< basic.return
  void block();
  void unblock();
  void hang_up();

  int connections() const;   ///< how many were opened
  int declarations() const;  ///< of the exchange
  std::vector<std::string> sent() const;

 private:
  struct Said;

  void say(std::unique_ptr<Said> what);
  void say_ack(std::uint64_t tag, bool multiple);
  int publish(std::string_view body);
  int next(amqp_frame_t* frame);
  int open();
  void fill_socket();

  mutable std::mutex mutex_;
  bool refuse_ = false;
  bool confirm_ = false;
  bool hold_ = false;
  bool hung_up_ = false;
  int connections_ = 0;
  int declarations_ = 0;
  std::uint64_t tag_ = 0;
  std::vector<std::string> sent_;
  std::deque<std::unique_ptr<Said>> said_;
  std::unique_ptr<Said> read_;  ///< what the publisher looks at
  std::array<int, 2> sockets_{-1, -1};
  std::shared_ptr<const Library> library_;
};

}  // namespace ceilometer::notify::rabbit::test
