#include "identity/token_cache.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/digest.hpp"
#include "identity/striped_lru.hpp"

namespace ceilometer::identity {

namespace {

using Clock = std::chrono::system_clock;
using TimePoint = Clock::time_point;
using Outcome = Validation::Outcome;
using Answer = TokenCache::Answer;

constexpr std::string_view kLogName = "ceilometer.identity.cache";
constexpr std::string_view kKeyPrefix = "ceilometer-token/";
/// Machines that share a memcached may differ so much in what time it is.
constexpr std::chrono::seconds kClockSkew{30};

using Digest = std::array<unsigned char, 32>;

std::uint64_t leading_bits(const Digest& digest) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, digest.data(), sizeof bits);
  return bits;
}

struct DigestHash {
  std::size_t operator()(const Digest& digest) const noexcept { return leading_bits(digest); }
};

/// Keystone's answer to one question. An expired token is a valid one only where the question allows it, so what was
/// rejected, and what is being asked, belong to the question; a token that was valid belongs to both.
struct Question {
  Digest token;
  bool allow_expired;
  bool operator==(const Question&) const = default;
};

struct QuestionHash {
  std::size_t operator()(const Question& question) const noexcept { return leading_bits(question.token); }
};

struct Known {
  std::shared_ptr<const Token> token;
  TimePoint good_until;
};

Digest digest_of(std::string_view audience, std::string_view token) {
  Sha256 hash;
  hash.update(audience);
  hash.update({"\0", 1});  // no token holds one: it came in a header
  hash.update(token);
  return hash.finish();
}

std::string shared_key(const Digest& digest) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string key(kKeyPrefix);
  for (const unsigned char byte : digest) {
    key += kHex[byte >> 4U];
    key += kHex[byte & 15U];
  }
  return key;
}

/// Of a shared entry: until when it is good, in seconds since 1970, a line break, Keystone's body.
std::string shared_value(TimePoint good_until, std::string_view body) {
  std::string value = std::to_string(std::chrono::floor<std::chrono::seconds>(good_until).time_since_epoch().count());
  value.reserve(value.size() + 1 + body.size());
  return value.append("\n").append(body);
}

struct SharedEntry {
  TimePoint good_until;
  std::string_view body;
};

std::optional<SharedEntry> parse_shared(std::string_view value) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error != std::errc() || end == value.data() + value.size() || *end != '\n') return std::nullopt;
  // Beyond what the clock can hold it is no time of ours.
  if (seconds < 0 || seconds > std::chrono::floor<std::chrono::seconds>(TimePoint::max()).time_since_epoch().count()) {
    return std::nullopt;
  }
  value.remove_prefix(static_cast<std::size_t>(end + 1 - value.data()));
  return SharedEntry{TimePoint(std::chrono::seconds(seconds)), value};
}

/// A question that is being asked; those who bring it meanwhile wait. Under the lock of all flights.
struct Flight {
  std::condition_variable landed;
  bool over = false;
  std::optional<Answer> answer = {};  ///< none where asking ended with an exception
};

/// Holds a CrossProcessLock, where there is one and it could be had in time.
class Turn {
 public:
  Turn(CrossProcessLock* locks, std::uint64_t hash, std::chrono::milliseconds patience)
      : locks_(locks), hash_(hash), held_(locks != nullptr && locks->lock(hash, patience)) {}
  ~Turn() {
    if (held_) locks_->unlock(hash_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  CrossProcessLock* locks_;
  std::uint64_t hash_;
  bool held_;
};

}  // namespace

struct TokenCache::State {
  State(Options given, std::shared_ptr<SharedCache> shared_cache, std::shared_ptr<CrossProcessLock> cross_process,
        Logger& log)
      : options(std::move(given)),
        shared(std::move(shared_cache)),
        locks(std::move(cross_process)),
        logger(log),
        front(options.front_entries),
        rejected(options.negative_entries) {}

  Answer answer(const Question& question, std::string_view token, TokenValidator& validator);
  std::optional<Answer> recall(const Question& question);
  Answer ask_in_turn(const Question& question, std::string_view token, TokenValidator& validator);
  std::optional<Answer> look_in_shared(const Question& question);
  Answer ask(const Question& question, std::string_view token, TokenValidator& validator);

