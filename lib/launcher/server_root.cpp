#include "launcher/server_root.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include "launcher/plan.hpp"

namespace ceilometer::launcher {

namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwner = 0700;

Error cannot(const std::string& what, const std::string& path) {
  return {"cannot " + what + " " + path + ": " + std::strerror(errno)};
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<ServerRoot> ServerRoot::temporary() {
  const char* base = std::getenv("TMPDIR");
  std::string name = std::string(base != nullptr && *base == '/' ? base : "/tmp") + "/ceilometer-api-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) return cannot("make a directory like", name);
  ServerRoot root(name, true);
  if (auto made = root.make_directories(); !made) return made.error();
  return root;
}

Result<ServerRoot> ServerRoot::at(const std::string& path) {
  const std::string absolute = fs::absolute(path).lexically_normal().string();
  ServerRoot root(absolute.size() > 1 && absolute.back() == '/' ? absolute.substr(0, absolute.size() - 1) : absolute,
                  false);
  if (::mkdir(root.path().c_str(), kOwner) != 0 && errno != EEXIST) return cannot("make the directory", root.path());
  if (auto made = root.make_directories(); !made) return made.error();
  return root;
}

ServerRoot::ServerRoot(ServerRoot&& other) noexcept
    : path_(std::move(other.path_)), remove_(std::exchange(other.remove_, false)) {}

ServerRoot::~ServerRoot() {
  if (!remove_) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Result<void> ServerRoot::make_directories() const {
  for (const char* name : {"run", "logs"}) {
    if (::mkdir(file(name).c_str(), kOwner) != 0 && errno != EEXIST) return cannot("make the directory", file(name));
  }
  return {};
}

Result<void> ServerRoot::write(const std::string& name, const std::string& text, bool executable) const {
  const std::string fresh = file(name + ".part");
  const mode_t mode = executable ? kOwner : 0600;
  const int out = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (out < 0) return cannot("write", fresh);
  const bool written = write_all(out, text) && ::fchmod(out, mode) == 0;
  const int error = errno;
  if (::close(out) != 0 || !written) {
    if (!written) errno = error;
    return cannot("write", fresh);
  }
  return rename(name + ".part", name);
}

bool ServerRoot::is_foreign(const std::string& name) const {
  std::ifstream text(file(name));
  std::string line;
  if (!std::getline(text, line)) return false;
  if (line.starts_with("#!")) std::getline(text, line);
  return !line.starts_with(kMark);
}

Result<void> ServerRoot::rename(const std::string& from, const std::string& to) const {
  if (::rename(file(from).c_str(), file(to).c_str()) != 0) return cannot("write", file(to));
  return {};
}

}  // namespace ceilometer::launcher
