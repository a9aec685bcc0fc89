#include "conformance/lists.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/strings.hpp"
#include "conformance/same.hpp"
#include "http/query_string.hpp"
#include "json/write.hpp"

namespace ceilometer::conformance {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr long long kDefaultLimit = 100;

std::string item_key(std::string_view kind, const Value& item) {
  return json::dumps(kind == "resources" ? member(item, "resource_id") : item, true);
}

/// int(value) of Python, nullopt where it raises.
std::optional<long long> python_int(const Value& value) {
  if (const auto* i = value.as<std::int64_t>()) return *i;
  if (const auto* b = value.as<bool>()) return *b ? 1 : 0;
  if (const auto* text = value.as<std::string>()) return parse_python_int(*text);
  if (const auto* big = value.as<json::BigInt>()) {
    return big->digits.starts_with('-') ? std::numeric_limits<long long>::min() : std::numeric_limits<long long>::max();
  }
  const auto* d = value.as<double>();
  return d != nullptr && std::fabs(*d) < 9e18 ? std::optional(static_cast<long long>(*d)) : std::nullopt;
}

bool same_names(const Value& a, const Value& b) {
  const auto* x = a.as<Object>();
  const auto* y = b.as<Object>();
  if (x == nullptr || y == nullptr) throw Incomparable("an item is no object");
  return x->size() == y->size() && std::all_of(x->members().begin(), x->members().end(),
                                               [&](const auto& m) { return y->find(m.name) != nullptr; });
}

/// `period` with a number from 1 on, as an argument of its own.
bool has_period(std::string_view path) {
  constexpr std::string_view kName = "period=";
  for (std::size_t at = path.find(kName); at != std::string_view::npos; at = path.find(kName, at + 1)) {
    const std::size_t after = at + kName.size();
    if (at > 0 && (path[at - 1] == '?' || path[at - 1] == '&') && after < path.size() && path[after] >= '1' &&
        path[after] <= '9') {
      return true;
    }
  }
  return false;
}

/// The fields that a list of samples is ordered by: as the request says, else its timestamps.
std::vector<std::string> order_fields(const Exchange& exchange, std::string_view kind) {
  if (kind != "query samples" || exchange.body.find("orderby") == std::string::npos) return {"timestamp"};
  const auto body = json::parse(exchange.body);
  const Value text = body ? member(*body, "orderby") : Value();
  const auto parsed = text.as<std::string>() != nullptr ? json::parse(*text.as<std::string>()) : std::nullopt;
  const auto* orders = parsed ? parsed->as<Array>() : nullptr;
  if (orders == nullptr) throw Incomparable("orderby is no list in a text");
  std::vector<std::string> fields;
  for (const Value& order : *orders) {
    const auto* object = order.as<Object>();
    if (object == nullptr) throw Incomparable("orderby holds what is no object");
    for (const auto& m : object->members()) {
      const bool renamed = m.name == "counter_volume" || m.name == "counter_name" || m.name == "message_id";
      if (!renamed) {
        fields.push_back(m.name);
      } else {
        fields.emplace_back(m.name == "counter_volume" ? "volume" : m.name == "counter_name" ? "meter" : "id");
      }
    }
  }
  return fields;
}

Value key_of(const Value& item, const std::vector<std::string>& fields) {
  Array key;
  for (const std::string& field : fields) key.push_back(member(item, field));
  return key;
}

Value keys_of(const Array& items, const std::vector<std::string>& fields) {
  Array keys;
  for (const Value& item : items) keys.push_back(key_of(item, fields));
  return keys;
}

/// Items before the last one's equals: which of those a cut list shows is anyone's choice.
Array without_last(const Array& items, const Value& last, const std::vector<std::string>& fields) {
  Array rest;
  for (const Value& item : items) {
    if (!equal(key_of(item, fields), last)) rest.push_back(item);
  }
  return rest;
}

std::optional<std::string> differ(bool agrees, const char* how) {
  return agrees ? std::nullopt : std::optional<std::string>(how);
}

std::optional<std::string> samples_difference(const Exchange& exchange, const std::string& kind, const Array& want,
                                              const Array& got, bool cut) {
  const auto fields = order_fields(exchange, kind);
  if (!same(keys_of(want, fields), keys_of(got, fields))) return "out of order";
  if (!cut) return differ(bag(want, got), "other items");
  const Value last = want.empty() ? Value() : key_of(want.back(), fields);
  return differ(bag(without_last(want, last, fields), without_last(got, last, fields)), "other items");
}

std::optional<std::string> cut_difference(const std::string& kind, const Array& want, const Array& got,
                                          const Known& known) {
  for (const Value& item : got) {
    if (!same_names(item, want.front())) return "other fields";
  }
  const bool all_known = std::all_of(got.begin(), got.end(), [&](const Value& item) { return known.has(kind, item); });
  return differ(all_known, "items that no whole list has");
}

}  // namespace

