#pragma once

#include <string>

#include "base/result.hpp"

namespace ceilometer::launcher {

/// Whose rights httpd's children have; both "" where they are the caller's.
struct Account {
  std::string user;
  std::string group;
};

/// Only root can choose, and has to: httpd refuses to serve with root's rights. Where root names nobody, the first of
/// APACHE_RUN_USER and the users that distributions have for httpd. The group's default is the user's own.
Result<Account> choose_account(const std::string& user, const std::string& group);

}  // namespace ceilometer::launcher
