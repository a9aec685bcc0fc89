#include "query/metadata_value.hpp"

#include <algorithm>

#include "base/api_error.hpp"
#include "base/clock.hpp"
#include "base/messages.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"

namespace ceilometer::query {

namespace {

ApiError not_convertible(const std::string& value, const std::string& type) {
  return ApiError(400, sentence("Unable to convert the value {0} to the expected data type {1}.", value, type));
}

Literal by_type(const std::string& value, const std::string& type) {
  if (type == "string") return {value, {}};
  if (type == "integer") {
    if (!parse_python_int(value)) throw not_convertible(value, type);
    std::string digits(trim(value));
    std::erase(digits, '_');
    if (digits.front() == '+') digits.erase(0, 1);
    const std::size_t sign = digits.front() == '-' ? 1 : 0;
    digits.erase(sign, std::min(digits.find_first_not_of('0', sign), digits.size() - 1) - sign);
    return {*json::parse(digits), {}};
  }
  if (type == "float") {
    const auto d = parse_python_float(value);
    if (!d) throw not_convertible(value, type);
    return {*d, {}};
  }
  if (type == "boolean") {
    const auto b = bool_from_string(value);
    if (!b) throw not_convertible(value, type);
    return {*b, {}};
  }
  if (type == "datetime") {
    if (!parse_isotime(value)) throw not_convertible(value, type);
    return {{}, "datetime.datetime"};
  }
  throw ApiError(400, sentence("The data type {0} is not supported. The supported data type list is: {1}", type,
                               std::string_view("['integer', 'float', 'string', 'boolean', 'datetime']")));
}

}  // namespace

Literal metadata_value(const Condition& condition) {
  // A value that was not sent is an object of the framework's, whose text is its name.
  if (!condition.value && condition.type == "string") return {"Unset", {}};
  if (!condition.value)
    throw ApiError(400, missing_argument("q.value", sentence("{0} needs a value", *condition.field)));
  if (condition.type && !condition.type->empty()) return by_type(*condition.value, *condition.type);
  if (auto literal = parse_literal(*condition.value)) return *std::move(literal);
  return {*condition.value, {}};
}

MetadataCondition to_metadata_condition(std::string key, const Literal& literal) {
  if (!literal.other_class.empty()) {
    throw ApiError(501, sentence("Query on {0} is of {1} type and is not supported", "metadata." + key,
                                 "<class '" + std::string(literal.other_class) + "'>"));
  }
  const json::Value& value = literal.value;
  if (const auto* b = value.as<bool>()) return {std::move(key), *b};
  if (const auto* i = value.as<std::int64_t>()) return {std::move(key), *i};
  if (const auto* d = value.as<double>()) return {std::move(key), *d};
  if (const auto* s = value.as<std::string>()) return {std::move(key), *s};
  if (value.is_null()) return {std::move(key), nullptr};
  throw ApiError(400, invalid_input("metadata." + key, json::python_str(value), "the integer is too large"));
}

}  // namespace ceilometer::query
