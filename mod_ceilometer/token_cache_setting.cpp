#include "token_cache_setting.hpp"

#include <charconv>

#include "base/strings.hpp"

namespace ceilometer::httpd {

Result<TokenCacheSetting> parse_token_cache(std::string_view text) {
  constexpr std::string_view kProvider = "shmcb";
  TokenCacheSetting setting;
  if (iequals(text, "none")) {
    setting.shared = false;
    return setting;
  }
  if (!iequals(text.substr(0, kProvider.size()), kProvider)) {
    return Error{"is neither shmcb[:PATH](BYTES), like shmcb(8388608), nor none"};
  }
  text.remove_prefix(kProvider.size());
  if (text.ends_with(')')) {
    const auto open = text.rfind('(');
    if (open == std::string_view::npos) return Error{"has a parenthesis that is not opened"};
    const auto number = text.substr(open + 1, text.size() - open - 2);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), setting.bytes);
    if (error != std::errc() || end != number.data() + number.size()) {
      return Error{"has '" + std::string(number) + "' where a number of bytes belongs"};
    }
    if (setting.bytes < TokenCacheSetting::kLeastBytes) {
      return Error{"is too small: at least " + std::to_string(TokenCacheSetting::kLeastBytes) + " bytes are needed"};
    }
    text = text.substr(0, open);
  }
  if (text.empty()) return setting;
  if (!text.starts_with(':') || text.size() == 1 || text.find('(') != std::string_view::npos) {
    return Error{"is neither shmcb[:PATH](BYTES), like shmcb(8388608), nor none"};
  }
  setting.path = text.substr(1);
  return setting;
}

}  // namespace ceilometer::httpd
