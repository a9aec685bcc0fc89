#include "query/complex_query.hpp"

#include <algorithm>

#include "base/api_error.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"
#include "query/complex_filter.hpp"
#include "query/complex_json.hpp"

namespace ceilometer::query {

namespace {

ApiError bad_orderby(Sentence reason) {
  return {400, sentence("Order-by expression not valid: {0}", std::move(reason))};
}

/// The names in an item that are no field's, as jsonschema lists them.
std::string unexpected_names(const json::Object& item, std::size_t& count) {
  std::string names;
  for (const auto& member : item.members()) {
    if (sample_field(member.name)) continue;
    if (count++ > 0) names += ", ";
    names += json::python_repr(std::string_view(member.name));
  }
  return names;
}

Order to_order(const json::Value& value) {
  const auto* item = value.as<json::Object>();
  if (item == nullptr) throw bad_orderby(sentence("{0} is not of type 'object'", shown(value)));
  if (item->empty()) throw bad_orderby(sentence("{0} does not have enough properties", shown(value)));
  std::size_t count = 0;
  const std::string unexpected = unexpected_names(*item, count);
  if (count == 1) {
    throw bad_orderby(sentence("Additional properties are not allowed ({0} was unexpected)", unexpected));
  }
  if (count > 1) {
    throw bad_orderby(sentence("Additional properties are not allowed ({0} were unexpected)", unexpected));
  }
  if (item->size() > 1) throw bad_orderby(sentence("{0} has too many properties", shown(value)));
  const auto& [name, direction] = item->members().front();
  const auto* word = direction.as<std::string>();
  if (word == nullptr) throw bad_orderby(sentence("{0} is not of type 'string'", shown(direction)));
  const bool descending = iequals(*word, "desc");
  if (!descending && !iequals(*word, "asc")) {
    throw bad_orderby(sentence("{0} does not match '(?i)^asc$|^desc$'", shown(direction)));
  }
  return {*sample_field(name), descending};
}

std::vector<Order> to_orders(const json::Value& value) {
  const auto* items = value.as<json::Array>();
  if (items == nullptr) throw bad_orderby(sentence("{0} is not of type 'array'", shown(value)));
  std::vector<Order> orders;
  for (const auto& item : *items) {
    const Order order = to_order(item);
    // A field that stands twice sorts nothing the second time.
    const auto same = [&](const Order& known) { return known.field == order.field; };
    if (std::none_of(orders.begin(), orders.end(), same)) orders.push_back(order);
  }
  return orders;
}

}  // namespace

ComplexQuery to_complex_query(const std::optional<std::string>& filter, const std::optional<std::string>& orderby,
                              const std::optional<std::string>& only_project, std::size_t json_depth) {
  ComplexQuery query;
  if (filter) {
    const auto read = read_json(*filter, json_depth);
    if (!read.value) throw ApiError(400, sentence("Filter expression not valid: {0}", read.complaint));
    query.filter = to_expression(*read.value, only_project);
  }
  if (orderby) {
    const auto read = read_json(*orderby, json_depth);
    if (!read.value) throw bad_orderby(read.complaint);
    query.orderby = to_orders(*read.value);
  }
  return query;
}

}  // namespace ceilometer::query
