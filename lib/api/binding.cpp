#include "api/binding.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/api_error.hpp"
#include "base/messages.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"

namespace ceilometer::api {

namespace {

using Type = Action::Type;

/// Several values of one name, as Python shows the list of them.
std::string list_repr(const std::vector<std::string_view>& values) {
  std::string out = "[";
  for (const auto value : values) {
    if (out.size() > 1) out += ", ";
    out += json::python_repr(value);
  }
  return out + "]";
}

std::string_view type_name(Type type) {
  return type == Type::kInt            ? "int"
         : type == Type::kText         ? "str"
         : type == Type::kComplexQuery ? "ComplexQuery"
                                       : "ArrayType";
}

/// Which names of the query string were understood.
class Known {
 public:
  explicit Known(const http::Arguments& arguments) : arguments_(arguments) {}

  void add(std::string_view name) { names_.emplace(name); }

  void refuse_others() const {
    std::string unknown;
    std::set<std::string, std::less<>> seen = names_;
    for (const auto& argument : arguments_) {
      if (!seen.insert(argument.name).second) continue;
      if (!unknown.empty()) unknown += ", ";
      unknown += argument.name;
    }
    if (seen.size() > names_.size()) throw ApiError(400, unknown_argument(unknown));
  }

 private:
  const http::Arguments& arguments_;
  std::set<std::string, std::less<>> names_;
};

// The attributes of the complex types that lists are made of, in the order in which they were declared.

struct ConditionShape {
  using Item = query::Condition;
  static constexpr std::array<std::string_view, 4> kNames = {"field", "op", "value", "type"};
  static std::optional<std::string>& attribute(Item& item, std::size_t i) {
    return i == 0 ? item.field : i == 1 ? item.op : i == 2 ? item.value : item.type;
  }
};

struct AggregateShape {
  using Item = query::AggregateText;
  static constexpr std::array<std::string_view, 2> kNames = {"func", "param"};
  static std::optional<std::string>& attribute(Item& item, std::size_t i) { return i == 0 ? item.func : item.param; }
};

std::string dotted_name(std::string_view name, std::string_view attribute) {
  return std::string(name) + "." + std::string(attribute);
}

/// q.field=a&q.value=b&q.field=c: lists zipped by position. Where there is no field at all, the conditions have none.
template <class Shape>
std::vector<typename Shape::Item> zipped(const http::Arguments& arguments, std::string_view name, Known& known) {
  const std::string first_name = dotted_name(name, Shape::kNames.front());
  const std::size_t firsts = arguments.all(first_name).size();
  std::vector<typename Shape::Item> items(firsts);
  for (std::size_t i = 0; i < Shape::kNames.size(); ++i) {
    const std::string full_name = dotted_name(name, Shape::kNames[i]);
    known.add(full_name);
    const auto values = arguments.all(full_name);
    if (values.size() > items.size() && firsts > 0) {
      throw ApiError(
          400, invalid_input(full_name, list_repr(values), sentence("there are more of them than of {0}", first_name)));
    }
    if (values.size() > items.size()) items.resize(values.size());
    for (std::size_t k = 0; k < values.size(); ++k) Shape::attribute(items[k], i) = std::string(values[k]);
  }
  return items;
}

/// What stands behind NAME[INDEX] in an argument's name, and the index; nullopt for another name.
struct Place {
  long long index;
  std::string_view rest;
};
std::optional<Place> indexed_place(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || text.substr(name.size(), 1) != "[") return std::nullopt;
  text.remove_prefix(name.size() + 1);
  const auto bracket = text.find(']');
  const auto index = text.substr(0, bracket);
  if (bracket == std::string_view::npos || index.empty() ||
      index.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  return Place{*parse_python_int(index), text.substr(bracket + 1)};
}

template <class Value>
std::vector<Value> in_order(std::map<long long, Value> by_index) {
  std::vector<Value> out;
  out.reserve(by_index.size());
  for (auto& [index, value] : by_index) out.push_back(std::move(value));
  return out;
}

/// q[0].field=a&q[0].value=b
template <class Shape>
std::vector<typename Shape::Item> indexed(const http::Arguments& arguments, std::string_view name, Known& known) {
  std::map<long long, typename Shape::Item> items;
  for (const auto& argument : arguments) {
    const auto place = indexed_place(argument.name, name);
    if (!place || !place->rest.starts_with('.')) continue;
    const auto* const found = std::find(Shape::kNames.begin(), Shape::kNames.end(), place->rest.substr(1));
    if (found == Shape::kNames.end()) continue;
    known.add(argument.name);
    Shape::attribute(items[place->index], static_cast<std::size_t>(found - Shape::kNames.begin())) = argument.value;
  }
  return in_order(std::move(items));
}

template <class Shape>
std::vector<typename Shape::Item> items_of(const http::Arguments& arguments, std::string_view name, Known& known) {
  for (const auto& argument : arguments) {
    if (argument.name.size() > name.size() && argument.name.starts_with(name) && argument.name[name.size()] == '.') {
      return zipped<Shape>(arguments, name, known);
    }
  }
  return indexed<Shape>(arguments, name, known);
}

/// groupby=a&groupby=b, else groupby[0]=a&groupby[1]=b
std::vector<std::string> texts_of(const http::Arguments& arguments, std::string_view name, Known& known) {
  const auto given = arguments.all(name);
  if (!given.empty()) return {given.begin(), given.end()};
  std::map<long long, std::string> texts;
  for (const auto& argument : arguments) {
    const auto place = indexed_place(argument.name, name);
    if (!place || !place->rest.empty()) continue;
    known.add(argument.name);
    texts[place->index] = argument.value;
  }
  return in_order(std::move(texts));
}

[[noreturn]] void not_convertible(const Action::Parameter& parameter, const std::vector<std::string_view>& given) {
  const std::string value = given.size() == 1 ? std::string(given.front()) : list_repr(given);
  throw ApiError(400,
                 invalid_input(parameter.name, value, sentence("unable to convert to {0}", type_name(parameter.type))));
}

/// The value of one parameter as the framework passes it in: from the path, else from the query string.
void convert(const Action::Parameter& parameter, const std::vector<std::string_view>& given,
             Action::Arguments::Value& value) {
  switch (parameter.type) {
    case Type::kText:
      value.text = given.size() == 1 ? std::string(given.front()) : list_repr(given);
      break;
    case Type::kInt: {
      const auto number = given.size() == 1 ? parse_python_int(given.front()) : std::nullopt;
      if (!number) not_convertible(parameter, given);
      value.integer = *number;
      break;
    }
    case Type::kTextList:  // a text of the path was taken for a list of its letters, which the query string replaced
      break;
    case Type::kQueries:
    case Type::kAggregates:
    case Type::kComplexQuery:
      not_convertible(parameter, given);
  }
}

std::string_view media_type(std::string_view content_type) {
  return trim(content_type.substr(0, content_type.find(';')));
}

std::string_view content_type(const Context& context) {
  return media_type(context.request.headers.get("Content-Type").value_or(""));
}

bool is_form(std::string_view type) { return type.empty() || iequals(type, "application/x-www-form-urlencoded"); }

}  // namespace

Action::Arguments bind(const Route& route, const Context& context) {
  const Action& action = *route.action;
  Action::Arguments bound(action, route.captured);
  Known known(context.arguments);
  for (std::size_t i = 0; i < action.parameters.size(); ++i) {
    const auto& parameter = action.parameters[i];
    auto given = context.arguments.all(parameter.name);
    if (!given.empty()) known.add(parameter.name);
    // The query string has the last word, as it was merged over the path.
    const bool in_path = i < route.positional.size() &&
                         // A slash at the path's end is no argument to a body, as it is to a text.
                         !(parameter.type == Type::kComplexQuery && route.positional[i].empty());
    if (given.empty() && in_path) given.push_back(route.positional[i]);
    if (!given.empty()) convert(parameter, given, bound.value(i));
  }
  for (std::size_t i = 0; i < action.parameters.size(); ++i) {
    const auto& [name, type] = action.parameters[i];
    auto& value = bound.value(i);
    if (type == Type::kTextList) value.texts = texts_of(context.arguments, name, known);
    if (type == Type::kQueries) value.queries = items_of<ConditionShape>(context.arguments, name, known);
    if (type == Type::kAggregates) value.aggregates = items_of<AggregateShape>(context.arguments, name, known);
  }
  known.refuse_others();
  return bound;
}

void add_form(Context& context) {
  static constexpr std::size_t kMaxForm = 64U << 10U;  // no argument of the API's is long
  if (context.request.method != "POST" || !is_form(content_type(context))) return;
  context.arguments.append(http::read_body(context.request, std::min(context.settings->max_body, kMaxForm)));
}

std::optional<json::Value> json_body(Context& context) {
  const std::string_view type = content_type(context);
  const std::string body = http::read_body(context.request, context.settings->max_body);
  if (body.empty() || is_form(type)) return std::nullopt;
  if (!iequals(type, "application/json") && !iequals(type, "text/javascript") &&
      !iequals(type, "application/javascript")) {
    throw ApiError(415, sentence("Unknown mimetype: {0}", type));
  }
  if (!is_valid_utf8(body)) throw ApiError::abort(400);
  auto value = json::parse(body, {context.settings->max_json_depth});
  if (!value) throw ApiError(400, "Request is not in valid JSON format");
  return value;
}

}  // namespace ceilometer::api
