#include "filters/token_checks.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/strings.hpp"

namespace ceilometer::filters {
namespace {

constexpr std::string_view kKerberos = "kerberos";

const std::string* text_of(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value != nullptr ? value->as<std::string>() : nullptr;
}

bool is_kerberos_satisfied(const json::Value& principal, const http::Request& request) {
  const auto* expected = principal.as<std::string>();
  return expected != nullptr && iequals(request.auth_type, "negotiate") && request.remote_user == *expected;
}

/// A part of a pattern: one character, or a stretch of any.
struct Part {
  enum class Kind { kLiteral, kSegment, kAnything } kind;
  char literal = '\0';
};

std::vector<Part> parse_pattern(std::string_view pattern) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto close = pattern[i] == '{' ? pattern.find('}', i) : std::string_view::npos;
    if (close != std::string_view::npos) {
      parts.push_back({Part::Kind::kSegment});
      i = close;
    } else if (pattern[i] == '*') {
      const bool any = i + 1 < pattern.size() && pattern[i + 1] == '*';
      parts.push_back({any ? Part::Kind::kAnything : Part::Kind::kSegment});
      if (any) ++i;
    } else {
      parts.push_back({Part::Kind::kLiteral, pattern[i]});
    }
  }
  return parts;
}

}  // namespace

BindPolicy BindPolicy::parse(std::string_view word) {
  if (word == "disabled") return {Mode::kDisabled};
  if (word == "permissive" || word.empty()) return {Mode::kPermissive};
  if (word == "strict") return {Mode::kStrict};
  if (word == "required") return {Mode::kRequired};
  return {Mode::kNamed, std::string(word)};
}

bool is_bind_satisfied(const BindPolicy& policy, const identity::Token& token, const http::Request& request) {
  using Mode = BindPolicy::Mode;
  if (policy.mode == Mode::kDisabled) return true;
  const auto* bind = token.bind ? token.bind->as<json::Object>() : nullptr;
  if (bind == nullptr || bind->empty()) {
    // A binding that is there and is no object cannot be understood, so it cannot be satisfied.
    if (token.bind && bind == nullptr && !token.bind->is_null()) return false;
    return policy.mode == Mode::kPermissive || policy.mode == Mode::kStrict;
  }
  if (policy.mode == Mode::kNamed && bind->find(policy.name) == nullptr) return false;
  return std::all_of(bind->members().begin(), bind->members().end(), [&](const json::Member& member) {
    if (member.name == kKerberos) return is_kerberos_satisfied(member.value, request);
    return policy.mode == Mode::kPermissive;
  });
}

bool matches_path(std::string_view pattern, std::string_view path) {
  const auto parts = parse_pattern(pattern);
  // reached[i]: the parts so far can end before the path's character i.
  std::vector<bool> reached(path.size() + 1);
  reached[0] = true;
  for (const auto& part : parts) {
    std::vector<bool> next(path.size() + 1);
    if (part.kind == Part::Kind::kAnything) next[0] = reached[0];
    for (std::size_t i = 0; i < path.size(); ++i) {
      switch (part.kind) {
        case Part::Kind::kLiteral:
          next[i + 1] = reached[i] && path[i] == part.literal;
          break;
        case Part::Kind::kSegment:  // at least one character, and no slash
          next[i + 1] = path[i] != '/' && (reached[i] || next[i]);
          break;
        case Part::Kind::kAnything:
          next[i + 1] = reached[i + 1] || next[i];
          break;
      }
    }
    reached = std::move(next);
  }
  return reached[path.size()];
}

bool is_allowed_by_access_rules(const identity::Token& token, std::string_view service_type,
                                const http::Request& request, bool through_service) {
  if (!token.access_rules) return true;
  const auto* rules = token.access_rules->as<json::Array>();
  if (service_type.empty() || rules == nullptr) return false;
  const auto& known = token.service_types;
  if (std::find(known.begin(), known.end(), service_type) == known.end()) return false;
  if (through_service) return true;
  const std::string path = request.script_name + request.path_info;
  return std::any_of(rules->begin(), rules->end(), [&](const json::Value& value) {
    const auto* rule = value.as<json::Object>();
    if (rule == nullptr) return false;
    const auto* method = text_of(*rule, "method");
    const auto* service = text_of(*rule, "service");
    const auto* pattern = text_of(*rule, "path");
    return method != nullptr && service != nullptr && pattern != nullptr && *method == request.method &&
           *service == service_type && matches_path(*pattern, path);
  });
}

}  // namespace ceilometer::filters
