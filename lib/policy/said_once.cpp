#include "policy/said_once.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <functional>
#include <new>

namespace ceilometer::policy {

SaidOnce::SaidOnce() {
  void* memory = ::mmap(nullptr, sizeof(Slots), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    slots_ = std::make_shared<Slots>();
  } else {
    slots_ = std::shared_ptr<Slots>(new (memory) Slots{}, [](Slots* slots) { ::munmap(slots, sizeof(Slots)); });
  }
}

bool SaidOnce::is_news(Topic topic, std::string_view what) noexcept {
  // Zero is a slot about which nothing was said.
  const std::uint64_t hash = std::max<std::uint64_t>(std::hash<std::string_view>{}(what), 1);
  return (*slots_)[static_cast<std::size_t>(topic)].exchange(hash) != hash;
}

void SaidOnce::forget(Topic topic) noexcept { (*slots_)[static_cast<std::size_t>(topic)].store(0); }

bool SaidOnce::is_due(Topic topic, std::chrono::seconds silence) noexcept {
  // The machine's clock since it was started: the same in all processes, and not zero.
  const auto now = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count() + 1);
  auto& slot = (*slots_)[static_cast<std::size_t>(topic)];
  std::uint64_t last = slot.load();
  return (last == 0 || now >= last + static_cast<std::uint64_t>(silence.count())) &&
         slot.compare_exchange_strong(last, now);
}

}  // namespace ceilometer::policy
