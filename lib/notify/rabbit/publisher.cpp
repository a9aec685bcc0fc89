#include "notify/rabbit/publisher.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <exception>
#include <random>
#include <utility>

#include "base/api_error.hpp"

namespace ceilometer::notify::rabbit {

namespace {

using std::chrono::steady_clock;

constexpr std::string_view kLogName = "ceilometer.notify";
constexpr std::chrono::seconds kGoodbye{3};

/// Whole seconds, at least one.
int seconds_until(steady_clock::time_point when) {
  const auto left = std::chrono::ceil<std::chrono::seconds>(when - steady_clock::now());
  return static_cast<int>(std::max<std::chrono::seconds::rep>(left.count(), 1));
}

/// Holds all signals off the calling thread, and so off the threads that it starts: httpd's handlers are for httpd's
/// own threads.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

Publisher::Publisher(std::shared_ptr<const Library> library, Options options, Logger& logger, Metrics* metrics)
    : library_(std::move(library)),
      options_(std::move(options)),
      logger_(logger),
      metrics_(metrics),
      hosts_(options_.hosts) {}

Publisher::~Publisher() { close(); }

void Publisher::log(LogLevel level, const std::string& line) const { logger_.log(level, kLogName, line); }

void Publisher::fail(Outcome outcome, int retry_after) const {
  switch (outcome) {
    case Outcome::kBlocked:
      throw ApiError(503, "The message bus takes no messages at the moment, please try again later.")
          .with_retry_after(retry_after);
    case Outcome::kRefused:
      throw ApiError(503, "The message bus refused the samples, please try again later.").with_retry_after(retry_after);
    case Outcome::kUnknown:
      throw ApiError(503, "The message bus did not confirm the samples: whether they arrived is not known.")
          .with_retry_after(retry_after);
    default:
      throw ApiError(503, "The message bus is not available, please try again later.").with_retry_after(retry_after);
  }
}

/// Called under the lock.
void Publisher::start() {
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_ < 0) {
    log(LogLevel::kError, "CEIL0312: no event counter could be opened for the message bus");
    fail(Outcome::kUnavailable, 1);
  }
  // Each process begins with another host, so that they spread over a cluster's nodes.
  std::shuffle(hosts_.begin(), hosts_.end(), std::minstd_rand(std::random_device()()));
  const SignalsHeld held;
  thread_ = std::thread([this] { run(); });
  running_ = true;
}

/// Called under the lock.
void Publisher::wake() {
  if (!asleep_) return;
  asleep_ = false;
  const std::uint64_t one = 1;
  static_cast<void>(::write(wake_, &one, sizeof one));
}

void Publisher::publish(std::vector<Message> messages) {
  const std::size_t number = messages.size();
  count(metrics_, Counter::kNotifyQueued, number);
  change(metrics_, Gauge::kNotifyWaiting, static_cast<std::int64_t>(number));
  const auto settle = [&](Counter outcome) {
    count(metrics_, outcome, number);
    change(metrics_, Gauge::kNotifyWaiting, -static_cast<std::int64_t>(number));
  };
  try {
    deliver(std::move(messages));
  } catch (...) {
    settle(Counter::kNotifyFailed);
    throw;
  }
  settle(Counter::kNotifyConfirmed);
}

void Publisher::deliver(std::vector<Message> messages) {
  const auto deadline = steady_clock::now() + options_.publish_timeout;
  const auto delivery = std::make_shared<Delivery>();
  delivery->unconfirmed = messages.size();
  delivery->messages = std::move(messages);

  std::unique_lock lock(mutex_);
  if (stopping_) fail(Outcome::kUnavailable, 1);
  if (!running_) start();
  if (pause_end_) fail(Outcome::kUnavailable, seconds_until(*pause_end_));
  if (blocked_) fail(Outcome::kBlocked, static_cast<int>(options_.publish_timeout.count()));
  queue_.push_back(delivery);
  wake();
  if (!delivery->done.wait_until(lock, deadline, [&] { return delivery->outcome.has_value(); })) {
    delivery->abandoned = true;
    std::erase(queue_, delivery);
    delivery->outcome = delivery->sending ? Outcome::kUnknown : Outcome::kUnavailable;
    const bool sent = delivery->sending;
    lock.unlock();
    log(LogLevel::kWarning, "CEIL0307: the message bus did not " +
                                std::string(sent ? "confirm samples" : "come to take samples") + " within " +
                                std::to_string(options_.publish_timeout.count()) +
                                " s ([publisher_notifier] publish_timeout)");
    fail(*delivery->outcome, 1);
  }
  const auto outcome = *delivery->outcome;
  if (outcome == Outcome::kConfirmed) return;
  const int retry_after = pause_end_ ? seconds_until(*pause_end_) : 1;
  lock.unlock();
  fail(outcome, retry_after);
}

void Publisher::close() noexcept {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    if (!thread_.joinable()) return;
    wake();
    // A broker that does not read can hold the thread in a send: without its socket it comes out.
    if (!ended_.wait_for(lock, kGoodbye, [this] { return !running_; }) && socket_ >= 0) {
      ::shutdown(socket_, SHUT_RDWR);
    }
  }
  thread_.join();
  ::close(wake_);
}

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
  Result<void> done;
  bool stopping = false;
  bool something_came = true;  // with the last answer to what was declared; TLS hides it from poll()
  while (done && !stopping) {
    done = send_queued(connection);
    tell_finished();
    if (done && (something_came || wait(connection))) done = receive(connection);
    something_came = !returned_.empty();
    if (done && something_came) done = send_returned(connection);
    tell_finished();
    const std::lock_guard lock(mutex_);
    stopping = stopping_;
  }
  bool blocked = false;
  {
    // From here on nobody shuts the socket down: its number may soon be another's.
    const std::lock_guard lock(mutex_);
    socket_ = -1;
    blocked = std::exchange(blocked_, false);
  }
  lose(done ? "this process ends" : done.error().message);
  if (done && !blocked) connection.close();
}

