#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ceilometer::http {

/// Header fields in their order. Names compare without case.
///
/// Holds views: `add_view` keeps what the host owns for the request's life, `set` and `add` own their text. Not
/// thread-safe; lives no longer than the host's request.
class Headers {
 public:
  struct Field {
    std::string_view name;
    std::string_view value;
  };

  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  Headers(Headers&&) = default;  // a deque's elements do not move, so the views stay good
  Headers& operator=(Headers&&) = default;

  void add_view(std::string_view name, std::string_view value) { fields_.push_back({name, value}); }
  void add(std::string name, std::string value);
  /// Replaces every field of that name.
  void set(std::string name, std::string value);
  void remove(std::string_view name);
  /// Removes the fields whose name `unwanted` is true for.
  template <class F>
  void remove_if(F&& unwanted) {
    std::erase_if(fields_, [&](const Field& field) { return unwanted(field.name); });
  }

  /// The first field of that name.
  std::optional<std::string_view> get(std::string_view name) const;
  /// All of them joined by ", ", as a WSGI environ shows a repeated header; nullopt where there is none.
  std::optional<std::string> joined(std::string_view name) const;
  bool has(std::string_view name) const { return get(name).has_value(); }

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
  std::deque<std::string> owned_;
};

}  // namespace ceilometer::http
