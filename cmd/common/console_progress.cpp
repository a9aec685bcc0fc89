#include "cmd/common/console_progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace ceilometer::cmd {

namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kLine{10};
constexpr int kBarWidth = 30;
constexpr int kPercent = 100;

std::string duration(std::chrono::seconds time) {
  constexpr int kMinute = 60;
  constexpr int kHour = 3600;
  const auto seconds = time.count();
  if (seconds < kMinute) return std::to_string(seconds) + " s";
  if (seconds < kHour) return std::to_string(seconds / kMinute) + " min " + std::to_string(seconds % kMinute) + " s";
  return std::to_string(seconds / kHour) + " h " + std::to_string(seconds % kHour / kMinute) + " min";
}

}  // namespace

ConsoleProgress::ConsoleProgress() : ConsoleProgress(std::cerr, ::isatty(STDERR_FILENO) == 1) {}

ConsoleProgress::~ConsoleProgress() {
  // Work that was broken off leaves its bar standing; what is printed next gets a line of its own.
  if (running_ && watched_) out_ << "\n";
}

void ConsoleProgress::begin(std::string_view what, std::string_view units, std::optional<std::int64_t> total) {
  what_ = what;
  units_ = units;
  total_ = total;
  done_ = 0;
  running_ = true;
  begun_ = std::chrono::steady_clock::now();
  draw(begun_);
}

void ConsoleProgress::advance(std::int64_t count) {
  done_ += count;
  const auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < (watched_ ? std::chrono::milliseconds(kRedraw) : std::chrono::milliseconds(kLine))) return;
  draw(now);
}

void ConsoleProgress::end() {
  if (!running_) return;
  const auto now = std::chrono::steady_clock::now();
  draw(now);
  if (watched_) out_ << "\n";
  running_ = false;
}

std::string ConsoleProgress::state(Time now) const {
  const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now - begun_);
  std::string text = std::to_string(done_);
  if (total_) text += " of " + std::to_string(*total_);
  text += " " + units_;
  if (total_ && *total_ > 0) {
    text += ", " + std::to_string(std::min<std::int64_t>(kPercent, done_ * kPercent / *total_)) + "%";
  }
  if (elapsed.count() > 0) text += ", " + duration(elapsed);
  if (total_ && done_ > 0 && done_ < *total_ && elapsed.count() > 0) {
    const auto left =
        static_cast<double>(elapsed.count()) * static_cast<double>(*total_ - done_) / static_cast<double>(done_);
    text += ", " + duration(std::chrono::seconds(static_cast<std::int64_t>(left))) + " left";
  }
  return text;
}

void ConsoleProgress::draw(Time now) {
  drawn_ = now;
  std::string line;
  if (watched_) {
    line = "\r\033[K" + what_ + " ";
    if (total_ && *total_ > 0) {
      const auto full = static_cast<std::size_t>(std::min<std::int64_t>(kBarWidth, done_ * kBarWidth / *total_));
      line += "[" + std::string(full, '#') + std::string(kBarWidth - full, '.') + "] ";
    }
    line += state(now);
  } else {
    line = what_ + ": " + state(now) + "\n";
  }
  out_ << line << std::flush;
}

}  // namespace ceilometer::cmd
