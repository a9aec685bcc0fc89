#pragma once

#include <string>
#include <string_view>

#include "json/value.hpp"

namespace ceilometer::identity {

// Reading Keystone's JSON, where what is missing or of another type is as if it were not there.

template <class T>
const T* member(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value != nullptr ? value->as<T>() : nullptr;
}

/// "" where there is no such text.
inline std::string text(const json::Object& object, std::string_view name) {
  const auto* found = member<std::string>(object, name);
  return found != nullptr ? *found : std::string();
}

}  // namespace ceilometer::identity
