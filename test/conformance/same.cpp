#include "conformance/same.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

#include "json/write.hpp"

namespace ceilometer::conformance {
namespace {

using json::Array;
using json::BigInt;
using json::Object;
using json::Value;

struct Number {
  bool is_number = false;
  bool is_float = false;
  double value = 0;
};

Number number(const Value& v) {
  if (const auto* i = v.as<std::int64_t>()) return {true, false, static_cast<double>(*i)};
  if (const auto* d = v.as<double>()) return {true, true, *d};
  if (const auto* big = v.as<BigInt>()) return {true, false, std::strtod(big->digits.c_str(), nullptr)};
  return {};
}

bool close(double a, double b) {
  if (a == b) return true;
  if (!std::isfinite(a) || !std::isfinite(b)) return false;
  return std::fabs(a - b) <= std::max(1e-9 * std::max(std::fabs(a), std::fabs(b)), 1e-12);
}

template <class Same>
bool same_members(const Object& a, const Object& b, const Same& is_same) {
  if (a.size() != b.size()) return false;
  return std::all_of(a.members().begin(), a.members().end(), [&](const json::Member& m) {
    const Value* other = b.find(m.name);
    return other != nullptr && is_same(m.value, *other);
  });
}

template <class Same>
bool same_structure(const Value& a, const Value& b, const Same& is_same) {
  if (a.variant().index() != b.variant().index()) return false;
  if (const auto* object = a.as<Object>()) return same_members(*object, *b.as<Object>(), is_same);
  if (const auto* array = a.as<Array>()) {
    return std::equal(array->begin(), array->end(), b.as<Array>()->begin(), b.as<Array>()->end(), is_same);
  }
  if (const auto* text = a.as<std::string>()) return *text == *b.as<std::string>();
  if (const auto* truth = a.as<bool>()) return *truth == *b.as<bool>();
  return a.is_null();
}

}  // namespace

bool same(const Value& a, const Value& b) {
  const Number x = number(a);
  const Number y = number(b);
  if (x.is_number && y.is_number) return x.is_float == y.is_float && close(x.value, y.value);
  if (x.is_number || y.is_number) return false;
  return same_structure(a, b, same);
}

bool equal(const Value& a, const Value& b) {
  const Number x = number(a);
  const Number y = number(b);
  if (x.is_number && y.is_number) {
    const auto* i = a.as<std::int64_t>();
    const auto* j = b.as<std::int64_t>();
    if (i != nullptr && j != nullptr) return *i == *j;
    const auto* big = a.as<BigInt>();
    const auto* other_big = b.as<BigInt>();
    if (big != nullptr && other_big != nullptr) return big->digits == other_big->digits;
    return x.value == y.value;
  }
  if (x.is_number || y.is_number) return false;
  return same_structure(a, b, equal);
}

bool bag(const Array& a, const Array& b) {
  if (a.size() != b.size()) return false;
  std::vector<const Value*> rest;
  rest.reserve(b.size());
  for (const Value& item : b) rest.push_back(&item);
  for (const Value& item : a) {
    const auto found = std::find_if(rest.begin(), rest.end(), [&](const Value* other) { return same(item, *other); });
    if (found == rest.end()) return false;
    rest.erase(found);
  }
  return true;
}

Value member(const Value& object, std::string_view name) {
  const auto* members = object.as<Object>();
  if (members == nullptr) throw Incomparable("an item is no object");
  const Value* found = members->find(name);
  return found != nullptr ? *found : Value();
}

std::string place(std::string_view text, std::string_view prefix) {
  constexpr std::string_view kScheme = "http://";
  constexpr std::string_view kServer = "http://SERVER";
  std::string out;
  while (!text.empty()) {
    const std::size_t at = text.find(kScheme);
    if (at == std::string_view::npos) break;
    out += text.substr(0, at);
    text.remove_prefix(at);
    std::string_view rest = text.substr(kScheme.size());
    const bool ours = rest.starts_with("127.0.0.1") || rest.starts_with("localhost");
    if (ours) {
      rest.remove_prefix(9);
      const std::size_t digits = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
      if (rest.starts_with(':') && digits > 1) rest.remove_prefix(digits);
    }
    if (ours || rest.starts_with("SERVER")) {
      if (!ours) rest.remove_prefix(6);
      out += kServer;
      if (!prefix.empty() && rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
    } else {
      out += kScheme;
    }
    text = rest;
  }
  out += text;
  return out;
}

Value placed(Value value, std::string_view prefix) {
  if (auto* text = value.as<std::string>()) {
    *text = place(*text, prefix);
  } else if (auto* array = value.as<Array>()) {
    for (Value& item : *array) item = placed(std::move(item), prefix);
  } else if (auto* object = value.as<Object>()) {
    for (auto& m : object->members()) m.value = placed(std::move(m.value), prefix);
  }
  return value;
}

Value unordered(Value value) {
  if (auto* array = value.as<Array>()) {
    for (Value& item : *array) item = unordered(std::move(item));
  } else if (auto* object = value.as<Object>()) {
    for (auto& m : object->members()) {
      m.value = unordered(std::move(m.value));
      auto* items = m.name == "traits" || m.name == "links" ? m.value.as<Array>() : nullptr;
      if (items == nullptr) continue;
      std::stable_sort(items->begin(), items->end(),
                       [](const Value& a, const Value& b) { return json::dumps(a, true) < json::dumps(b, true); });
    }
  }
  return value;
}

}  // namespace ceilometer::conformance
