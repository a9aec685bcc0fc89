#include "notify/rabbit/publisher.hpp"

#include <poll.h>
#include <sys/socket.h>

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

/// For poll(), not before it is over.
int milliseconds_until(steady_clock::time_point when) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(when - steady_clock::now());
  return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
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

std::size_t Publisher::Delivery::size() const {
  static constexpr std::size_t kFrames = 256;  // of a message, around its body
  std::size_t all = 0;
  for (const auto& message : messages) all += message.body.size() + kFrames;
  return all;
}

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
  if (!wake_.open() || !call_.open()) {
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
  wanted_ = true;
  if (!asleep_) return;
  asleep_ = false;
  wake_.ring();
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
  if (!send_at_once(lock)) wake();
  wait_for_outcome(lock, *delivery, deadline);
  if (!delivery->outcome) {
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

/// The calling request's turn with the connection, which must be free. Called under the lock, which it gives up for
/// `work(connection)`.
template <class F>
void Publisher::use(std::unique_lock<std::mutex>& lock, F&& work) {
  Connection& connection = *connection_;
  taken_ = true;
  lock.unlock();
  Result<void> done;
  try {
    done = work(connection);
  } catch (const std::exception& error) {
    done = Error{error.what()};
  }
  tell_finished();
  const bool has_returned = !returned_.empty();
  lock.lock();
  if (!done) broken_ = done.error().message;
  if (!done || has_returned) wake();
  taken_ = false;
  turn_over_.notify_all();
}

/// Sends what is queued. Called under the lock, which it gives up meanwhile. False where the thread must see to the
/// rest; true also where somebody else is sending, who does not leave before it is done.
bool Publisher::send_at_once(std::unique_lock<std::mutex>& lock) {
  bool has_room = true;
  while (!queue_.empty() && !taken_) {
    if (connection_ == nullptr || broken_ || !has_room) return false;
    use(lock, [&](Connection& connection) -> Result<void> {
      const auto sent = send_queued(connection, false);
      if (!sent) return sent.error();
      has_room = *sent;
      // What sending has read nobody sees on the socket any more.
      return connection.has_buffered() ? receive(connection) : Result<void>();
    });
  }
  return true;
}

/// Called under the lock. Returns without an outcome where there is none by the deadline.
void Publisher::wait_for_outcome(std::unique_lock<std::mutex>& lock, Delivery& delivery, Deadline deadline) {
  while (!delivery.outcome && steady_clock::now() < deadline) {
    if (may_lead()) {
      lead(lock, delivery, deadline);
    } else {
      waiting_.push_back(&delivery);
      delivery.done.wait_until(lock, deadline);
      std::erase(waiting_, &delivery);
    }
  }
  find_leader();
}

bool Publisher::may_lead() const { return connection_ != nullptr && !broken_ && !led_ && !thread_reads_; }

/// Waits once for what the broker says, and takes it. Called under the lock, which it gives up meanwhile.
void Publisher::lead(std::unique_lock<std::mutex>& lock, Delivery& delivery, Deadline deadline) {
  led_ = was_led_ = true;
  polling_ = &delivery;
  std::array<pollfd, 2> events{{{socket_, POLLIN, 0}, call_.waiting()}};
  lock.unlock();
  ::poll(events.data(), events.size(), milliseconds_until(deadline));
  call_.answer(events[1]);
  lock.lock();
  polling_ = nullptr;
  if (events[0].revents != 0) {
    const auto is_free = [this] { return !taken_ || connection_ == nullptr; };
    if (turn_over_.wait_until(lock, deadline, is_free) && connection_ != nullptr && !broken_) {
      use(lock, [this](Connection& connection) { return receive(connection); });
      if (!send_at_once(lock)) wake();  // who came meanwhile has left its messages to whom it found there
    }
  }
  led_ = false;
  if (connection_ == nullptr) turn_over_.notify_all();
}

/// Called under the lock: has one of those that wait read for all.
void Publisher::find_leader() {
  // Who came last has probably the longest to wait, and the others need not look for a leader so soon again.
  if (may_lead() && !waiting_.empty()) waiting_.back()->done.notify_one();
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
}

}  // namespace ceilometer::notify::rabbit
