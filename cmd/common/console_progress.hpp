#pragma once

#include <chrono>
#include <ostream>
#include <string>

#include "base/ports/progress.hpp"

namespace ceilometer::cmd {

/// Progress on stderr: a bar that is drawn over itself where that is a terminal, else a line when a stage begins, every
/// ten seconds, and when it ends. One thread.
class ConsoleProgress final : public Progress {
 public:
  ConsoleProgress();
  /// Elsewhere than on stderr, which must outlive it; `watched`: as on a terminal.
  ConsoleProgress(std::ostream& out, bool watched) : out_(out), watched_(watched) {}
  ~ConsoleProgress() override;
  ConsoleProgress(const ConsoleProgress&) = delete;
  ConsoleProgress& operator=(const ConsoleProgress&) = delete;

  void begin(std::string_view what, std::string_view units, std::optional<std::int64_t> total) override;
  void advance(std::int64_t count) override;
  void end() override;

 private:
  using Time = std::chrono::steady_clock::time_point;

  std::string state(Time now) const;
  void draw(Time now);

  std::ostream& out_;
  const bool watched_;
  bool running_ = false;
  std::string what_;
  std::string units_;
  std::optional<std::int64_t> total_;
  std::int64_t done_ = 0;
  Time begun_;
  Time drawn_;
};

}  // namespace ceilometer::cmd
