#pragma once

#include <chrono>
#include <exception>
#include <string>
#include <thread>

#include "bench/bulk_insert.hpp"

namespace ceilometer::test {

/// Somebody else who writes while this lives: ten samples in a transaction, so many of them a second. What it throws
/// comes out of stop().
class Committing {
 public:
  Committing(const std::string& path, const std::string& minute, int per_second);
  ~Committing();
  Committing(const Committing&) = delete;
  Committing& operator=(const Committing&) = delete;

  void stop();

 private:
  void run(std::stop_token stopped);

  BulkInsert samples_;
  const std::chrono::microseconds pause_;
  std::exception_ptr error_;
  std::jthread thread_;
};

}  // namespace ceilometer::test
