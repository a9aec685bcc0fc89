#include "memcache.hpp"

#include <new>

namespace ceilometer::httpd {
namespace {

/// A memcached takes 1 MiB with what it keeps beside the value, unless it is told otherwise.
constexpr std::size_t kLongestValue = 1'000'000;

/// FNV-1a: every process of every machine must find the same server.
std::uint64_t hash_of(std::string_view key) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return hash;
}

}  // namespace

Result<std::shared_ptr<SharedCache>> Memcache::make(const MemcacheOptions& options, Logger& logger) {
  const std::shared_ptr<Memcache> client(new Memcache);
  for (const auto& text : options.servers) {
    auto server = parse_memcache_server(text);
    if (!server) return server.error();
    client->nodes_.push_back(std::make_unique<MemcacheNode>(*std::move(server), options, logger));
  }
  if (client->nodes_.empty()) return Error{"no server is named"};
  return std::shared_ptr<SharedCache>(client);
}

MemcacheNode* Memcache::node_of(std::string_view key) {
  if (!is_memcache_key(key)) return nullptr;
  const std::uint64_t hash = hash_of(key);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    MemcacheNode& node = *nodes_[(hash + i) % nodes_.size()];
    if (!node.is_dead()) return &node;
  }
  return nullptr;
}

std::optional<std::string> Memcache::get(std::string_view key) noexcept {
  try {
    if (MemcacheNode* node = node_of(key); node != nullptr) {
      auto found = node->with_connection<std::optional<std::string>>(
          [&](MemcacheConnection& connection, MemcacheConnection::Deadline end) { return connection.get(key, end); });
      if (found && *found) {
        hits_.fetch_add(1, std::memory_order_relaxed);
        return **std::move(found);
      }
    }
  } catch (const std::bad_alloc&) {
    // As if it were not there.
  }
  misses_.fetch_add(1, std::memory_order_relaxed);
  return std::nullopt;
}

bool Memcache::set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live) noexcept {
  try {
    // memcached keeps for ever what has no time to live.
    MemcacheNode* node = value.size() <= kLongestValue && time_to_live.count() > 0 ? node_of(key) : nullptr;
    if (node != nullptr) {
      const auto stored =
          node->with_connection<bool>([&](MemcacheConnection& connection, MemcacheConnection::Deadline end) {
            return connection.set(key, value, time_to_live, end);
          });
      if (stored && *stored) {
        stored_.fetch_add(1, std::memory_order_relaxed);
        return true;
      }
    }
  } catch (const std::bad_alloc&) {
    // Counted as refused.
  }
  refused_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void Memcache::remove(std::string_view key) noexcept {
  try {
    MemcacheNode* node = node_of(key);
    if (node == nullptr) return;
    static_cast<void>(node->with_connection<void>(
        [&](MemcacheConnection& connection, MemcacheConnection::Deadline end) { return connection.remove(key, end); }));
  } catch (const std::bad_alloc&) {
    return;  // it will end by its time to live
  }
}

SharedCache::Figures Memcache::figures() const noexcept {
  return {hits_.load(std::memory_order_relaxed), misses_.load(std::memory_order_relaxed),
          stored_.load(std::memory_order_relaxed), refused_.load(std::memory_order_relaxed)};
}

}  // namespace ceilometer::httpd
