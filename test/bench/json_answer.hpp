#pragma once

#include <string>
#include <string_view>

#include "json/value.hpp"

namespace ceilometer::test {

/// Answers that must be what they are read as: all of these throw std::runtime_error where they are not. What is
/// returned by reference lives in the argument.
json::Value parsed(const std::string& text);
const json::Value& member(const json::Value& value, std::string_view name);
const json::Array& items(const json::Value& value);
const std::string& text_of(const json::Value& value);
/// A number, or a text that holds one.
double number(const json::Value& value);

}  // namespace ceilometer::test
