#include "config/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace ceilometer::config {

namespace {

Error failure(const std::string& path, int error) {
  return {path + ": it cannot be read: " + std::generic_category().message(error) + "."};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
  // O_NONBLOCK: a FIFO in the place of a file must not hang the start; it is refused below.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return failure(path, errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return failure(path, errno);
  if (!S_ISREG(status.st_mode)) return Error{path + ": it is not a regular file."};

  // The file may grow while it is read, so the limit is checked on what arrives.
  std::string text;
  std::size_t used = 0;
  for (;;) {
    text.resize(used + 65536);
    const ssize_t n = ::read(file.get(), text.data() + used, text.size() - used);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failure(path, errno);
    if (n == 0) break;
    used += static_cast<std::size_t>(n);
    if (used > kMaxFileSize) return Error{path + ": it is larger than 8 MiB."};
  }
  text.resize(used);
  return text;
}

Result<std::vector<std::string>> list_files(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::directory_iterator entry(directory, error);
  if (error) return failure(directory, error.value());
  std::vector<std::string> names;
  while (entry != fs::directory_iterator()) {
    const std::string name = entry->path().filename().string();
    std::error_code unknown;
    // What is there but cannot be examined (a dangling link) is listed, so that reading it says why.
    if (name.front() != '.' && !entry->is_directory(unknown)) names.push_back(name);
    entry.increment(error);
    if (error) return failure(directory, error.value());
  }
  std::sort(names.begin(), names.end());
  for (std::string& name : names) name = (fs::path(directory) / name).string();
  return names;
}

}  // namespace ceilometer::config
