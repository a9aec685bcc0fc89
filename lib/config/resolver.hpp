#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/layers.hpp"
#include "config/option.hpp"
#include "config/typed_value.hpp"

namespace ceilometer::config {

/// An option's checked value and where it came from.
struct Resolved {
  TypedValue value;
  std::vector<Place> places;  ///< empty where the default holds
};

/// Works out values: chooses the layer, replaces $references, converts, checks.
///
/// References are oslo.config's: $name, ${name}, ${group.name}; `$$` and `\$` are a dollar sign, and so is one that no
/// name follows. A name without a group is looked for in the option's own group, then in DEFAULT. An option without a
/// value is nothing. More than oslo.config takes: a key that a file sets and nobody declares can be referred to, since
/// the original declared more options than this service reads. An unknown name, references in a circle or more than
/// kMaxDepth deep, and a value that grows beyond kMaxValue are errors: one sentence with file, section and key.
///
/// Keeps references to its arguments. For one thread.
class Resolver {
 public:
  static constexpr std::size_t kMaxDepth = 32;
  static constexpr std::size_t kMaxValue = std::size_t{1} << 20;

  Resolver(const Layers& layers, std::span<const Option> options);

  Result<Resolved> resolve(const Option& option);
  /// An option of another section, like `option` in everything but its place and its default: unset without a setting.
  /// Its old names within its own group are good there too.
  Result<Resolved> resolve_like(const Option& option, std::string_view section);

 private:
  struct Text {
    bool done = false;
    std::string text;
  };
  /// What is being expanded: whose value, and how deep in references.
  struct Context {
    const Place* place;
    std::string_view group;
    bool secret;
    std::size_t depth;
  };

  Result<Resolved> resolve_at(const Option& option, std::vector<Place> places, std::string_view group,
                              std::size_t depth);
  Result<std::string> expand(const Context& context);
  Result<std::string> replacement(std::string_view reference, const Context& context);
  /// nullopt where there is no such option and no such key in any file.
  Result<std::optional<std::string>> find(std::string_view group, std::string_view name, const Context& context);
  Result<std::string> evaluate(const Option* option, KeyView key, const Context& context);

  const Layers& layers_;
  std::span<const Option> options_;
  std::map<Key, Text, KeyLess> texts_;  // what references gave; not done: being worked out further up
};

}  // namespace ceilometer::config
