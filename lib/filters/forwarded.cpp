#include "filters/forwarded.hpp"

#include <algorithm>

#include "base/strings.hpp"
#include "filters/ip_range.hpp"
#include "http/query_string.hpp"

namespace ceilometer::filters {
namespace {

constexpr std::size_t kLongestHost = 255;
constexpr std::size_t kLongestPrefix = 1024;
constexpr std::size_t kMostAddresses = 32;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_token_char(char c) {
  return is_letter_or_digit(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// Reads `name=value` pairs of one element.
class ElementReader {
 public:
  explicit ElementReader(std::string_view text) : text_(text) {}

  /// False where the element is malformed.
  bool read(Forwarded& out) {
    for (;;) {
      skip_space();
      const auto name = to_lower(token());
      if (!name.empty()) {
        if (!take('=')) return false;
        auto value = this->value();
        if (!value) return false;
        if (auto* known = member(out, name)) *known = *std::move(value);
      }
      skip_space();
      if (at_ == text_.size() || text_[at_] == ',') return true;
      if (!take(';')) return false;
    }
  }

 private:
  static std::optional<std::string>* member(Forwarded& out, std::string_view name) {
    if (name == "proto") return &out.proto;
    if (name == "host") return &out.host;
    return name == "for" ? &out.client : nullptr;
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view token() {
    const auto begin = at_;
    while (at_ < text_.size() && is_token_char(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  // Many proxies leave the quotes away that ":" and "[" ask for.
  std::optional<std::string> value() {
    if (!take('"')) {
      const auto begin = at_;
      while (at_ < text_.size() && (is_token_char(text_[at_]) || text_[at_] == ':' || text_[at_] == '[' ||
                                    text_[at_] == ']' || text_[at_] == '/')) {
        ++at_;
      }
      return std::string(text_.substr(begin, at_ - begin));
    }
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && ++at_ == text_.size()) return std::nullopt;
      out += text_[at_++];
    }
    if (!take('"')) return std::nullopt;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string_view first_of_list(std::string_view text) { return trim(text.substr(0, text.find(','))); }

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  int port = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + (c - '0');
  }
  return port > 0 && port <= 65535;
}

/// Host and port, apart; brackets stay. nullopt for a port that is none.
struct HostAndPort {
  std::string_view host;
  std::string_view port;
};
std::optional<HostAndPort> split_port(std::string_view text) {
  const auto bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return HostAndPort{text, {}};
  const HostAndPort parts{text.substr(0, colon), text.substr(colon + 1)};
  if (!is_port(parts.port)) return std::nullopt;
  return parts;
}

bool is_bracketed_ipv6(std::string_view text) {
  if (text.size() < 4 || text.front() != '[' || text.back() != ']') return false;
  const auto address = parse_ip(text.substr(1, text.size() - 2));
  return address && address->is_v6;
}

bool is_host_name(std::string_view text) {
  if (text.empty() || !is_letter_or_digit(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_'; });
}

/// One address of a "for": "192.0.2.43:47011", "[2001:db8::1]:4711", "2001:db8::1".
std::optional<std::string_view> address_of(std::string_view text) {
  if (parse_ip(text)) return text;
  const auto parts = split_port(text);
  if (!parts) return std::nullopt;
  auto host = parts->host;
  if (is_bracketed_ipv6(host)) return host.substr(1, host.size() - 2);
  const auto address = parse_ip(host);
  return address && !address->is_v6 ? std::optional(host) : std::nullopt;
}

}  // namespace

Forwarded parse_forwarded(std::string_view header) {
  Forwarded out;
  if (!ElementReader(header).read(out)) return {};
  return out;
}

std::optional<std::string> forwarded_scheme(std::string_view text) {
  auto scheme = to_lower(first_of_list(text));
  if (scheme != "http" && scheme != "https") return std::nullopt;
  return scheme;
}

std::optional<std::string> forwarded_host(std::string_view text) {
  const auto first = first_of_list(text);
  if (first.size() > kLongestHost) return std::nullopt;
  const auto parts = split_port(first);
  if (!parts || !(is_host_name(parts->host) || is_bracketed_ipv6(parts->host))) return std::nullopt;
  return std::string(first);
}

std::optional<std::string> forwarded_for(std::string_view text) {
  const auto elements = split(text, ',');
  if (elements.size() > kMostAddresses) return std::nullopt;
  std::string out;
  for (const auto element : elements) {
    const auto address = address_of(trim(element));
    if (!address) return std::nullopt;
    if (!out.empty()) out += ", ";
    out += *address;
  }
  return out;
}

std::optional<std::string> forwarded_prefix(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.front() != '/' || text.size() > kLongestPrefix) return std::nullopt;
  const auto fits = [](char c) {
    return is_letter_or_digit(c) || std::string_view("/-._~!$&'()*+,;=:@%").find(c) != std::string_view::npos;
  };
  if (!std::all_of(text.begin(), text.end(), fits)) return std::nullopt;
  auto path = http::percent_decode(text, false);
  while (path.ends_with('/')) path.pop_back();
  if (!is_valid_utf8(path)) return std::nullopt;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return std::nullopt;
  }
  const auto segments = split(path, '/');
  for (std::size_t i = 1; i < segments.size(); ++i) {
    if (segments[i].empty() || segments[i] == "." || segments[i] == "..") return std::nullopt;
  }
  return path;
}

}  // namespace ceilometer::filters
