#include "api/rendering/flat_metadata.hpp"

#include <algorithm>

namespace ceilometer::api {

namespace {

std::string flat_name(std::string name) {
  std::replace(name.begin(), name.end(), '.', ':');
  const auto first = name.find(':');
  if (first != std::string::npos) name[first] = '.';
  return name;
}

class Flattener {
 public:
  void add(const json::Object& object, const std::string& prefix) {
    for (const json::Member* member : json::members_in_order(object, true)) {
      if (const auto* nested = member->value.as<json::Object>()) {
        add(*nested, prefix + member->name + ".");
        continue;
      }
      // A dict inside a list is shown with its names sorted.
      const bool is_list = member->value.as<json::Array>() != nullptr;
      put(flat_name(prefix + member->name), json::python_str(is_list ? json::sorted(member->value) : member->value));
    }
  }

  TextMap take() { return std::move(out_); }

 private:
  /// a:b and a.b become the same name: the later one wins, at the first one's place.
  void put(std::string name, std::string value) {
    const auto place = find(name);
    if (place == out_.size()) {
      out_.emplace_back(std::move(name), std::move(value));
    } else {
      out_[place].second = std::move(value);
    }
  }

  /// Where it is, or where it will be. Few names are compared one by one, many are looked up.
  std::size_t find(const std::string& name) {
    if (out_.size() < kMany) {
      const auto is_it = [&](const auto& pair) { return pair.first == name; };
      return static_cast<std::size_t>(std::find_if(out_.begin(), out_.end(), is_it) - out_.begin());
    }
    for (std::size_t i = places_.size(); i < out_.size(); ++i) places_.emplace(out_[i].first, i);
    const auto found = places_.find(name);
    return found == places_.end() ? out_.size() : found->second;
  }

  static constexpr std::size_t kMany = 32;

  TextMap out_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

TextMap flatten_metadata(const json::Value& metadata) {
  Flattener flattener;
  if (const auto* object = metadata.as<json::Object>()) flattener.add(*object, {});
  return flattener.take();
}

TextMap MetadataCache::parse(std::optional<std::string_view> json_text) {
  if (!json_text) return {};
  const auto value = json::parse(*json_text, {kMaxDepth});
  return value ? flatten_metadata(*value) : TextMap{};
}

}  // namespace ceilometer::api