  TimePoint now() const { return options.clock ? options.clock() : Clock::now(); }
  bool remembers() const { return options.time_to_live.count() > 0; }
  bool shares() const { return shared != nullptr && remembers(); }
  /// Beyond token_cache_time from now lies what was remembered before the clock was set back.
  bool is_good(TimePoint good_until, TimePoint at) const {
    return at < good_until && good_until <= at + options.time_to_live;
  }
  static Answer of_token(const Question& question, std::shared_ptr<const Token> token, TimePoint at) {
    if (token->expires_at <= at && !question.allow_expired) return {Outcome::kInvalid};
    return {Outcome::kValid, std::move(token)};
  }
  TimePoint good_until(const Token& token, TimePoint at) const {
    const TimePoint longest = at + options.time_to_live;
    // One that is expired was asked for as such, and stays what it is.
    return token.expires_at <= at ? longest : std::min(longest, token.expires_at);
  }
  void remember(const Digest& digest, std::shared_ptr<const Token> token, TimePoint good, TimePoint at);
  void remember_rejected(const Question& question, TimePoint at);
  void share(const Digest& digest, TimePoint good, TimePoint at, std::string_view body);
  void land(const Question& question, Flight& flight, std::optional<Answer> answer) noexcept;

  const Options options;
  const std::shared_ptr<SharedCache> shared;
  const std::shared_ptr<CrossProcessLock> locks;
  Logger& logger;
  StripedLru<Digest, Known, DigestHash> front;
  StripedLru<Question, TimePoint, QuestionHash> rejected;
  std::mutex flights_mutex;
  std::unordered_map<Question, std::shared_ptr<Flight>, QuestionHash> flights;

