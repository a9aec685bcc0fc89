// What the publisher's thread does, and what is done with the connection by whoever's turn it is.

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "notify/rabbit/publisher.hpp"

namespace ceilometer::notify::rabbit {

namespace {

using std::chrono::steady_clock;

constexpr int kGlance = 100;  // ms

}  // namespace

/// The thread's turn with the connection and what is on its way; another's is short, since it waits for nobody.
class Publisher::Turn {
 public:
  explicit Turn(Publisher& publisher) : publisher_(publisher) {
    std::unique_lock lock(publisher_.mutex_);
    publisher_.turn_over_.wait(lock, [&] { return !publisher_.taken_; });
    publisher_.taken_ = true;
  }
  ~Turn() {
    {
      const std::lock_guard lock(publisher_.mutex_);
      publisher_.taken_ = false;
    }
    publisher_.turn_over_.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Publisher& publisher_;
};

/// The connection as requests may use it, while it lives.
class Publisher::Offer {
 public:
  Offer(Publisher& publisher, Connection& connection) : publisher_(publisher) {
    const std::lock_guard lock(publisher_.mutex_);
    publisher_.connection_ = &connection;
    publisher_.broken_.reset();
  }
  ~Offer() {
    std::unique_lock lock(publisher_.mutex_);
    publisher_.connection_ = nullptr;
    if (publisher_.polling_ != nullptr) publisher_.call_.ring();
    publisher_.turn_over_.notify_all();
    publisher_.turn_over_.wait(lock, [&] { return !publisher_.taken_ && !publisher_.led_; });
    // From here on nobody shuts the socket down: its number may soon be another's.
    publisher_.socket_ = -1;
  }
  Offer(const Offer&) = delete;
  Offer& operator=(const Offer&) = delete;

 private:
  Publisher& publisher_;
};

void Publisher::run() {
  int failures = 0;
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) break;
    }
    // What escaped here would end the process with all its requests.
    try {
      if (const auto connection = connect()) {
        failures = 0;
        serve(*connection);
        continue;
      }
    } catch (const std::exception& error) {
      give_up(error.what());
    }
    pause(options_.pause_after(++failures));
  }
  refuse_queued(Outcome::kUnavailable);
  const std::lock_guard lock(mutex_);
  running_ = false;
  ended_.notify_all();
}

/// Tries each host once, beginning behind the one that was connected last.
std::unique_ptr<Connection> Publisher::connect() {
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    const Host& host = hosts_[next_host_++ % hosts_.size()];
    auto connection = Connection::open(library_, options_, host, logger_);
    const std::lock_guard lock(mutex_);
    if (connection) {
      socket_ = (*connection)->socket();
      log(LogLevel::kInfo, "CEIL0302: connected to the message bus at " + host.address());
      return *std::move(connection);
    }
    log(LogLevel::kError,
        "CEIL0303: the message bus at " + host.address() + " cannot be used: " + connection.error().message);
    if (stopping_) break;
  }
  return nullptr;
}

void Publisher::pause(std::chrono::seconds time) {
  const auto end = steady_clock::now() + time;
  {
    const std::lock_guard lock(mutex_);
    pause_end_ = end;
  }
  refuse_queued(Outcome::kUnavailable);
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now());
    {
      const std::lock_guard lock(mutex_);
      if (left.count() <= 0 || stopping_) {
        pause_end_.reset();
        return;
      }
    }
    sleep(-1, static_cast<int>(left.count()));
  }
}

void Publisher::refuse_queued(Outcome outcome) {
  {
    const std::lock_guard lock(mutex_);
    for (auto& delivery : queue_) finished_.emplace_back(std::move(delivery), outcome);
    queue_.clear();
  }
  tell_finished();
}

/// Sends and receives until the connection is lost, or the thread is to end.
void Publisher::serve(Connection& connection) {
  const auto done = exchange_until_end(connection);
  bool blocked = false;
  {
    const std::lock_guard lock(mutex_);
    blocked = std::exchange(blocked_, false);
  }
  lose(done ? "this process ends" : done.error().message);
  if (done && !blocked) connection.close();
}

