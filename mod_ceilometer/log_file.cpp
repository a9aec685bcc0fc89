#include "log_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

namespace ceilometer::httpd {
namespace {

// As httpd's own logs on Debian: the group reads, nobody else does.
constexpr mode_t kMode = 0640;

const char* word_of(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "DEBUG";
    case LogLevel::kInfo:
      return "INFO";
    case LogLevel::kWarning:
      return "WARNING";
    case LogLevel::kError:
      return "ERROR";
    case LogLevel::kCritical:
      return "CRITICAL";
  }
  return "CRITICAL";
}

Error cannot_open(const std::string& path, int error) {
  return Error{"[DEFAULT] log_file: cannot open " + path + " for appending: " + std::strerror(error)};
}

}  // namespace

std::string log_line(timespec when, long process, LogLevel level, std::string_view name, std::string_view message) {
  std::tm local{};
  localtime_r(&when.tv_sec, &local);
  std::array<char, 32> time{};
  std::strftime(time.data(), time.size(), "%Y-%m-%d %H:%M:%S", &local);
  const std::string milliseconds = std::to_string(1000 + when.tv_nsec / 1000000).substr(1);

  std::string line(time.data());
  line.append(".").append(milliseconds).append(" ").append(std::to_string(process)).append(" ");
  line.append(word_of(level)).append(" ").append(name).append(" [-] ");
  for (const char c : message) line.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c);
  line.push_back('\n');
  return line;
}

Result<void> LogFile::check(const std::string& path) {
  if (::access(path.c_str(), W_OK) == 0) return {};
  if (errno != ENOENT) return cannot_open(path, errno);
  const auto slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (::access(directory.c_str(), W_OK | X_OK) != 0) return cannot_open(path, errno);
  return {};
}

Result<std::unique_ptr<LogFile>> LogFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
  if (descriptor < 0) return cannot_open(path, errno);
  return std::unique_ptr<LogFile>(new LogFile(descriptor));
}

LogFile::~LogFile() { ::close(descriptor_); }

void LogFile::write(LogLevel level, std::string_view name, std::string_view message) const noexcept {
  try {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    const auto line = log_line(now, ::getpid(), level, name, message);
    // A full disk must not stop a request, and there is nowhere left to complain.
    [[maybe_unused]] const auto written = ::write(descriptor_, line.data(), line.size());
  } catch (...) {
    // No memory for a line: the next one may fit.
    return;
  }
}

}  // namespace ceilometer::httpd
