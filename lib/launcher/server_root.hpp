#pragma once

#include <string>

#include "base/result.hpp"

namespace ceilometer::launcher {

/// The private httpd's directory: httpd.conf, run/, logs/. Readable for its owner only, for its configuration may hold
/// what was given with --set.
class ServerRoot {
 public:
  /// A fresh directory below TMPDIR (or /tmp), removed with everything in it at the end.
  static Result<ServerRoot> temporary();
  /// That directory, made where it is not there, and left there.
  static Result<ServerRoot> at(const std::string& path);

  ~ServerRoot();
  ServerRoot(ServerRoot&& other) noexcept;
  ServerRoot& operator=(ServerRoot&&) = delete;
  ServerRoot(const ServerRoot&) = delete;
  ServerRoot& operator=(const ServerRoot&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

  /// Writes a file that only its owner can read, or run where `executable`; under another name first, so that nobody
  /// sees half of it.
  Result<void> write(const std::string& name, const std::string& text, bool executable = false) const;
  /// Whether a file of that name is there that nobody here has written (kMark).
  bool is_foreign(const std::string& name) const;
  /// Gives one of its files the name of another.
  Result<void> rename(const std::string& from, const std::string& to) const;

 private:
  ServerRoot(std::string path, bool remove) : path_(std::move(path)), remove_(remove) {}
  Result<void> make_directories() const;

  std::string path_;
  bool remove_;
};

}  // namespace ceilometer::launcher
