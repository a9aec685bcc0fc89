#include "bench/committing.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace ceilometer::test {

Committing::Committing(const std::string& path, const std::string& minute, int per_second)
    : samples_(path, 10, minute),
      pause_(1'000'000 / per_second),
      thread_([this](std::stop_token stopped) { run(std::move(stopped)); }) {}

Committing::~Committing() { thread_.request_stop(); }

void Committing::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void Committing::run(std::stop_token stopped) {
  try {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    auto next = std::chrono::steady_clock::now();
    while (!stopped.stop_requested()) {
      samples_.write();
      next += pause_;
      never.wait_until(lock, stopped, next, [] { return false; });
    }
  } catch (...) {
    error_ = std::current_exception();
  }
}

}  // namespace ceilometer::test
