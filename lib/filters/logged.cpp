#include "filters/logged.hpp"

#include <array>

#include "base/strings.hpp"

namespace ceilometer::filters {
namespace {

constexpr std::size_t kLongest = 1024;

// Parts of names rather than names: X-Auth-Token, X-Service-Token, X-Subject-Token, X-Storage-Token and whatever a
// proxy in front adds of that kind.
constexpr std::array<std::string_view, 9> kSecretParts = {"token", "authoriz", "authentic", "cookie", "secret",
                                                          "passw", "credent",  "signature", "key"};

bool is_secret(std::string_view name) {
  const auto lower = to_lower(name);
  for (const auto part : kSecretParts) {
    if (lower.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out(text.substr(0, kLongest));
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = '?';
  }
  if (text.size() > kLongest) out += "...";
  return out;
}

std::string logged(const http::Request& request) {
  std::string out = printable(request.method) + " " + printable(request.script_name + request.path_info);
  if (!request.request_id.empty()) out += " (" + request.request_id + ")";
  return out;
}

std::string logged_header(std::string_view name, std::string_view value) {
  return printable(name) + ": " + (is_secret(name) ? "***" : printable(value));
}

}  // namespace ceilometer::filters