void Known::learn(const std::vector<Exchange>& exchanges, std::string_view prefix) {
  for (const Exchange& exchange : exchanges) {
    const std::string of = kind(exchange);
    if ((of != "meters" && of != "resources") || exchange.status != 200 || !exchange.answer.starts_with('[')) continue;
    const auto parsed = json::parse(exchange.answer);
    const auto* items = parsed ? parsed->as<Array>() : nullptr;
    if (items == nullptr) continue;
    for (const Value& item : *items) items_[of].insert(item_key(of, placed(item, prefix)));
  }
}

bool Known::has(const std::string& kind, const Value& item) const {
  const auto found = items_.find(kind);
  return found == items_.end() || found->second.empty() || found->second.contains(item_key(kind, item));
}

long long limit_of(const Exchange& exchange) {
  if (exchange.method == "POST") {
    const auto body = json::parse(exchange.body);
    const auto* object = body ? body->as<Object>() : nullptr;
    const Value* limit = object != nullptr ? object->find("limit") : nullptr;
    return limit != nullptr ? python_int(*limit).value_or(kDefaultLimit) : kDefaultLimit;
  }
  for (const std::string_view part : split(split_target(exchange.path).query, '&')) {
    const std::size_t sign = part.find('=');
    if (sign == std::string_view::npos || http::percent_decode(part.substr(0, sign), true) != "limit") continue;
    const std::string value = http::percent_decode(part.substr(sign + 1), true);
    if (!value.empty() && value.find_first_not_of("0123456789") == std::string::npos) {
      return parse_python_int(value).value_or(kDefaultLimit);
    }
  }
  return kDefaultLimit;
}

std::optional<std::string> list_difference(const Exchange& exchange, const std::string& kind, Value want, Value got,
                                           const Known& known) {
  want = unordered(std::move(want));
  got = unordered(std::move(got));
  const Array& w = *want.as<Array>();
  const Array& g = *got.as<Array>();
  if (w.size() != g.size()) return std::to_string(g.size()) + " items, expected " + std::to_string(w.size());
  const bool cut = static_cast<long long>(w.size()) >= limit_of(exchange);
  if (kind == "meters" || kind == "resources") {
    return cut ? cut_difference(kind, w, g, known) : differ(bag(w, g), "other items");
  }
  if (kind == "statistics") {
    if (!bag(w, g)) return "other items";
    if (!has_period(exchange.path)) return std::nullopt;
    return differ(equal(keys_of(w, {"period_start"}), keys_of(g, {"period_start"})), "periods out of order");
  }
  if (kind == "samples" || kind == "meter samples" || kind == "query samples") {
    return samples_difference(exchange, kind, w, g, cut);
  }
  if (kind == "events") {
    if (same(want, got)) return std::nullopt;
    return differ(bag(w, g) && equal(keys_of(w, {"generated"}), keys_of(g, {"generated"})), "other items");
  }
  return differ(bag(w, g), "other items");
}

}  // namespace ceilometer::conformance
