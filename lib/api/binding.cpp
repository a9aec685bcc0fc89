#include "api/binding.hpp"

#include <algorithm>
#include <array>
#include <map>

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

std::string_view type_name(Type type) { return type == Type::kInt ? "int" : type == Type::kText ? "str" : "ArrayType"; }

/// Which names of the query string were understood.
class Known {
 public:
  explicit Known(const http::Arguments& arguments) : arguments_(arguments) {}

  void add(std::string_view name) { names_.push_back(name); }

  void refuse_others() const {
    std::string unknown;
    std::vector<std::string_view> seen;
    for (const auto& argument : arguments_) {
      if (contains(names_, argument.name) || contains(seen, argument.name)) continue;
      seen.push_back(argument.name);
      if (!unknown.empty()) unknown += ", ";
      unknown += argument.name;
    }
    if (!seen.empty()) throw ApiError(400, unknown_argument(unknown));
  }

 private:
  static bool contains(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  const http::Arguments& arguments_;
  std::vector<std::string_view> names_;
};

constexpr std::array<std::string_view, 4> kAttributes = {"field", "op", "value", "type"};

std::optional<std::string>& attribute(query::Condition& condition, std::size_t i) {
  return i == 0 ? condition.field : i == 1 ? condition.op : i == 2 ? condition.value : condition.type;
}

/// q.field=a&q.value=b&q.field=c: lists zipped by position.
std::vector<query::Condition> zipped(const http::Arguments& arguments, std::string_view name) {
  std::vector<query::Condition> conditions;
  for (std::size_t i = 0; i < kAttributes.size(); ++i) {
    const auto values = arguments.all(std::string(name) + "." + std::string(kAttributes[i]));
    if (i > 0 && values.size() > conditions.size()) {
      throw ApiError(400, invalid_input(std::string(name) + "." + std::string(kAttributes[i]), list_repr(values),
                                        sentence("there are more of them than of {0}", std::string(name) + ".field")));
    }
    if (i == 0) conditions.resize(values.size());
    for (std::size_t k = 0; k < values.size(); ++k) attribute(conditions[k], i) = std::string(values[k]);
  }
  return conditions;
}

/// q[0].field=a&q[0].value=b
std::vector<query::Condition> indexed(const http::Arguments& arguments, std::string_view name, Known& known) {
  std::map<long long, query::Condition> conditions;
  for (const auto& argument : arguments) {
    std::string_view text = argument.name;
    if (!text.starts_with(name) || text.substr(name.size(), 1) != "[") continue;
    text.remove_prefix(name.size() + 1);
    const auto bracket = text.find(']');
    const auto index = text.substr(0, bracket);
    if (bracket == std::string_view::npos || index.empty() || text.substr(bracket + 1, 1) != "." ||
        index.find_first_not_of("0123456789") != std::string_view::npos) {
      continue;
    }
    const auto* const found = std::find(kAttributes.begin(), kAttributes.end(), text.substr(bracket + 2));
    if (found == kAttributes.end()) continue;
    known.add(argument.name);
    const auto i = static_cast<std::size_t>(found - kAttributes.begin());
    attribute(conditions[*parse_python_int(index)], i) = argument.value;
  }
  std::vector<query::Condition> out;
  for (auto& [index, condition] : conditions) out.push_back(std::move(condition));
  return out;
}

std::vector<query::Condition> conditions_of(const http::Arguments& arguments, std::string_view name, Known& known) {
  static constexpr std::array<std::string_view, 4> kDotted = {"q.field", "q.op", "q.value", "q.type"};
  bool dotted = false;
  for (const auto& argument : arguments) {
    if (argument.name.size() > name.size() && argument.name.starts_with(name) && argument.name[name.size()] == '.') {
      dotted = true;
    }
  }
  if (!dotted) return indexed(arguments, name, known);
  for (const auto attribute_name : kDotted) known.add(attribute_name);
  return zipped(arguments, name);
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
    case Type::kQueries:
      not_convertible(parameter, given);
  }
}

std::string_view media_type(std::string_view content_type) {
  return trim(content_type.substr(0, content_type.find(';')));
}

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
    if (given.empty() && i < route.positional.size()) given.push_back(route.positional[i]);
    if (!given.empty()) convert(parameter, given, bound.value(i));
  }
  for (std::size_t i = 0; i < action.parameters.size(); ++i) {
    if (action.parameters[i].type == Type::kQueries) {
      bound.value(i).queries = conditions_of(context.arguments, action.parameters[i].name, known);
    }
  }
  known.refuse_others();
  return bound;
}

std::optional<json::Value> json_body(Context& context) {
  const std::string body = http::read_body(context.request, context.settings->max_body);
  const std::string_view type = media_type(context.request.headers.get("Content-Type").value_or(""));
  if (body.empty() || type.empty() || iequals(type, "application/x-www-form-urlencoded")) return std::nullopt;
  if (!iequals(type, "application/json") && !iequals(type, "text/javascript") &&
      !iequals(type, "application/javascript")) {
    throw ApiError(415, sentence("Unknown mimetype: {0}", type));
  }
  auto value = json::parse(body, {context.settings->max_json_depth});
  if (!value) throw ApiError(400, "Request is not in valid JSON format");
  return value;
}

}  // namespace ceilometer::api