Result<void> Publisher::exchange_until_end(Connection& connection) {
  const Offer offer(*this, connection);
  bool something_came = true;  // with the last answer to what was declared; TLS hides it from poll()
  for (;;) {
    {
      const Turn turn(*this);
      if (auto done = exchange(connection, something_came); !done) return done;
      something_came = connection.has_buffered();
    }
    if (!something_came) something_came = rest(connection);
    const std::lock_guard lock(mutex_);
    if (stopping_) return {};
  }
}

/// What came, what came back, and what is queued.
Result<void> Publisher::exchange(Connection& connection, bool something_came) {
  {
    const std::lock_guard lock(mutex_);
    if (broken_) return Error{*broken_};
  }
  Result<void> done;
  if (something_came) done = receive(connection);
  while (done && !returned_.empty()) {
    done = send_returned(connection);
    if (done) done = receive(connection);  // as after the first declaration
  }
  tell_finished();
  if (done) {
    if (auto sent = send_queued(connection, true); !sent) done = sent.error();
  }
  tell_finished();
  return done;
}

/// After an exception: memory has run out, or there is a bug.
void Publisher::give_up(const std::string& what) {
  {
    const std::lock_guard lock(mutex_);
    blocked_ = false;
  }
  lose(what);
}

/// What was sent and is not confirmed can only be given up: it may have arrived.
void Publisher::lose(const std::string& reason) {
  for (auto& [tag, sent] : on_their_way_) finish(sent.delivery, Outcome::kUnknown);
  for (auto& sent : returned_) finish(sent.delivery, Outcome::kRefused);
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      log(LogLevel::kError, "CEIL0304: the connection to the message bus is lost: " + reason + "; " +
                                std::to_string(on_their_way_.size()) + " messages were not confirmed");
    }
  }
  on_their_way_.clear();
  returned_.clear();
  tell_finished();
}

Result<void> Publisher::send(Connection& connection, const DeliveryPtr& delivery, std::size_t message, bool again) {
  const auto& [queue, body] = delivery->messages[message];
  const auto tag = connection.publish(queue, body);
  if (!tag) {
    finish(delivery, Outcome::kUnknown);
    return tag.error();
  }
  on_their_way_[*tag] = {delivery, message, false, again};
  return {};
}

/// Until the queue is empty, or, where it may not wait, the connection takes no more: then false.
Result<bool> Publisher::send_queued(Connection& connection, bool may_wait) {
  for (;;) {
    DeliveryPtr delivery;
    {
      const std::lock_guard lock(mutex_);
      if (queue_.empty()) return true;
      if (!may_wait && !connection.has_room(queue_.front()->size())) return false;
      delivery = std::move(queue_.front());
      queue_.pop_front();
      delivery->sending = !blocked_;
    }
    if (!delivery->sending) {
      finish(delivery, Outcome::kBlocked);
      continue;
    }
    for (std::size_t i = 0; i < delivery->messages.size(); ++i) {
      if (auto sent = send(connection, delivery, i, false); !sent) return sent.error();
    }
  }
}

/// Until the broker says something, or there is something to do. True where receive() is to be called.
bool Publisher::rest(const Connection& connection) {
  int socket = -1;
  int limit = kGlance;
  {
    const std::lock_guard lock(mutex_);
    // Where requests come one after another one of them reads, and the thread only looks whether they still do.
    if (!std::exchange(was_led_, led_)) {
      thread_reads_ = true;
      socket = connection.socket();
      limit = options_.heartbeat.count() > 0 ? static_cast<int>(options_.heartbeat.count() * 1000 / 4) : -1;
    }
    find_leader();
  }
  const bool something_came = sleep(socket, limit);
  const std::lock_guard lock(mutex_);
  if (std::exchange(thread_reads_, false)) was_led_ = something_came && !waiting_.empty();
  return something_came;
}

