#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "notify/rabbit/library.hpp"
#include "notify/rabbit/options.hpp"

namespace ceilometer::notify::rabbit {

/// What the broker says of its own accord.
struct Event {
  enum class Kind {
    kConfirmed,  ///< `tag`, and all before it where `multiple`, are the broker's responsibility now
    kRefused,    ///< the broker could not take them
    kReturned,   ///< no queue is bound for the message whose body is `text`; it will be confirmed nevertheless
    kBlocked,    ///< the broker reads nothing of what is sent from now on, for the reason in `text`
    kUnblocked,
  };
  Kind kind;
  std::uint64_t tag = 0;
  bool multiple = false;
  std::string text;
};

/// One connection with one channel in confirm mode, its exchange and queues declared as oslo.messaging's notifier
/// declares them: a topic exchange and, for each topic, a queue that is named and bound by the routing key, so that
/// nothing is lost where no agent runs yet.
///
/// One thread's at a time. An Error of any of its calls means that the connection is of no use any more; of what was
/// sent and is not confirmed nobody knows whether it arrived.
class Connection {
 public:
  /// Connects to `host`, logs in and declares; each step takes connection_timeout at most. The error is a sentence
  /// with the broker's reason, without any password.
  static Result<std::unique_ptr<Connection>> open(std::shared_ptr<const Library> library, const Options& options,
                                                  const Host& host, Logger& logger);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// For poll(): readable when next() has something to look at. At least every quarter of the heartbeat's time next()
  /// must be called, since it sends and expects the heartbeats.
  int socket() const { return socket_; }
  /// Whether next() has something to look at that the socket does not show any more.
  bool has_buffered() const;
  /// Whether it may have: with TLS that cannot be told.
  bool has_more() const { return options_.tls.enabled || has_buffered(); }

  /// Whether publish() of a body of that size will not wait for the broker: the system has room for it.
  bool has_room(std::size_t size) const;

  /// Sends a persistent message to a declared queue; its delivery tag. The broker may make it wait for as long as the
  /// heartbeats come; shutting the socket down ends that.
  Result<std::uint64_t> publish(std::string_view queue, std::string_view body);

  /// The next event that has arrived; does not wait.
  Result<std::optional<Event>> next();

  /// Declares and binds once more what may have been deleted.
  Result<void> declare();

  /// Says goodbye to the broker, for at most a second. Nothing else may be called afterwards.
  void close();

 private:
  Connection(std::shared_ptr<const Library> library, const Options& options, Logger& logger);

  Result<void> connect(const Host& host);
  Result<amqp_socket_t*> make_socket();
  Result<void> log_in(const Host& host);
  Result<void> open_channel();
  Result<void> declare_all(bool may_differ);
  Result<void> settle(const std::string& what, bool may_differ);
  Result<void> reply(const std::string& doing);
  std::string reason(const amqp_rpc_reply_t& reply) const;
  std::string reason(int status) const;
  std::optional<Result<Event>> read_method(const amqp_frame_t& frame);
  std::optional<Event> read_returned(const amqp_frame_t& frame);

  struct Destroy {
    std::shared_ptr<const Library> library;
    void operator()(amqp_connection_state_t state) const { library->destroy_connection(state); }
  };

  std::shared_ptr<const Library> library_;
  const Options& options_;
  Logger& logger_;
  std::unique_ptr<std::remove_pointer_t<amqp_connection_state_t>, Destroy> state_;
  int socket_ = -1;
  std::size_t room_ = 0;  ///< for a message, at least, where the socket is writable
  std::uint64_t last_tag_ = 0;
  std::string returned_;         ///< what has come of a message that is being returned
  std::uint64_t returned_size_;  ///< what it will be
};

}  // namespace ceilometer::notify::rabbit
