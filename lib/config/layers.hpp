#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/option.hpp"

namespace ceilometer::config {

/// "DEFAULT" as it is, others in lower case: how oslo.config compares group names.
std::string normalized_group(std::string_view group);
/// With "_" for each "-".
std::string normalized_name(std::string_view name);

/// A group and a name, both normalized.
using Key = std::pair<std::string, std::string>;
using KeyView = std::pair<std::string_view, std::string_view>;

/// Orders keys without making strings of views.
struct KeyLess {
  using is_transparent = void;
  bool operator()(const KeyView& a, const KeyView& b) const { return a < b; }
};

/// A value where somebody set it, before interpolation.
struct Setting {
  std::string section;  ///< as written
  std::string name;     ///< as written
  std::string value;
  int line = 0;  ///< in the file, from 1; 0 where there is none
};

/// What one file, one environment variable or one override sets.
struct Layer {
  enum class Kind { kFile, kEnvironment, kOverride };

  Kind kind = Kind::kFile;
  std::string origin;                 ///< a path, "environment variable OS_API__PORT", or the override's origin
  std::vector<std::string> sections;  ///< as written, in order of first appearance
  std::map<Key, std::vector<Setting>, KeyLess> settings;

  void add(Setting setting);
  const std::vector<Setting>* find(KeyView key) const;
};

/// A setting and the layer it stands in.
struct Place {
  const Layer* layer;
  const Setting* setting;
  bool deprecated = false;  ///< not under the option's current group and name

  /// "FILE: section [x], key y": how an error about the value begins.
  std::string in_error() const;
};

/// Everything that was set, weakest layer first.
class Layers {
 public:
  /// Reads files, directories, environment (of the options given) and overrides. Fails where a file cannot be read or
  /// parsed, and where an override names no option.
  static Result<Layers> read(const Sources& sources, std::span<const Option> options);

  /// The settings that make up the option's value, in order: at most one, or for a multi-valued option all that
  /// accumulate. Layer by layer from the strongest, the current spelling before the deprecated ones; of several in one
  /// section the last. Files accumulate with files; the environment and overrides replace what they are over.
  std::vector<Place> choose(const Option& option) const;
  /// The same for a key that nobody declared, or for an option's name in another section.
  std::vector<Place> choose(KeyView key, bool accumulate) const;

  const std::vector<Layer>& layers() const { return layers_; }

 private:
  std::vector<Place> choose(std::span<const KeyView> spellings, bool accumulate) const;

  std::vector<Layer> layers_;
};

}  // namespace ceilometer::config
