#pragma once

#include <string>

namespace ceilometer::test {

/// A directory of the test's own, removed at the end. Where tests run as root it belongs to httpd's user, so that its
/// children can write there.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& root() const { return root_; }
  std::string path(const std::string& name) const { return root_ + "/" + name; }

 private:
  std::string root_;
};

/// The user and group that httpd's children run as: "www-data" where tests run as root and there is one, else "".
std::string server_user();

/// Gives a file or directory to that user; does nothing where there is none.
void give_to_server(const std::string& path);

}  // namespace ceilometer::test
