#include "support/temp_dir.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

namespace ceilometer::test {

TempDir::TempDir() {
  const char* base = std::getenv("TMPDIR");
  std::string name = std::string(base != nullptr ? base : "/tmp") + "/ceilometer-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a directory like " + name);
  root_ = name;
  ::chmod(root_.c_str(), 0755);
  give_to_server(root_);
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string server_user() {
  return ::geteuid() == 0 && ::getpwnam("www-data") != nullptr ? std::string("www-data") : std::string();
}

void give_to_server(const std::string& path) {
  if (server_user().empty()) return;
  const passwd* user = ::getpwnam(server_user().c_str());
  if (::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("cannot chown " + path);
}

}  // namespace ceilometer::test