/// After an exception: memory has run out, or there is a bug.
void Publisher::give_up(const std::string& what) {
  {
    const std::lock_guard lock(mutex_);
    socket_ = -1;
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

Result<void> Publisher::send_queued(Connection& connection) {
  for (;;) {
    DeliveryPtr delivery;
    {
      const std::lock_guard lock(mutex_);
      if (queue_.empty()) return {};
      delivery = std::move(queue_.front());
      queue_.pop_front();
      delivery->sending = !blocked_;
    }
    if (!delivery->sending) {
      finish(delivery, Outcome::kBlocked);
      continue;
    }
    for (std::size_t i = 0; i < delivery->messages.size(); ++i) {
      if (auto sent = send(connection, delivery, i, false); !sent) return sent;
    }
  }
}

/// Until the broker says something, a request brings something, or a heartbeat is due. True where next() is to be
/// called.
bool Publisher::wait(const Connection& connection) {
  if (connection.has_buffered()) return true;
  const auto heartbeat = options_.heartbeat.count() > 0 ? static_cast<int>(options_.heartbeat.count() * 1000 / 4) : -1;
  return sleep(connection.socket(), heartbeat);
}

/// Sleeps until wake() is called, something has come, or the time in ms is over. False where it was woken.
bool Publisher::sleep(int socket, int limit) {
  {
    const std::lock_guard lock(mutex_);
    asleep_ = queue_.empty() && !stopping_;
    if (!asleep_) limit = 0;
  }
  std::array<pollfd, 2> events{{{wake_, POLLIN, 0}, {socket, POLLIN, 0}}};
  const int count = ::poll(events.data(), events.size(), limit);
  std::uint64_t ignored = 0;
  if (events[0].revents != 0) static_cast<void>(::read(wake_, &ignored, sizeof ignored));
  const std::lock_guard lock(mutex_);
  asleep_ = false;
  return events[1].revents != 0 || (count == 0 && limit != 0);
}

Result<void> Publisher::receive(Connection& connection) {
  for (;;) {
    auto event = connection.next();
    if (!event) return event.error();
    if (!*event) return {};
    take(**event);
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
    }
  }
  for (auto& [delivery, outcome] : finished_) delivery->done.notify_one();
  finished_.clear();
}

}  // namespace ceilometer::notify::rabbit
