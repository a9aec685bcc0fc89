#include "memcache_node.hpp"

#include <unistd.h>

#include <algorithm>

namespace ceilometer::httpd {
namespace {

constexpr std::string_view kLogName = "ceilometer.identity.cache";

std::string name_of(const MemcacheServer& server) {
  const bool bare = server.host.find(':') == std::string::npos;
  return (bare ? server.host : "[" + server.host + "]") + ":" + std::to_string(server.port);
}

}  // namespace

MemcacheNode::MemcacheNode(MemcacheServer server, const MemcacheOptions& options, Logger& logger)
    : server_(std::move(server)), name_(name_of(server_)), options_(options), logger_(logger) {
  idle_.reserve(static_cast<std::size_t>(std::max(options_.max_connections, 1)));
}

MemcacheNode::~MemcacheNode() {
  if (pid_ == getpid()) return;
  for (Idle& idle : idle_) static_cast<void>(idle.connection.release());
}

/// Called under the lock.
void MemcacheNode::forget_parents_connections() {
  const pid_t pid = getpid();
  if (pid == pid_) return;
  // To close them here would end the parent's, so they are lost on purpose.
  for (Idle& idle : idle_) static_cast<void>(idle.connection.release());
  idle_.clear();
  in_use_ = 0;
  pid_ = pid;
}

bool MemcacheNode::is_dead() {
  const std::lock_guard lock(mutex_);
  return buried_ && std::chrono::steady_clock::now() < dead_until_;
}

Result<MemcacheNode::Lease> MemcacheNode::acquire() {
  const auto begun = std::chrono::steady_clock::now();
  std::vector<Idle> unused;  // closed after the lock is released
  std::unique_lock lock(mutex_);
  forget_parents_connections();
  if (buried_ && begun < dead_until_) return Error{name_ + " is not asked for a while"};
  // The first one to ask again does so alone; the others go on as if nothing had changed until it knows.
  if (buried_) dead_until_ = begun + options_.socket_timeout;
  const int most = std::max(options_.max_connections, 1);
  if (!freed_.wait_until(lock, begun + options_.connection_wait, [&] { return in_use_ < most; })) {
    return Error{"all connections to " + name_ + " are in use"};
  }
  ++in_use_;
  const auto now = std::chrono::steady_clock::now();
  const auto deadline = now + options_.socket_timeout;
  while (!idle_.empty()) {
    Idle idle = std::move(idle_.back());
    idle_.pop_back();
    if (now - idle.since < options_.unused_timeout) return Lease{std::move(idle.connection), deadline, true};
    unused.push_back(std::move(idle));
  }
  lock.unlock();
  unused.clear();
  try {
    auto connection = MemcacheConnection::open(server_, deadline);
    if (connection) return Lease{*std::move(connection), deadline, false};
    free_slot();
    bury(connection.error());
    return connection.error();
  } catch (...) {
    free_slot();
    throw;
  }
}

void MemcacheNode::free_slot() noexcept {
  {
    const std::lock_guard lock(mutex_);
    --in_use_;
  }
  freed_.notify_one();
}

void MemcacheNode::give_back(Lease&& lease) {
  bool risen = false;
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back({std::move(lease.connection), std::chrono::steady_clock::now()});
    risen = std::exchange(buried_, false);
    --in_use_;
  }
  freed_.notify_one();
  if (risen) logger_.log(LogLevel::kInfo, kLogName, "CEIL0232: memcached " + name_ + " answers again");
}

void MemcacheNode::give_up(Lease& lease) noexcept {
  lease.connection.reset();
  if (lease.reused) {
    // Where one was closed by the other side, all of that age were.
    const std::lock_guard lock(mutex_);
    idle_.clear();
  }
  free_slot();
}

void MemcacheNode::bury(const Error& error) {
  bool known = false;
  {
    const std::lock_guard lock(mutex_);
    known = std::exchange(buried_, true);
    dead_until_ = std::chrono::steady_clock::now() + options_.dead_retry;
  }
  if (known) return;
  logger_.log(LogLevel::kWarning, kLogName,
              "CEIL0233: memcached " + name_ + ": " + error.message + "; it is asked again every " +
                  std::to_string(options_.dead_retry.count()) + " s");
}

}  // namespace ceilometer::httpd
