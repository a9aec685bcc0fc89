#include "config/config.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "base/strings.hpp"
#include "config/default_files.hpp"
#include "config/layers.hpp"
#include "config/resolver.hpp"
#include "config/typed_value.hpp"

namespace ceilometer::config {

namespace {

std::string absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path result = std::filesystem::absolute(path, error);
  return error ? path : result.lexically_normal().string();
}

std::vector<std::string> search_directories(const Sources& sources) {
  std::vector<std::string> result;
  for (const std::string& directory : sources.dirs) result.push_back(absolute(directory));
  for (auto file = sources.files.rbegin(); file != sources.files.rend(); ++file) {
    result.push_back(std::filesystem::path(absolute(*file)).parent_path().string());
  }
  if (const std::string directory = home_directory(sources.environment); !directory.empty()) {
    result.push_back(directory + "/.ceilometer");
    result.push_back(directory);
  }
  result.emplace_back("/etc/ceilometer");
  result.emplace_back("/etc");
  return result;
}

KeyView key_of(const Option& option) { return {option.group, option.name}; }

// A header that misses a section we know by its case or by blanks: oslo.config ignores it silently.
void warn_of_sections(const Layer& layer, std::span<const Option> options, std::vector<std::string>& warnings) {
  for (const std::string& section : layer.sections) {
    const std::string group = normalized_group(section);
    const auto near = std::find_if(options.begin(), options.end(), [&](const Option& option) {
      return option.group != group && iequals(option.group, trim(section));
    });
    if (near == options.end()) continue;
    warnings.push_back(layer.origin + ": section [" + section + "]: it is ignored, the section of that name is [" +
                       std::string(near->group) + "].");
  }
}

std::string masked(const Option& option, const TypedValue& value) {
  if (!value.is_set) return "None";
  if (option.secret) return "****";
  if (option.type != OptionType::kMultiString) return mask_url(value.text);
  std::string text;
  for (const std::string& item : value.list) text.append(text.empty() ? "" : ", ").append(mask_url(item));
  return text;
}

}  // namespace

struct Config::State {
  Layers layers;
  std::vector<Resolved> values;      // parallel to all_options()
  std::vector<std::size_t> by_name;  // indexes of all_options(), sorted by group and name
  std::vector<std::string> directories;
  std::vector<std::string> warnings;

  void index();
  Result<void> resolve();
  std::size_t position(std::string_view group, std::string_view name) const;
  const TypedValue& value(std::string_view group, std::string_view name, std::initializer_list<OptionType> types) const;
  Result<TypedValue> value_in(std::string_view section, std::string_view like_group, std::string_view name,
                              bool list) const;
};

void Config::State::index() {
  const std::span<const Option> options = all_options();
  by_name.resize(options.size());
  for (std::size_t i = 0; i < by_name.size(); ++i) by_name[i] = i;
  std::sort(by_name.begin(), by_name.end(),
            [&](std::size_t a, std::size_t b) { return key_of(options[a]) < key_of(options[b]); });
}

Result<void> Config::State::resolve() {
  const std::span<const Option> options = all_options();
  for (const Layer& layer : layers.layers()) {
    if (layer.kind == Layer::Kind::kFile) warn_of_sections(layer, options, warnings);
  }
  Resolver resolver(layers, options);
  for (const Option& option : options) {
    Result<Resolved> resolved = resolver.resolve(option);
    if (!resolved) return resolved.error();
    for (const Place& place : resolved->places) {
      if (!place.deprecated) continue;
      warnings.push_back(place.in_error() + ": this spelling is deprecated, use " + std::string(option.name) +
                         " in section [" + std::string(option.group) + "].");
    }
    values.push_back(std::move(*resolved));
  }
  return {};
}

std::size_t Config::State::position(std::string_view group, std::string_view name) const {
  const std::span<const Option> options = all_options();
  const KeyView key(group, name);
  const auto found = std::lower_bound(by_name.begin(), by_name.end(), key,
                                      [&](std::size_t i, const KeyView& k) { return key_of(options[i]) < k; });
  if (found == by_name.end() || key_of(options[*found]) != key) {
    throw std::logic_error("no option is declared as " + std::string(group) + "." + std::string(name));
  }
  return *found;
}

const TypedValue& Config::State::value(std::string_view group, std::string_view name,
                                       std::initializer_list<OptionType> types) const {
  const std::size_t i = position(group, name);
  if (std::find(types.begin(), types.end(), all_options()[i].type) == types.end()) {
    throw std::logic_error("the option " + std::string(group) + "." + std::string(name) + " is of another type");
  }
  return values[i].value;
}

Result<TypedValue> Config::State::value_in(std::string_view section, std::string_view like_group, std::string_view name,
                                           bool list) const {
  const Option& option = all_options()[position(like_group, name)];
  if (list != (option.type == OptionType::kList || option.type == OptionType::kMultiString)) {
    throw std::logic_error("the option " + std::string(like_group) + "." + std::string(name) + " is of another type");
  }
  Resolver resolver(layers, all_options());
  Result<Resolved> resolved = resolver.resolve_like(option, section);
  if (!resolved) return resolved.error();
  return std::move(resolved->value);
}

Config::Config(std::unique_ptr<State> state) : state_(std::move(state)) {}
Config::~Config() = default;

