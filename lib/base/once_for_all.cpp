#include "base/once_for_all.hpp"

#include <sys/mman.h>

#include <new>

namespace ceilometer {

OnceForAll::OnceForAll() {
  using Flag = std::atomic<bool>;
  void* memory = ::mmap(nullptr, sizeof(Flag), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    done_ = std::make_shared<Flag>(false);
  } else {
    done_ = std::shared_ptr<Flag>(new (memory) Flag(false), [](Flag* flag) { ::munmap(flag, sizeof(Flag)); });
  }
}

}  // namespace ceilometer
