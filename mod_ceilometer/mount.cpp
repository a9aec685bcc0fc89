#include "mount.hpp"

#include "base/strings.hpp"

namespace ceilometer::httpd {

Result<std::string> parse_mount(std::string_view prefix) {
  if (prefix.empty() || prefix.front() != '/') return Error{"a URL prefix begins with /"};
  if (prefix.find_first_of("?#%\\") != std::string_view::npos) {
    return Error{"a URL prefix is a decoded path, without ? # % and \\"};
  }
  for (const char c : prefix) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return Error{"a URL prefix has no white space"};
  }
  if (prefix.back() == '/') prefix.remove_suffix(1);
  if (prefix.empty()) return std::string();
  for (const auto segment : split(prefix.substr(1), '/')) {
    // httpd merges slashes and resolves dots before it asks us: such a prefix would never match.
    if (segment.empty()) return Error{"a URL prefix has no empty segment"};
    if (segment == "." || segment == "..") return Error{"a URL prefix has no . or .. segment"};
  }
  return std::string(prefix);
}

std::optional<std::string_view> below_mount(std::string_view mount, std::string_view path) {
  if (path.empty() || path.front() != '/' || !path.starts_with(mount)) return std::nullopt;
  const auto rest = path.substr(mount.size());
  if (!rest.empty() && rest.front() != '/') return std::nullopt;
  return rest;
}

}  // namespace ceilometer::httpd
