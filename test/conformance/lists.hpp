#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/recording.hpp"
#include "json/value.hpp"

namespace ceilometer::conformance {

/// What the recording's whole lists of meters and resources hold, by kind: what a list that a limit cut may show.
/// Filled once, then read by any thread.
class Known {
 public:
  void learn(const std::vector<Exchange>& exchanges, std::string_view prefix);
  /// Whether some whole list has the item; true where nothing is known of that kind.
  bool has(const std::string& kind, const json::Value& item) const;

 private:
  std::map<std::string, std::set<std::string>> items_;
};

/// The limit a request names, 100 where it names none.
long long limit_of(const Exchange& exchange);

/// How two lists differ, by the rules of that kind of request; nullopt where they agree. Both are placed() already.
std::optional<std::string> list_difference(const Exchange& exchange, const std::string& kind, json::Value want,
                                           json::Value got, const Known& known);

}  // namespace ceilometer::conformance
