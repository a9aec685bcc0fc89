#include "identity/option_source.hpp"

#include <algorithm>
#include <utility>

#include "base/strings.hpp"

namespace ceilometer::identity {

namespace {

const config::Option* declared(std::string_view group, std::string_view name) {
  const auto options = config::all_options();
  const auto found = std::find_if(options.begin(), options.end(),
                                  [&](const auto& option) { return option.group == group && option.name == name; });
  return found != options.end() ? &*found : nullptr;
}

std::string with_underscores(std::string_view name) {
  std::string result(name);
  std::replace(result.begin(), result.end(), '-', '_');
  return result;
}

/// A paste file's keys are spelled either way.
const std::string* find_spelling(const ConfigSource::Local& local, std::string_view name) {
  const auto found = std::find_if(local.values.begin(), local.values.end(),
                                  [&](const auto& entry) { return with_underscores(entry.first) == name; });
  return found != local.values.end() ? &found->second : nullptr;
}

/// By its name, else by one that it had in the same group in older releases.
const std::string* find_local(const ConfigSource::Local& local, std::string_view group, std::string_view name) {
  if (const std::string* value = find_spelling(local, name)) return value;
  const config::Option* option = declared(group, name);
  if (option == nullptr) return nullptr;
  for (const config::Deprecated& old : option->deprecated) {
    if (old.group != group) continue;
    if (const std::string* value = find_spelling(local, old.name)) return value;
  }
  return nullptr;
}

std::optional<std::string> value_of(const config::Config& config, const config::Option& option) {
  switch (option.type) {
    case config::OptionType::kString:
      return config.find_string(option.group, option.name);
    case config::OptionType::kInt: {
      const auto value = config.find_int(option.group, option.name);
      return value ? std::optional(std::to_string(*value)) : std::nullopt;
    }
    case config::OptionType::kBool: {
      const auto value = config.find_bool(option.group, option.name);
      return value ? std::optional<std::string>(*value ? "True" : "False") : std::nullopt;
    }
    case config::OptionType::kList: {
      std::string joined;
      for (const auto& item : config.get_list(option.group, option.name)) joined += (joined.empty() ? "" : ",") + item;
      return joined.empty() ? std::nullopt : std::optional(joined);
    }
    case config::OptionType::kFloat:
    case config::OptionType::kMultiString:
      break;
  }
  return std::nullopt;
}

}  // namespace

ConfigSource::ConfigSource(std::shared_ptr<const config::Config> config, std::string group, Local local)
    : config_(std::move(config)), group_(std::move(group)), local_(std::move(local)) {}

Result<ConfigSource> ConfigSource::in_section(const std::string& section) const {
  const auto known = config_->sections(section);
  if (std::find(known.begin(), known.end(), section) == known.end()) {
    return Error{place("auth_section") + ": there is no section [" + section + "]"};
  }
  ConfigSource result = *this;
  if (section != group_) result.section_ = section;
  return result;
}

Result<std::optional<std::string>> ConfigSource::find(std::string_view name) const {
  if (const std::string* value = find_local(local_, group_, name)) return std::optional(*value);
  const config::Option* option = declared(group_, name);
  if (option == nullptr) return std::optional<std::string>();
  if (!section_.empty()) return config_->find_string_in(section_, group_, name);
  return value_of(*config_, *option);
}

std::string ConfigSource::place(std::string_view name) const {
  const std::string key = ", key " + std::string(name);
  if (find_local(local_, group_, name) != nullptr) return local_.place + key;
  if (!section_.empty()) return "section [" + section_ + "]" + key;
  if (declared(group_, name) != nullptr && config_->origin(group_, name) != "default") {
    return config_->place(group_, name);
  }
  return "section [" + group_ + "]" + key;
}

Result<std::optional<std::string>> find_text(const OptionSource& source, std::string_view name) {
  auto value = source.find(name);
  if (value && *value && (*value)->empty()) return std::optional<std::string>();
  return value;
}

Result<bool> find_bool(const OptionSource& source, std::string_view name, bool fallback) {
  const auto value = find_text(source, name);
  if (!value) return value.error();
  if (!*value) return fallback;
  const auto parsed = bool_from_string(**value);
  if (!parsed) return Error{source.place(name) + ": '" + **value + "' is no boolean: say True or False"};
  return *parsed;
}

Result<std::optional<long long>> find_int(const OptionSource& source, std::string_view name, long long min,
                                          long long max) {
  const auto value = find_text(source, name);
  if (!value) return value.error();
  if (!*value) return std::optional<long long>();
  const auto parsed = parse_python_int(**value);
  if (!parsed || *parsed < min || *parsed > max) {
    return Error{source.place(name) + ": '" + **value + "' is no number from " + std::to_string(min) + " to " +
                 std::to_string(max)};
  }
  return std::optional(*parsed);
}

}  // namespace ceilometer::identity
