#include "bench/syncs.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace ceilometer::test {

Syncs::Syncs(HttpdServer& server) : probe_(nullptr) {
  const auto path = server.write("syncs", std::string(sizeof(SyncProbe), '\0'));
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) throw std::runtime_error("cannot open " + path);
  void* mapped = ::mmap(nullptr, sizeof(SyncProbe), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (mapped == MAP_FAILED) throw std::runtime_error("cannot map " + path);
  probe_ = static_cast<SyncProbe*>(mapped);
  server.environment("LD_PRELOAD=" BENCH_SYNC_PROBE);
  server.environment("CEILOMETER_BENCH_SYNCS=" + path);
}

Syncs::~Syncs() { ::munmap(probe_, sizeof(SyncProbe)); }

long Syncs::count() const { return __atomic_load_n(&probe_->count, __ATOMIC_RELAXED); }

void Syncs::take_at_least(std::chrono::nanoseconds time) {
  __atomic_store_n(&probe_->least, static_cast<long>(time.count()), __ATOMIC_RELAXED);
}

}  // namespace ceilometer::test