  std::atomic<bool> said_unshared = false;
  std::atomic<std::uint64_t> front_hits = 0;
  std::atomic<std::uint64_t> shared_hits = 0;
  std::atomic<std::uint64_t> asked = 0;
  std::atomic<std::uint64_t> waited = 0;
  std::atomic<std::uint64_t> rejections = 0;
  std::atomic<std::uint64_t> unshared = 0;
};

std::optional<Answer> TokenCache::State::recall(const Question& question) {
  if (!remembers()) return std::nullopt;
  const TimePoint at = now();
  if (auto known = front.find(question.token); known && is_good(known->good_until, at)) {
    front_hits.fetch_add(1, std::memory_order_relaxed);
    count(options.metrics, Counter::kTokenFrontHits);
    return of_token(question, std::move(known->token), at);
  }
  const auto until = rejected.find(question);
  if (until && at < *until && *until <= at + options.negative_time_to_live) {
    rejections.fetch_add(1, std::memory_order_relaxed);
    count(options.metrics, Counter::kTokenNegativeHits);
    return Answer{Outcome::kInvalid};
  }
  return std::nullopt;
}

void TokenCache::State::remember(const Digest& digest, std::shared_ptr<const Token> token, TimePoint good,
                                 TimePoint at) {
  front.put(digest, {std::move(token), good}, [at](const Known& known) { return known.good_until <= at; });
}

void TokenCache::State::remember_rejected(const Question& question, TimePoint at) {
  if (!remembers() || options.negative_time_to_live.count() <= 0) return;
  rejected.put(question, at + options.negative_time_to_live, [at](TimePoint until) { return until <= at; });
}

void TokenCache::State::share(const Digest& digest, TimePoint good, TimePoint at, std::string_view body) {
  if (!shares()) return;
  const auto time_to_live = std::chrono::floor<std::chrono::seconds>(good - at);
  if (time_to_live.count() <= 0) return;
  if (shared->set(shared_key(digest), shared_value(good, body), time_to_live)) return;
  unshared.fetch_add(1, std::memory_order_relaxed);
  count(options.metrics, Counter::kTokenRefused);
  if (said_unshared.exchange(true)) return;
  logger.log(LogLevel::kInfo, kLogName,
             "CEIL0230: the shared cache did not take a token's data of " + std::to_string(body.size()) +
                 " bytes: this process alone remembers it; such are counted and not mentioned again");
}

std::optional<Answer> TokenCache::State::look_in_shared(const Question& question) {
  if (!shares()) return std::nullopt;
  const std::string key = shared_key(question.token);
  const auto value = shared->get(key);
  if (!value) return std::nullopt;
  const TimePoint at = now();
  const auto entry = parse_shared(*value);
  const TimePoint latest = at + options.time_to_live;
  if (entry && (entry->good_until <= at || entry->good_until > latest + kClockSkew)) return std::nullopt;
  auto token = entry ? parse_token(entry->body) : Error{"its form is another's"};
  if (!token) {
    logger.log(LogLevel::kWarning, kLogName,
               "CEIL0231: an entry of the shared token cache cannot be read and is removed: " + token.error().message);
    shared->remove(key);
    return std::nullopt;
  }
  shared_hits.fetch_add(1, std::memory_order_relaxed);
  count(options.metrics, Counter::kTokenSharedHits);
  remember(question.token, *token, std::min(entry->good_until, latest), at);
  return of_token(question, *std::move(token), at);
}

Answer TokenCache::State::ask(const Question& question, std::string_view token, TokenValidator& validator) {
  asked.fetch_add(1, std::memory_order_relaxed);
  count(options.metrics, Counter::kTokenMisses);
  Validation said = validator.validate(token, question.allow_expired);
  const TimePoint at = now();
  switch (said.outcome) {
    case Outcome::kUnavailable:
      return {Outcome::kUnavailable, nullptr, std::move(said.reason)};
    case Outcome::kInvalid:
      // What was valid before may have been revoked: nothing that says otherwise may stay.
      front.erase(question.token);
      remember_rejected(question, at);
      return {Outcome::kInvalid};
    case Outcome::kValid:
      break;
  }
  auto parsed = parse_token(said.body);
  if (!parsed) return {Outcome::kUnavailable, nullptr, "Keystone's answer about a token: " + parsed.error().message};
  Answer answer = of_token(question, *std::move(parsed), at);
  if (answer.outcome == Outcome::kInvalid) {
    remember_rejected(question, at);  // Keystone's clock is behind ours
  } else if (remembers()) {
    const TimePoint good = good_until(*answer.token, at);
    remember(question.token, answer.token, good, at);
    share(question.token, good, at, said.body);
  }
  return answer;
}

/// Asks while the other processes wait, or finds that one of them has asked meanwhile.
Answer TokenCache::State::ask_in_turn(const Question& question, std::string_view token, TokenValidator& validator) {
  if (auto known = recall(question)) return *std::move(known);  // a flight has landed since we looked
  if (auto known = look_in_shared(question)) return *std::move(known);
  // Without a shared cache there is nothing to be had from another process's turn.
  const Turn turn(shares() ? locks.get() : nullptr, leading_bits(question.token), options.patience);
  if (locks != nullptr) {
    if (auto known = look_in_shared(question)) return *std::move(known);
  }
  return ask(question, token, validator);
}

void TokenCache::State::land(const Question& question, Flight& flight, std::optional<Answer> answer) noexcept {
  const std::lock_guard lock(flights_mutex);
  flight.answer = std::move(answer);
  flight.over = true;
  flights.erase(question);
  flight.landed.notify_all();
}

Answer TokenCache::State::answer(const Question& question, std::string_view token, TokenValidator& validator) {
  if (auto known = recall(question)) return *std::move(known);
  const auto give_up = std::chrono::steady_clock::now() + options.patience;
  const auto mine = std::make_shared<Flight>();
  for (;;) {
    std::unique_lock lock(flights_mutex);
    const auto [found, first] = flights.try_emplace(question, mine);
    if (first) break;
    const auto others = found->second;
    // Without an answer in time everybody asks for himself; with none at all, the next one asks for all.
    if (!others->landed.wait_until(lock, give_up, [&] { return others->over; })) {
      lock.unlock();
      return ask(question, token, validator);
    }
    if (others->answer) {
      waited.fetch_add(1, std::memory_order_relaxed);
      count(options.metrics, Counter::kTokenJoined);
      return *others->answer;
    }
  }
  try {
    Answer found = ask_in_turn(question, token, validator);
    land(question, *mine, found);
    return found;
  } catch (...) {
    land(question, *mine, std::nullopt);
    throw;
  }
}

TokenCache::TokenCache(Options options, std::shared_ptr<SharedCache> shared, std::shared_ptr<CrossProcessLock> locks,
                       Logger& logger)
    : state_(std::make_unique<State>(std::move(options), std::move(shared), std::move(locks), logger)) {}

TokenCache::~TokenCache() = default;

TokenCache::Answer TokenCache::get(std::string_view token, bool allow_expired, TokenValidator& validator) {
  return state_->answer({digest_of(state_->options.audience, token), allow_expired}, token, validator);
}

TokenCache::Figures TokenCache::figures() const noexcept {
  const auto read = [](const std::atomic<std::uint64_t>& figure) { return figure.load(std::memory_order_relaxed); };
  const State& state = *state_;
  return {read(state.front_hits), read(state.shared_hits), read(state.asked),
          read(state.waited),     read(state.rejections),  read(state.unshared)};
}

}  // namespace ceilometer::identity