Result<std::shared_ptr<const Config>> Config::load(const Sources& sources) {
  Result<Layers> layers = Layers::read(sources, all_options());
  if (!layers) return layers.error();
  auto state = std::make_unique<State>();
  state->layers = std::move(*layers);
  state->directories = search_directories(sources);
  state->index();
  const Result<void> resolved = state->resolve();
  if (!resolved) return resolved.error();
  return std::shared_ptr<const Config>(new Config(std::move(state)));
}

std::string Config::get_string(std::string_view group, std::string_view name) const {
  return state_->value(group, name, {OptionType::kString}).text;
}

std::optional<std::string> Config::find_string(std::string_view group, std::string_view name) const {
  const TypedValue& value = state_->value(group, name, {OptionType::kString});
  return value.is_set ? std::optional(value.text) : std::nullopt;
}

std::int64_t Config::get_int(std::string_view group, std::string_view name) const {
  return state_->value(group, name, {OptionType::kInt}).integer;
}

std::optional<std::int64_t> Config::find_int(std::string_view group, std::string_view name) const {
  const TypedValue& value = state_->value(group, name, {OptionType::kInt});
  return value.is_set ? std::optional(value.integer) : std::nullopt;
}

double Config::get_float(std::string_view group, std::string_view name) const {
  return state_->value(group, name, {OptionType::kFloat, OptionType::kInt}).real;
}

bool Config::get_bool(std::string_view group, std::string_view name) const {
  return state_->value(group, name, {OptionType::kBool}).boolean;
}

std::optional<bool> Config::find_bool(std::string_view group, std::string_view name) const {
  const TypedValue& value = state_->value(group, name, {OptionType::kBool});
  return value.is_set ? std::optional(value.boolean) : std::nullopt;
}

std::vector<std::string> Config::get_list(std::string_view group, std::string_view name) const {
  return state_->value(group, name, {OptionType::kList, OptionType::kMultiString}).list;
}

std::string Config::origin(std::string_view group, std::string_view name) const {
  const std::vector<Place>& places = state_->values[state_->position(group, name)].places;
  if (places.empty()) return "default";
  const Place& place = places.back();
  if (place.layer->kind == Layer::Kind::kEnvironment) return place.layer->origin;
  return place.layer->origin + ", [" + place.setting->section + "] " + place.setting->name;
}

std::string Config::place(std::string_view group, std::string_view name) const {
  const std::vector<Place>& places = state_->values[state_->position(group, name)].places;
  if (!places.empty()) return places.back().in_error();
  return "default: section [" + std::string(group) + "], key " + std::string(name);
}

std::vector<std::string> Config::sections(std::string_view prefix) const {
  std::vector<std::string> result;
  for (const Layer& layer : state_->layers.layers()) {
    for (const std::string& section : layer.sections) {
      if (!section.starts_with(prefix)) continue;
      if (std::find(result.begin(), result.end(), section) == result.end()) result.push_back(section);
    }
  }
  return result;
}

Result<std::optional<std::vector<std::string>>> Config::find_list_in(std::string_view section,
                                                                     std::string_view like_group,
                                                                     std::string_view name) const {
  Result<TypedValue> value = state_->value_in(section, like_group, name, true);
  if (!value) return value.error();
  if (!value->is_set) return std::optional<std::vector<std::string>>();
  return std::optional<std::vector<std::string>>(std::move(value->list));
}

Result<std::optional<std::string>> Config::find_string_in(std::string_view section, std::string_view like_group,
                                                          std::string_view name) const {
  Result<TypedValue> value = state_->value_in(section, like_group, name, false);
  if (!value) return value.error();
  if (!value->is_set) return std::optional<std::string>();
  return std::optional<std::string>(std::move(value->text));
}

std::optional<std::string> Config::find_file(std::string_view name) const {
  if (name.empty()) return std::nullopt;
  std::error_code unknown;
  const std::filesystem::path path(name);
  if (path.is_absolute()) {
    return std::filesystem::exists(path, unknown) ? std::optional(path.string()) : std::nullopt;
  }
  for (const std::string& directory : state_->directories) {
    const std::filesystem::path candidate = std::filesystem::path(directory) / path;
    if (std::filesystem::exists(candidate, unknown)) return candidate.string();
  }
  return std::nullopt;
}

std::vector<EffectiveOption> Config::effective() const {
  const std::span<const Option> options = all_options();
  std::vector<EffectiveOption> result;
  result.reserve(options.size());
  for (const std::size_t i : state_->by_name) {
    const Resolved& resolved = state_->values[i];
    EffectiveOption effective{&options[i], masked(options[i], resolved.value), resolved.places.empty(), {}, 0, {}, {}};
    if (!resolved.places.empty()) {
      const Place& place = resolved.places.back();
      effective.source = place.layer->origin;
      effective.line = place.setting->line;
      effective.section = place.setting->section;
      effective.key = place.setting->name;
      effective.deprecated = place.deprecated;
    }
    result.push_back(std::move(effective));
  }
  return result;
}

std::vector<std::string> Config::describe() const {
  std::vector<std::string> lines;
  for (const EffectiveOption& each : effective()) {
    lines.push_back(
        std::string(each.option->group).append(".").append(each.option->name).append(" = ").append(each.value));
  }
  return lines;
}

const std::vector<std::string>& Config::warnings() const { return state_->warnings; }

}  // namespace ceilometer::config
