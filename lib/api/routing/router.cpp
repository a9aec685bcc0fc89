#include "api/routing/router.hpp"

#include <algorithm>

#include "base/api_error.hpp"
#include "base/strings.hpp"

namespace ceilometer::api {

namespace {

using Segments = std::span<const std::string_view>;

bool has_text(std::string_view segment) { return !segment.empty(); }

class Walk {
 public:
  Walk(std::string_view method, const Context& context, std::string& allow)
      : method_(method), context_(context), allow_(allow) {}

  Route from(const Controller& root, Segments rest) {
    const Controller* at = &root;
    while (at != nullptr) at = at->is_rest() ? by_method(*at, rest) : by_name(*at, rest);
    // What stood before the names of nested controllers, and the rest. Pecan drops the segments without text.
    auto& positional = route_.positional;
    std::copy_if(rest.begin(), rest.end(), std::back_inserter(positional), has_text);
    const std::size_t taken = std::min(positional.size(), route_.action->parameters.size());
    route_.has_too_many = positional.size() > taken;
    positional.resize(taken);
    return std::move(route_);
  }

 private:
  /// One step of object dispatch; null when the action is found and `rest` is what is left for it.
  const Controller* by_name(const Controller& at, Segments& rest) {
    if (rest.empty()) throw ApiError::abort(404);
    const std::string_view name = rest.front();
    if (at.index() != nullptr && (name.empty() || name == "index")) {
      route_.action = at.index();
      rest = rest.subspan(1);
      return nullptr;
    }
    if (const Controller* child = at.child(name, context_)) {
      named_below_ = &at;
      named_rest_ = rest;
      rest = rest.subspan(1);
      return child;
    }
    return look_up(at, rest, true);
  }

  const Controller* look_up(const Controller& at, Segments& rest, bool required) {
    const auto found = at.lookup(rest.front(), context_);
    if (found.controller == nullptr) {
      if (required) throw ApiError::abort(404);
      return nullptr;
    }
    if (found.captures) route_.captured.push_back(rest.front());
    rest = rest.subspan(1);
    looked_up_ = true;
    named_below_ = nullptr;
    return found.controller;
  }

  /// A RestController's turn: the method decides; where nothing fits its lookup is tried.
  const Controller* by_method(const Controller& at, Segments& rest) {
    if (const Controller* nested = nested_controller(at, rest)) return nested;
    const Action* action = choose(at, rest);
    if (action != nullptr && action->parameters.size() >= rest.size()) return found(action);
    // Only segments with text are looked up, but a path that has none but slashes is looked up as it is: so
    // /v2/meters/ is the meter of no name.
    Segments words = rest;
    words_.clear();
    std::copy_if(rest.begin(), rest.end(), std::back_inserter(words_), has_text);
    if (!words_.empty()) words = words_;
    const bool nameless = words_.empty() && action == nullptr && looked_up_;
    if (!words_.empty() || (nameless && !rest.empty())) {
      if (const Controller* next = look_up(at, words, false)) {
        rest_of_words_ = std::vector<std::string_view>(words.begin(), words.end());
        rest = rest_of_words_;
        return next;
      }
    }
    if (action != nullptr) return found(action);
    if (named_below_ != nullptr) {
      route_.positional.clear();
      rest = named_rest_;
      return look_up(*named_below_, rest, true);
    }
    allow_ = allowed(at);
    throw ApiError::abort(405);
  }

  /// A RestController's attribute, by the first segment that names one (_find_sub_controllers). The argument
  /// specification that Pecan sees of a wsexpose'd get_one takes any number of arguments before it.
  const Controller* nested_controller(const Controller& at, Segments& rest) {
    if (at.get_one() == nullptr) return nullptr;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const Controller* nested = at.child(rest[i], context_);
      if (nested == nullptr) continue;
      std::copy_if(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(i), std::back_inserter(route_.positional),
                   has_text);
      rest = rest.subspan(i + 1);
      return nested;
    }
    return nullptr;
  }

  const Controller* found(const Action* action) {
    route_.action = action;
    return nullptr;
  }

  /// The action that the method asks for. Takes from `rest` what named it.
  const Action* choose(const Controller& at, Segments& rest) const {
    if (method_ == "GET") {
      // Behind a lookup Pecan holds the rest of the path as a tuple, which never equals its [''].
      if (rest.empty() || (!looked_up_ && rest.size() == 1 && rest.front().empty())) {
        rest = {};
        return at.get_all();
      }
      Segments words = rest;
      while (!words.empty() && words.back().empty()) words = words.first(words.size() - 1);
      if (const Action* action = words.empty() ? nullptr : at.custom_get(words.back())) {
        rest = words.first(words.size() - 1);
        return action;
      }
      return at.get_one();
    }
    return method_ == "POST" ? at.post() : nullptr;
  }

  static std::string allowed(const Controller& at) {
    std::string out;
    if (at.get_all() != nullptr || at.get_one() != nullptr) out = "GET";
    if (at.post() != nullptr) out += out.empty() ? "POST" : ", POST";
    return out;
  }

  std::string_view method_;
  const Context& context_;
  std::string& allow_;
  bool looked_up_ = false;
  const Controller* named_below_ = nullptr;  // whose child was the last that was found by its name
  Segments named_rest_;                      // the path from that name on
  std::vector<std::string_view> words_;
  std::vector<std::string_view> rest_of_words_;
  Route route_;
};

}  // namespace

Route route(const Controller& root, std::string_view method, std::string_view path, const Context& context,
            std::string& allow) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const auto segments = split(path, '/');
  return Walk(method, context, allow).from(root, segments);
}

}  // namespace ceilometer::api
