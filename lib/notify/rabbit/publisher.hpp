#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/ports/logger.hpp"
#include "base/ports/metrics.hpp"
#include "base/result.hpp"
#include "notify/rabbit/bell.hpp"
#include "notify/rabbit/connection.hpp"
#include "notify/rabbit/options.hpp"

namespace ceilometer::notify::rabbit {

/// A body for one of the declared queues.
struct Message {
  std::string queue;
  std::string body;
};

/// A process's way to the broker: one connection, kept by a thread of its own. Many requests wait for their confirms at
/// once. Each sends its messages itself where the connection is free and takes them without waiting, and leaves them to
/// the thread otherwise; one of those that wait reads what the broker says and tells the others. The thread reads where
/// nobody waits, keeps the heartbeats, and makes and ends the connection.
///
/// Thread-safe. Nothing runs and nothing is connected before the first publish(), which must not happen before a fork.
/// After a failure the thread connects again by itself, at Options::pause_after() intervals; who publishes meanwhile is
/// refused at once.
class Publisher {
 public:
  /// `logger`, and `metrics` if it is given, must outlive the publisher.
  Publisher(std::shared_ptr<const Library> library, Options options, Logger& logger, Metrics* metrics = nullptr);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  /// Returns when the broker has confirmed every message. Otherwise ApiError 503 with Retry-After, after
  /// Options::publish_timeout at the latest. What may have been sent is never sent again.
  void publish(std::vector<Message> messages);

  /// Ends the thread, and the connection with it.
  void close() noexcept;

 private:
  enum class Outcome {
    kConfirmed,
    kUnavailable,  ///< nothing was sent: there is no connection
    kBlocked,      ///< nothing was sent: the broker takes nothing
    kRefused,      ///< the broker did not take it
    kUnknown,      ///< sent, and not confirmed
  };

  /// One call of publish(): its caller's, and the thread's as long as a message of it is on its way.
  struct Delivery {
    std::vector<Message> messages;
    std::size_t unconfirmed = 0;       ///< the thread's
    bool sending = false;              ///< under the lock, as is what follows
    bool abandoned = false;            ///< nobody waits any more
    std::optional<Outcome> outcome{};  ///< final once set
    std::condition_variable done;

    std::size_t size() const;  ///< bytes on the wire, no fewer
  };
  using DeliveryPtr = std::shared_ptr<Delivery>;
  using Deadline = std::chrono::steady_clock::time_point;

  struct OnItsWay {
    DeliveryPtr delivery;
    std::size_t message = 0;
    bool returned = false;
    bool again = false;  ///< sent for the second time, since the first came back
  };

  class Turn;
  class Offer;

  void deliver(std::vector<Message> messages);
  [[noreturn]] void fail(Outcome outcome, int retry_after) const;
  void start();
  void wake();
  bool send_at_once(std::unique_lock<std::mutex>& lock);
  void wait_for_outcome(std::unique_lock<std::mutex>& lock, Delivery& delivery, Deadline deadline);
  bool may_lead() const;
  void lead(std::unique_lock<std::mutex>& lock, Delivery& delivery, Deadline deadline);
  void find_leader();
  template <class F>
  void use(std::unique_lock<std::mutex>& lock, F&& work);

  // The thread's.
  void run();
  std::unique_ptr<Connection> connect();
  void pause(std::chrono::seconds time);
  void serve(Connection& connection);
  Result<void> exchange_until_end(Connection& connection);
  Result<void> exchange(Connection& connection, bool something_came);
  Result<void> send_returned(Connection& connection);
  bool rest(const Connection& connection);
  bool sleep(int socket, int limit);
  void give_up(const std::string& what);
  void lose(const std::string& reason);
  void refuse_queued(Outcome outcome);

  // Of whoever's turn it is.
  Result<bool> send_queued(Connection& connection, bool may_wait);
  Result<void> send(Connection& connection, const DeliveryPtr& delivery, std::size_t message, bool again);
  Result<void> receive(Connection& connection);
  void take(const Event& event);
  void confirm(OnItsWay& sent);
  void finish(const DeliveryPtr& delivery, Outcome outcome);
  void tell_finished();

  void log(LogLevel level, const std::string& line) const;

  const std::shared_ptr<const Library> library_;
  const Options options_;
  Logger& logger_;
  Metrics* const metrics_;

  std::mutex mutex_;
  std::condition_variable ended_;
  std::condition_variable turn_over_;
  std::thread thread_;
  std::deque<DeliveryPtr> queue_;
  bool running_ = false;
  bool stopping_ = false;
  bool blocked_ = false;
  bool asleep_ = false;                                             ///< the thread waits in poll()
  bool wanted_ = false;                                             ///< there is something for it to do
  std::optional<std::chrono::steady_clock::time_point> pause_end_;  ///< set while no connection is tried
  Connection* connection_ = nullptr;                                ///< the thread's, while it serves one
  bool taken_ = false;                                              ///< it is somebody's turn
  std::optional<std::string> broken_;                               ///< how the connection failed a request
  int socket_ = -1;                                                 ///< the connection's, while there is one
  Bell wake_;                                                       ///< the thread's
  std::vector<Delivery*> waiting_;                                  ///< whose requests wait to be told
  bool led_ = false;                                                ///< a request reads, in poll() or its turn
  bool was_led_ = false;                                            ///< since the thread has looked last
  bool thread_reads_ = false;
  Delivery* polling_ = nullptr;  ///< whose request waits in poll() for what the broker says
  Bell call_;                    ///< ends that

  // The thread's own.
  std::vector<Host> hosts_;
  std::size_t next_host_ = 0;

  // Of whoever's turn it is, as is what `connection_` leads to.
  std::map<std::uint64_t, OnItsWay> on_their_way_;  ///< by delivery tag
  std::vector<OnItsWay> returned_;
  std::vector<std::pair<DeliveryPtr, Outcome>> finished_;
};

}  // namespace ceilometer::notify::rabbit
