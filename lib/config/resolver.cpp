#include "config/resolver.hpp"

#include <algorithm>
#include <utility>

namespace ceilometer::config {

namespace {

bool begins_name(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool continues_name(char c) { return begins_name(c) || c == '.' || (c >= '0' && c <= '9'); }

std::size_t name_length(std::string_view text) {
  if (text.empty() || !begins_name(text.front())) return 0;
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), continues_name) - text.begin());
}

// The reference at the start of `text`, which begins with "$": its name, and how many bytes it takes. No name: no
// reference.
struct Reference {
  std::string_view name;
  std::size_t length;
};

Reference reference_at(std::string_view text) {
  std::string_view rest = text.substr(1);
  if (!rest.empty() && rest.front() == '{') {
    rest.remove_prefix(1);
    const std::size_t length = name_length(rest);
    if (length == 0 || length == rest.size() || rest[length] != '}') return {{}, 1};
    return {rest.substr(0, length), length + 3};
  }
  const std::size_t length = name_length(rest);
  return {rest.substr(0, length), length + 1};
}

// As the original does it, before anything else is looked at: "\$" is another spelling of "$$".
std::string without_backslashes(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '$';
    result += escape ? '$' : text[i];
  }
  return result;
}

Error at(const Place& place, std::string_view sentence) {
  return {place.in_error().append(": ").append(sentence).append(".")};
}

}  // namespace

Resolver::Resolver(const Layers& layers, std::span<const Option> options) : layers_(layers), options_(options) {}

Result<Resolved> Resolver::resolve(const Option& option) {
  return resolve_at(option, layers_.choose(option), option.group, 0);
}

Result<Resolved> Resolver::resolve_like(const Option& option, std::string_view section) {
  const std::string group = normalized_group(section);
  const bool is_multi = option.type == OptionType::kMultiString;
  std::vector<Place> places = layers_.choose({group, option.name}, is_multi);
  for (const Deprecated& old : option.deprecated) {
    if (places.empty() && old.group == option.group) places = layers_.choose({group, old.name}, is_multi);
  }
  if (places.empty()) return Resolved{};
  return resolve_at(option, std::move(places), group, 0);
}

Result<Resolved> Resolver::resolve_at(const Option& option, std::vector<Place> places, std::string_view group,
                                      std::size_t depth) {
  if (places.empty()) return Resolved{default_value(option), {}};
  std::vector<std::string> texts;
  for (const Place& place : places) {
    Result<std::string> text = expand({&place, group, option.secret, depth});
    if (!text) return text.error();
    texts.push_back(std::move(*text));
  }
  Result<TypedValue> value = to_typed(option, texts);
  if (!value) return at(places.back(), value.error().message);
  return Resolved{std::move(*value), std::move(places)};
}

Result<std::string> Resolver::expand(const Context& context) {
  if (context.place->setting->value.find('$') == std::string::npos) return context.place->setting->value;
  const std::string text = without_backslashes(context.place->setting->value);
  std::string result;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t dollar = std::min(rest.find('$'), rest.size());
    result.append(rest.substr(0, dollar));
    rest.remove_prefix(dollar);
    if (rest.empty()) break;
    if (rest.starts_with("$$")) {
      result += '$';
      rest.remove_prefix(2);
      continue;
    }
    const Reference reference = reference_at(rest);
    if (reference.name.empty()) {
      result += '$';
    } else {
      const Result<std::string> value = replacement(reference.name, context);
      if (!value) return value.error();
      result += *value;
    }
    rest.remove_prefix(reference.length);
    if (result.size() > kMaxValue) return at(*context.place, "with its $ references replaced the value is too long");
  }
  return result;
}

Result<std::string> Resolver::replacement(std::string_view reference, const Context& context) {
  const std::size_t dot = reference.find('.');
  Result<std::optional<std::string>> value = std::optional<std::string>();
  if (dot != std::string_view::npos) {
    value = find(normalized_group(reference.substr(0, dot)), reference.substr(dot + 1), context);
  } else {
    value = find(context.group, reference, context);
    if (value && !*value && context.group != "DEFAULT") value = find("DEFAULT", reference, context);
  }
  if (!value) return value.error();
  if (*value) return std::move(**value);

  // What follows the $ in a secret is a part of the secret.
  std::string sentence = context.secret ? "a $ in the value" : "$";
  if (!context.secret) sentence.append(reference).append(" in the value");
  sentence.append(" refers to an option that does not exist (a literal $ is written $$)");
  return at(*context.place, sentence);
}

Result<std::optional<std::string>> Resolver::find(std::string_view group, std::string_view name,
                                                  const Context& context) {
  const auto option = std::find_if(options_.begin(), options_.end(),
                                   [&](const Option& o) { return o.group == group && o.name == name; });
  const KeyView key(group, name);
  if (option == options_.end() && layers_.choose(key, false).empty()) return std::optional<std::string>();
  Result<std::string> text = evaluate(option == options_.end() ? nullptr : &*option, key, context);
  if (!text) return text.error();
  return std::optional<std::string>(std::move(*text));
}

Result<std::string> Resolver::evaluate(const Option* option, KeyView key, const Context& context) {
  if (const auto known = texts_.find(key); known != texts_.end()) {
    if (known->second.done) return known->second.text;
    return at(*context.place, "its $ references lead back to themselves");
  }
  if (context.depth == kMaxDepth) return at(*context.place, "its $ references go too deep");

  const auto entry = texts_.emplace(Key(key), Text()).first;
  Result<std::string> text = std::string();
  if (option != nullptr) {
    Result<Resolved> resolved = resolve_at(*option, layers_.choose(*option), option->group, context.depth + 1);
    text = resolved ? Result<std::string>(std::move(resolved->value.text)) : Result<std::string>(resolved.error());
  } else {
    const std::vector<Place> places = layers_.choose(key, false);
    text = expand({&places.back(), key.first, context.secret, context.depth + 1});
  }
  if (!text) return text.error();
  entry->second = {true, *text};
  return text;
}

}  // namespace ceilometer::config
