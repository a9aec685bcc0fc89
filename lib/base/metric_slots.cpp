#include "base/metric_slots.hpp"

#include <cerrno>
#include <csignal>
#include <new>

namespace ceilometer {

namespace {

using SystemClock = std::chrono::system_clock;

constexpr std::size_t kCacheLine = 64;
constexpr std::uint64_t kMark = 0x4345494c4d455432;

bool lives(pid_t pid) { return pid != 0 && (::kill(pid, 0) == 0 || errno != ESRCH); }

SystemClock::time_point from_seconds(const std::atomic<std::int64_t>& seconds) {
  return SystemClock::time_point(std::chrono::seconds(seconds.load(std::memory_order_relaxed)));
}

std::int64_t to_seconds(SystemClock::time_point time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

void* aligned(void* memory) {
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  return static_cast<char*>(memory) + (kCacheLine - address % kCacheLine) % kCacheLine;
}

template <class From, class Cells>
void add_all(const From& from, Cells& to) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i].load(std::memory_order_relaxed);
}

/// Of two records the one that was made later.
void take_later(const MetricCells::Summaries& from, MetricTotals::Summaries& to) {
  const std::uint64_t recorded = from.recorded.load(std::memory_order_acquire);
  if (recorded <= to.recorded) return;
  to = {recorded, from.are_there.load(std::memory_order_relaxed), from.folded_before.load(std::memory_order_relaxed),
        from.marked_chunks.load(std::memory_order_relaxed)};
}

}  // namespace

/// Not constructed: zeros are what it begins with, and what nobody has used yet takes no memory.
struct alignas(kCacheLine) MetricSlots::Slot {
  std::atomic<pid_t> owner;
  std::atomic<std::uint64_t> generation;  ///< of who has it, or had it last
  MetricCells cells;
};

struct alignas(kCacheLine) MetricSlots::Table {
  std::uint64_t mark;
  std::uint64_t layout;
  std::uint64_t slots;
  std::atomic<std::uint64_t> used;  ///< slots that were ever claimed: the first so many
  std::atomic<std::int64_t> started;
  std::atomic<std::int64_t> loaded;
  std::atomic<std::uint64_t> generation;  ///< how often the configuration was read anew
};

static_assert(std::atomic<pid_t>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free);

std::size_t MetricSlots::size_for(std::size_t slots) { return kCacheLine + sizeof(Table) + slots * sizeof(Slot); }

MetricSlots MetricSlots::make(void* memory, std::size_t slots, std::uint64_t layout, SystemClock::time_point now) {
  void* place = aligned(memory);
  auto* table = new (place) Table{kMark, layout, slots, 0, to_seconds(now), to_seconds(now), 0};
  return MetricSlots(table);
}

MetricSlots MetricSlots::find(void* memory, std::size_t slots, std::uint64_t layout) {
  auto* table = static_cast<Table*>(aligned(memory));
  const bool same = table->mark == kMark && table->layout == layout && table->slots == slots;
  return same ? MetricSlots(table) : null();
}

MetricSlots::Slot* MetricSlots::begin() const noexcept { return reinterpret_cast<Slot*>(table_ + 1); }
MetricSlots::Slot* MetricSlots::end() const noexcept { return begin() + table_->used.load(); }

MetricCells* MetricSlots::claim(pid_t pid) noexcept {
  release(pid);  // an earlier process of that number
  const auto take = [pid, generation = table_->generation.load()](Slot& slot, pid_t from) {
    if (!slot.owner.compare_exchange_strong(from, pid)) return false;
    for (auto& gauge : slot.cells.gauges) gauge.store(0, std::memory_order_relaxed);
    if (slot.generation.load() != generation) {
      for (auto& summaries : slot.cells.summaries) summaries.recorded.store(0, std::memory_order_relaxed);
      slot.generation.store(generation);
    }
    return true;
  };
  for (std::uint64_t i = 0; i < table_->slots; ++i) {
    Slot& slot = begin()[i];
    if (!take(slot, 0)) continue;
    for (std::uint64_t used = table_->used.load(); used <= i;) {
      if (table_->used.compare_exchange_weak(used, i + 1)) break;
    }
    return &slot.cells;
  }
  // The host did not say of one that it is gone.
  for (Slot* slot = begin(); slot != end(); ++slot) {
    const pid_t owner = slot->owner.load();
    if (!lives(owner) && take(*slot, owner)) return &slot->cells;
  }
  return nullptr;
}

void MetricSlots::release(pid_t pid) noexcept {
  for (Slot* slot = begin(); slot != end(); ++slot) {
    pid_t owner = pid;
    slot->owner.compare_exchange_strong(owner, 0);
  }
}

MetricTotals MetricSlots::totals() const noexcept {
  MetricTotals totals{};
  const std::uint64_t generation = table_->generation.load();
  for (Slot* slot = begin(); slot != end(); ++slot) {
    const MetricCells& cells = slot->cells;
    for (std::size_t i = 0; i < kMaxRoutes; ++i) {
      add_all(cells.routes[i].by_status, totals.routes[i].by_status);
      add_all(cells.routes[i].by_duration, totals.routes[i].by_duration);
      totals.routes[i].nanoseconds += cells.routes[i].nanoseconds.load(std::memory_order_relaxed);
    }
    add_all(cells.counters, totals.counters);
    if (lives(slot->owner.load())) add_all(cells.gauges, totals.gauges);
    if (slot->generation.load() != generation) continue;
    for (std::size_t i = 0; i < kMaxSummaries; ++i) take_later(cells.summaries[i], totals.summaries[i]);
  }
  return totals;
}

std::size_t MetricSlots::processes() const noexcept {
  std::size_t number = 0;
  for (Slot* slot = begin(); slot != end(); ++slot) number += lives(slot->owner.load()) ? 1U : 0U;
  return number;
}

SystemClock::time_point MetricSlots::started() const noexcept { return from_seconds(table_->started); }
SystemClock::time_point MetricSlots::loaded() const noexcept { return from_seconds(table_->loaded); }
void MetricSlots::mark_loaded(SystemClock::time_point now) noexcept {
  table_->loaded.store(to_seconds(now));
  table_->generation.fetch_add(1);
}

}  // namespace ceilometer