/// Sleeps until wake() is called, something has come, or the time in ms is over. False where it was woken.
bool Publisher::sleep(int socket, int limit) {
  {
    const std::lock_guard lock(mutex_);
    asleep_ = queue_.empty() && !wanted_ && !stopping_;
    if (!asleep_) limit = 0;
  }
  std::array<pollfd, 2> events{{wake_.waiting(), {socket, POLLIN, 0}}};
  const int count = ::poll(events.data(), events.size(), limit);
  wake_.answer(events[0]);
  const std::lock_guard lock(mutex_);
  asleep_ = false;
  wanted_ = false;
  return events[1].revents != 0 || (count == 0 && limit != 0);
}

Result<void> Publisher::receive(Connection& connection) {
  for (;;) {
    auto event = connection.next();
    if (!event) return event.error();
    if (!*event) return {};
    take(**event);
    if (!connection.has_more()) return {};
  }
}

void Publisher::take(const Event& event) {
  switch (event.kind) {
    case Event::Kind::kConfirmed:
    case Event::Kind::kRefused: {
      auto it = event.multiple ? on_their_way_.begin() : on_their_way_.find(event.tag);
      while (it != on_their_way_.end() && it->first <= event.tag) {
        if (event.kind == Event::Kind::kConfirmed) {
          confirm(it->second);
        } else {
          log(LogLevel::kError, "CEIL0308: the message bus refused a message for " +
                                    it->second.delivery->messages[it->second.message].queue);
          finish(it->second.delivery, Outcome::kRefused);
        }
        it = on_their_way_.erase(it);
      }
      break;
    }
    case Event::Kind::kReturned:
      for (auto& [tag, sent] : on_their_way_) {
        if (!sent.returned && sent.delivery->messages[sent.message].body == event.text) {
          sent.returned = true;
          break;
        }
      }
      break;
    case Event::Kind::kBlocked:
    case Event::Kind::kUnblocked: {
      const bool blocked = event.kind == Event::Kind::kBlocked;
      log(blocked ? LogLevel::kError : LogLevel::kInfo,
          blocked ? "CEIL0305: the message bus takes no messages: " + event.text
                  : std::string("CEIL0306: the message bus takes messages again"));
      const std::lock_guard lock(mutex_);
      blocked_ = blocked;
      break;
    }
  }
}

void Publisher::confirm(OnItsWay& sent) {
  if (!sent.returned) {
    if (--sent.delivery->unconfirmed == 0) finish(sent.delivery, Outcome::kConfirmed);
  } else if (sent.again) {
    log(LogLevel::kError, "CEIL0311: no queue takes messages for " + sent.delivery->messages[sent.message].queue +
                              " though it was declared anew");
    finish(sent.delivery, Outcome::kRefused);
  } else {
    returned_.push_back(std::move(sent));
  }
}

/// What came back is in no queue: the only case in which sending again cannot make two of one.
Result<void> Publisher::send_returned(Connection& connection) {
  log(LogLevel::kWarning, "CEIL0309: a queue was deleted: exchange and queues are declared anew");
  if (auto declared = connection.declare(); !declared) return declared;
  for (const auto& sent : std::exchange(returned_, {})) {
    {
      const std::lock_guard lock(mutex_);
      if (sent.delivery->abandoned) continue;
    }
    if (auto done = send(connection, sent.delivery, sent.message, true); !done) return done;
  }
  return {};
}

void Publisher::finish(const DeliveryPtr& delivery, Outcome outcome) { finished_.emplace_back(delivery, outcome); }

/// Wakes the requests whose outcome is known, all under one lock.
void Publisher::tell_finished() {
  if (finished_.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [delivery, outcome] : finished_) {
      if (!delivery->outcome) delivery->outcome = outcome;
      if (delivery.get() == polling_) call_.ring();
    }
  }
  for (auto& [delivery, outcome] : finished_) delivery->done.notify_one();
  finished_.clear();
}

}  // namespace ceilometer::notify::rabbit
