#include "api/v2/complex_body.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "api/binding.hpp"
#include "base/api_error.hpp"
#include "base/messages.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"

namespace ceilometer::api::v2 {

namespace {

constexpr std::array<std::string_view, 3> kAttributes = {"filter", "orderby", "limit"};

/// What was sent, for a sentence; a large body is not worth sending back whole.
std::string shown(const json::Value& value) {
  static constexpr std::size_t kEnough = 4000;
  std::string text = json::python_str(value);
  if (text.size() > kEnough) text = text.substr(0, utf8_prefix(text, kEnough)) + "...";
  return text;
}

std::string_view class_name(const json::Value& value) {
  if (value.as<bool>() != nullptr) return "bool";
  if (value.as<double>() != nullptr) return "float";
  if (value.as<json::Array>() != nullptr) return "list";
  return value.as<json::Object>() != nullptr ? "dict" : "int";
}

void refuse_unknown(const json::Object& object) {
  std::string unknown;
  std::size_t count = 0;
  for (const auto& member : object.members()) {
    if (std::find(kAttributes.begin(), kAttributes.end(), member.name) != kAttributes.end()) continue;
    if (count++ > 0) unknown += ", ";
    unknown += member.name;
  }
  if (count == 1) throw ApiError(400, sentence("Unknown attribute for argument {0}: {1}", "body", unknown));
  if (count > 1) throw ApiError(400, sentence("Unknown attributes for argument {0}: {1}", "body", unknown));
}

std::optional<std::string> text_of(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  const auto* text = value->as<std::string>();
  if (text == nullptr) {
    throw ApiError(400, invalid_input(name, shown(*value),
                                      sentence("Wrong type. Expected '{0}', got '{1}'", std::string("<class 'str'>"),
                                               "<class '" + std::string(class_name(*value)) + "'>")));
  }
  return *text;
}

std::int64_t clamped(double number) {
  constexpr double kBeyond = 9223372036854775808.0;  // 2^63
  if (number >= kBeyond) return std::numeric_limits<std::int64_t>::max();
  return number < -kBeyond ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(number);
}

/// Python's int(value): it cuts a fraction off.
std::optional<std::int64_t> limit_of(const json::Value& body, const json::Object& object) {
  const json::Value* value = object.find("limit");
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (const auto* i = value->as<std::int64_t>()) return *i;
  if (const auto* b = value->as<bool>()) return *b ? 1 : 0;
  if (const auto* big = value->as<json::BigInt>()) return parse_python_int(big->digits);
  if (const auto* d = value->as<double>()) {
    if (std::isnan(*d)) throw ApiError(400, invalid_input("body", shown(body), "cannot convert float NaN to integer"));
    return clamped(*d);
  }
  const auto* text = value->as<std::string>();
  if (text == nullptr) {
    throw ApiError(400, invalid_input("limit", shown(*value), sentence("unable to convert to {0}", "int")));
  }
  const auto number = parse_python_int(*text);
  if (!number) {
    throw ApiError(400, invalid_input("body", shown(body),
                                      sentence("invalid literal for int() with base 10: {0}",
                                               json::python_repr(std::string_view(*text)))));
  }
  return *number;
}

}  // namespace

ComplexBody read_complex_body(Context& context) {
  const auto body = json_body(context);
  if (!body || body->is_null()) throw ApiError(400, missing_argument("body"));
  const auto* object = body->as<json::Object>();
  if (object == nullptr) throw ApiError(400, invalid_input("body", shown(*body), "a query is an object"));
  refuse_unknown(*object);
  ComplexBody out;
  out.filter = text_of(*object, "filter");
  out.orderby = text_of(*object, "orderby");
  out.limit = limit_of(*body, *object);
  return out;
}

}  // namespace ceilometer::api::v2
