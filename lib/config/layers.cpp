#include "config/layers.hpp"

#include <algorithm>
#include <optional>

#include "base/strings.hpp"
#include "config/ini_parser.hpp"
#include "config/text_file.hpp"

namespace ceilometer::config {

namespace {

Result<Layer> read_file(const std::string& path) {
  const Result<std::string> text = read_text_file(path);
  if (!text) return text.error();
  Result<std::vector<IniSection>> parsed = parse_ini(*text, path);
  if (!parsed) return parsed.error();
  Layer layer{Layer::Kind::kFile, path, {}, {}};
  std::map<std::string, bool, std::less<>> seen;
  for (IniSection& section : *parsed) {
    if (seen.emplace(section.name, true).second) layer.sections.push_back(section.name);
    for (IniEntry& entry : section.entries) {
      layer.add({section.name, std::move(entry.key), std::move(entry.value), entry.line});
    }
  }
  return layer;
}

std::string environment_name(const Option& option) {
  std::string name = "OS_";
  name.append(option.group).append("__").append(option.name);
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

bool is_spelled(const Option& option, std::string_view group, std::string_view name) {
  const auto same = [&](std::string_view g, std::string_view n) { return n == name && normalized_group(g) == group; };
  return same(option.group, option.name) ||
         std::any_of(option.deprecated.begin(), option.deprecated.end(),
                     [&](const Deprecated& old) { return same(old.group, old.name); });
}

// A group such as "cors.horizon" knows the options of "cors".
bool is_known(std::span<const Option> options, const std::string& group, const std::string& name) {
  const std::string family = group.substr(0, group.find('.'));
  return std::any_of(options.begin(), options.end(), [&](const Option& option) {
    return is_spelled(option, group, name) || (family != group && option.group == family && option.name == name);
  });
}

}  // namespace

std::string normalized_group(std::string_view group) { return group == "DEFAULT" ? "DEFAULT" : to_lower(group); }

std::string normalized_name(std::string_view name) {
  std::string result(name);
  std::replace(result.begin(), result.end(), '-', '_');
  return result;
}

void Layer::add(Setting setting) {
  Key key(normalized_group(setting.section), normalized_name(setting.name));
  settings[std::move(key)].push_back(std::move(setting));
}

const std::vector<Setting>* Layer::find(KeyView key) const {
  const auto found = settings.find(key);
  return found == settings.end() ? nullptr : &found->second;
}

std::string Place::in_error() const {
  return layer->origin + ": section [" + setting->section + "], key " + setting->name;
}

Result<Layers> Layers::read(const Sources& sources, std::span<const Option> options) {
  std::vector<std::string> paths = sources.files;
  for (const std::string& directory : sources.dirs) {
    const Result<std::vector<std::string>> files = list_files(directory);
    if (!files) return files.error();
    std::copy_if(files->begin(), files->end(), std::back_inserter(paths),
                 [](const std::string& path) { return path.ends_with(".conf"); });
  }

  Layers result;
  for (const std::string& path : paths) {
    Result<Layer> layer = read_file(path);
    if (!layer) return layer.error();
    result.layers_.push_back(std::move(*layer));
  }
  for (const Option& option : options) {
    const auto variable = sources.environment.find(environment_name(option));
    if (variable == sources.environment.end()) continue;
    Layer layer{Layer::Kind::kEnvironment, "environment variable " + variable->first, {}, {}};
    layer.add({std::string(option.group), std::string(option.name), variable->second});
    result.layers_.push_back(std::move(layer));
  }
  for (const Override& over : sources.overrides) {
    Layer layer{Layer::Kind::kOverride, over.origin, {over.group}, {}};
    if (!is_known(options, normalized_group(over.group), normalized_name(over.name))) {
      return Error{over.origin + ": section [" + over.group + "], key " + over.name + ": there is no such option."};
    }
    layer.add({over.group, over.name, over.value});
    result.layers_.push_back(std::move(layer));
  }
  return result;
}

std::vector<Place> Layers::choose(std::span<const KeyView> spellings, bool accumulate) const {
  std::vector<Place> places;  // strongest first, reversed at the end
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    if (!places.empty() && places.back().layer->kind != layer->kind) break;
    for (std::size_t i = 0; i < spellings.size(); ++i) {
      const std::vector<Setting>* settings = layer->find(spellings[i]);
      if (settings == nullptr) continue;
      if (!accumulate) return {Place{&*layer, &settings->back(), i > 0}};
      for (auto setting = settings->rbegin(); setting != settings->rend(); ++setting) {
        places.push_back({&*layer, &*setting, i > 0});
      }
    }
  }
  std::reverse(places.begin(), places.end());
  return places;
}

std::vector<Place> Layers::choose(const Option& option) const {
  std::vector<std::string> groups;
  groups.reserve(option.deprecated.size());  // the views below point into it
  std::vector<KeyView> spellings{{option.group, option.name}};
  for (const Deprecated& old : option.deprecated) {
    groups.push_back(normalized_group(old.group));
    spellings.emplace_back(groups.back(), old.name);
  }
  return choose(spellings, option.type == OptionType::kMultiString);
}

std::vector<Place> Layers::choose(KeyView key, bool accumulate) const { return choose({&key, 1}, accumulate); }

}  // namespace ceilometer::config
