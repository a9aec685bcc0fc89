#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ceilometer::http {

/// Decoded arguments in the order they were sent (webob's request.GET). `&` and `;` separate, `+` is a space, a broken
/// percent escape stays as it is. Throws ApiError 400 for text that is not UTF-8.
class Arguments {
 public:
  Arguments() = default;
  explicit Arguments(std::string_view query_string) { append(query_string); }

  /// More of them: those of a form's body.
  void append(std::string_view encoded);

  struct Argument {
    std::string name;
    std::string value;
  };

  /// The last one of that name, or null (webob's params[name]).
  const std::string* last(std::string_view name) const;
  /// All of that name, in order.
  std::vector<std::string_view> all(std::string_view name) const;

  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  bool empty() const { return items_.empty(); }

 private:
  std::vector<Argument> items_;
};

std::string percent_decode(std::string_view text, bool plus_is_space);
/// Encodes everything but unreserved characters and those in `safe` (Python's urllib quote).
std::string percent_encode(std::string_view text, std::string_view safe = "/");

}  // namespace ceilometer::http
