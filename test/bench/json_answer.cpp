#include "bench/json_answer.hpp"

#include <stdexcept>
#include <utility>

namespace ceilometer::test {

namespace {

template <class T>
const T& as(const json::Value& value, const char* what) {
  const auto* found = value.as<T>();
  if (found == nullptr) throw std::runtime_error(std::string("an answer has no ") + what + " where one is to be");
  return *found;
}

}  // namespace

json::Value parsed(const std::string& text) {
  auto value = json::parse(text);
  if (!value) throw std::runtime_error("this is no JSON: " + text.substr(0, 500));
  return *std::move(value);
}

const json::Value& member(const json::Value& value, std::string_view name) {
  const auto* found = as<json::Object>(value, "object").find(name);
  if (found == nullptr) throw std::runtime_error("an answer has no member " + std::string(name));
  return *found;
}

const json::Array& items(const json::Value& value) { return as<json::Array>(value, "array"); }

const std::string& text_of(const json::Value& value) { return as<std::string>(value, "text"); }

double number(const json::Value& value) {
  if (const auto* real = value.as<double>()) return *real;
  if (const auto* integer = value.as<std::int64_t>()) return static_cast<double>(*integer);
  return std::stod(text_of(value));
}

}  // namespace ceilometer::test
