#include "config/typed_value.hpp"

#include <unistd.h>

#include <array>
#include <optional>
#include <stdexcept>

#include "base/strings.hpp"

namespace ceilometer::config {

namespace {

using Limits = std::numeric_limits<std::int64_t>;

// `value` as an error may show it.
std::string shown(const Option& option, std::string_view value) {
  constexpr std::size_t kMost = 60;
  if (option.secret) return "its value";
  std::string result = "'";
  result.append(value.substr(0, kMost));
  if (value.size() > kMost) result += "...";
  return result += "'";
}

std::string range(const Option& option) {
  const bool low = option.min != Limits::min();
  const bool high = option.max != Limits::max();
  if (low && high) return " from " + std::to_string(option.min) + " to " + std::to_string(option.max);
  if (low) return " of at least " + std::to_string(option.min);
  if (high) return " of at most " + std::to_string(option.max);
  return {};
}

// Not strutils.bool_from_string: oslo.config's own type takes fewer words.
std::optional<bool> parse_bool(std::string_view text) {
  for (std::string_view word : {"true", "1", "on", "yes"}) {
    if (iequals(text, word)) return true;
  }
  for (std::string_view word : {"false", "0", "off", "no"}) {
    if (iequals(text, word)) return false;
  }
  return std::nullopt;
}

Result<TypedValue> to_int(const Option& option, const std::string& text) {
  TypedValue value;
  if (trim(text).empty()) return value;
  const std::optional<long long> parsed = parse_python_int(text);
  if (!parsed || *parsed < option.min || *parsed > option.max) {
    return Error{shown(option, text) + " is not an integer" + range(option)};
  }
  value.is_set = true;
  value.integer = *parsed;
  value.real = static_cast<double>(*parsed);
  value.text = std::to_string(*parsed);
  return value;
}

Result<TypedValue> to_float(const Option& option, const std::string& text) {
  TypedValue value;
  if (trim(text).empty()) return value;
  const std::optional<double> parsed = parse_python_float(text);
  // Compared so that a NaN is refused wherever there is a limit.
  const bool in_range = parsed && (option.min == Limits::min() || *parsed >= static_cast<double>(option.min)) &&
                        (option.max == Limits::max() || *parsed <= static_cast<double>(option.max));
  if (!in_range) return Error{shown(option, text) + " is not a number" + range(option)};
  value.is_set = true;
  value.real = *parsed;
  value.text = std::string(trim(text));
  return value;
}

Result<TypedValue> to_bool(const Option& option, const std::string& text) {
  const std::optional<bool> parsed = parse_bool(text);
  if (!parsed) return Error{shown(option, text) + " is none of true, 1, on, yes, false, 0, off, no"};
  TypedValue value;
  value.is_set = true;
  value.boolean = *parsed;
  value.integer = *parsed ? 1 : 0;
  value.text = *parsed ? "True" : "False";
  return value;
}

Result<TypedValue> to_list(const std::string& text) {
  Result<std::vector<std::string>> items = split_list(text);
  if (!items) return items.error();
  TypedValue value;
  value.is_set = true;
  value.text = text;
  value.list = std::move(*items);
  return value;
}

TypedValue to_multi(std::span<const std::string> texts) {
  TypedValue value;
  value.is_set = true;
  if (!texts.empty()) value.text = texts.back();
  value.list.assign(texts.begin(), texts.end());
  return value;
}

// The one default that depends on the machine.
std::optional<std::string> computed_default(const Option& option) {
  if (option.group != "DEFAULT" || option.name != "host") return std::nullopt;
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return std::nullopt;
  return name.data();
}

}  // namespace

Result<std::vector<std::string>> split_list(std::string_view text) {
  std::vector<std::string> items;
  text = trim(text);
  while (!text.empty() && text.back() == ',') text.remove_suffix(1);
  if (text.empty()) return items;

  const std::vector<std::string_view> parts = split(text, ',');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view first = trim(parts[i]);
    if (first.empty() || (first.front() != '"' && first.front() != '\'')) {
      items.emplace_back(first);
      continue;
    }
    // A quoted item goes on to the first part that ends with the same quote.
    std::string item(first);
    while (item.size() < 2 || item.back() != item.front()) {
      if (++i == parts.size()) return Error{"an item begins with a quote that is not closed"};
      item.append(",").append(parts[i]);
      item.erase(item.find_last_not_of(" \t\r\n") + 1);
    }
    items.push_back(item.substr(1, item.size() - 2));
  }
  return items;
}

Result<TypedValue> to_typed(const Option& option, std::span<const std::string> texts) {
  for (const std::string& text : texts) {
    // Values reach JSON answers, which are UTF-8.
    if (!is_valid_utf8(text)) return Error{"the value is not UTF-8 text"};
  }
  if (option.type == OptionType::kMultiString) return to_multi(texts);
  const std::string& text = texts.front();
  switch (option.type) {
    case OptionType::kInt:
      return to_int(option, text);
    case OptionType::kFloat:
      return to_float(option, text);
    case OptionType::kBool:
      return to_bool(option, text);
    case OptionType::kList:
      return to_list(text);
    default: {
      TypedValue value;
      value.is_set = true;
      value.text = text;
      return value;
    }
  }
}

TypedValue default_value(const Option& option) {
  const std::optional<std::string> computed = computed_default(option);
  if (!option.has_default && !computed) return {};
  const bool none = option.type == OptionType::kMultiString && option.fallback.empty();
  const std::array<std::string, 1> texts{computed ? *computed : std::string(option.fallback)};
  Result<TypedValue> value = to_typed(option, std::span(texts).first(none ? 0 : 1));
  if (!value) {
    throw std::logic_error("the default of " + std::string(option.group) + "." + std::string(option.name) + ": " +
                           value.error().message);
  }
  return std::move(*value);
}

}  // namespace ceilometer::config
