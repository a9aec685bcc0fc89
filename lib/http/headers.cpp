#include "http/headers.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace ceilometer::http {

void Headers::add(std::string name, std::string value) {
  const std::string_view n = owned_.emplace_back(std::move(name));
  const std::string_view v = owned_.emplace_back(std::move(value));
  fields_.push_back({n, v});
}

void Headers::set(std::string name, std::string value) {
  remove(name);
  add(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name) {
  fields_.erase(
      std::remove_if(fields_.begin(), fields_.end(), [name](const Field& f) { return iequals(f.name, name); }),
      fields_.end());
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const auto& field : fields_) {
    if (iequals(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::optional<std::string> Headers::joined(std::string_view name) const {
  std::optional<std::string> out;
  for (const auto& field : fields_) {
    if (!iequals(field.name, name)) continue;
    if (out) {
      *out += ", ";
      *out += field.value;
    } else {
      out = std::string(field.value);
    }
  }
  return out;
}

}  // namespace ceilometer::http
