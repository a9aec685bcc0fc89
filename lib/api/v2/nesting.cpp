#include "api/v2/nesting.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <variant>

#include "base/api_error.hpp"
#include "base/messages.hpp"

namespace ceilometer::api::v2 {

namespace {

constexpr std::ptrdiff_t kMaxDots = 60;  // deeper would not be read back: every reader of JSON bounds its depth

/// From so many names on they are indexed: a posted object may have many.
constexpr std::size_t kMany = 16;

/// An object being built.
class Node {
 public:
  void set(const std::string& name, json::Value value) { at(name) = std::move(value); }

  /// The object of that name; what else stood there is replaced.
  Node& object(const std::string& name) {
    auto& item = at(name);
    if (!std::holds_alternative<std::unique_ptr<Node>>(item)) item = std::make_unique<Node>();
    return *std::get<std::unique_ptr<Node>>(item);
  }

  json::Value take() {
    json::Object object;
    object.members().reserve(items_.size());
    for (auto& [name, item] : items_) {
      auto* const child = std::get_if<std::unique_ptr<Node>>(&item);
      object.members().push_back({name, child != nullptr ? (*child)->take() : std::move(std::get<json::Value>(item))});
    }
    return object;
  }

 private:
  using Item = std::variant<json::Value, std::unique_ptr<Node>>;

  Item& at(const std::string& name) {
    const std::size_t place = place_of(name);
    if (place == items_.size()) items_.emplace_back(name, json::Value());
    return items_[place].second;
  }

  /// Where the name is, or where it comes.
  std::size_t place_of(const std::string& name) {
    if (items_.size() < kMany) {
      const auto found =
          std::find_if(items_.begin(), items_.end(), [&](const auto& item) { return item.first == name; });
      return static_cast<std::size_t>(found - items_.begin());
    }
    if (places_.empty()) {
      for (const auto& item : items_) places_.emplace(item.first, places_.size());
    }
    return places_.try_emplace(name, items_.size()).first->second;
  }

  std::vector<std::pair<std::string, Item>> items_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

json::Value restore_nesting(const TextMap& flat) {
  Node root;
  const auto value_of = [](const auto& pair) { return pair.second ? json::Value(*pair.second) : json::Value(); };
  // Names without a dot stand there before any other is taken apart, wherever they came.
  for (const auto& pair : flat) {
    if (pair.first.find('.') == std::string::npos) root.set(pair.first, value_of(pair));
  }
  for (const auto& pair : flat) {
    const std::string& name = pair.first;
    if (std::count(name.begin(), name.end(), '.') > kMaxDots) {
      throw ApiError(400, invalid_input("resource_metadata", name.substr(0, 100), "the name nests too deep"));
    }
    Node* node = &root;
    std::size_t begin = 0;
    for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', begin)) {
      node = &node->object(name.substr(begin, dot - begin));
      begin = dot + 1;
    }
    if (begin > 0) node->set(name.substr(begin), value_of(pair));
  }
  return root.take();
}

}  // namespace ceilometer::api::v2
