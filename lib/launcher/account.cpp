#include "launcher/account.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <vector>

namespace ceilometer::launcher {

namespace {

constexpr std::array kUsualUsers = {"www-data", "apache", "wwwrun", "http", "daemon", "nobody"};

struct Found {
  uid_t uid;
  gid_t gid;
};

std::optional<Found> find_user(const std::string& name) {
  std::array<char, 16384> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
  return Found{found->pw_uid, found->pw_gid};
}

bool group_exists(const std::string& name) {
  std::array<char, 65536> buffer;
  group entry{};
  group* found = nullptr;
  return ::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
}

std::string default_user() {
  const char* set = std::getenv("APACHE_RUN_USER");
  if (set != nullptr && *set != '\0') return set;
  for (const char* name : kUsualUsers) {
    if (find_user(name)) return name;
  }
  return {};
}

}  // namespace

Result<Account> choose_account(const std::string& user, const std::string& group) {
  if (::geteuid() != 0) {
    if (user.empty() && group.empty()) return Account{};
    return Error{(user.empty() ? "--group" : "--user") +
                 std::string(": only root can choose; the API runs as the user who starts it")};
  }
  Account account{user.empty() ? default_user() : user, group};
  const auto found = find_user(account.user);
  if (!found) {
    return Error{account.user.empty() ? "--user: root has to name one, since httpd does not serve with root's rights"
                                      : "--user: there is no user " + account.user};
  }
  if (found->uid == 0) return Error{"--user: httpd does not serve with root's rights: name another user than root"};
  if (account.group.empty()) account.group = "#" + std::to_string(found->gid);
  if (account.group.front() != '#' && !group_exists(account.group)) {
    return Error{"--group: there is no group " + account.group};
  }
  return account;
}

}  // namespace ceilometer::launcher
