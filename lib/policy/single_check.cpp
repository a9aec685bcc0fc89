#include "policy/single_check.hpp"

#include <optional>

#include "base/strings.hpp"
#include "config/config.hpp"
#include "json/write.hpp"

namespace ceilometer::policy {

namespace {

using Kind = Check::Kind;

SingleCheck known(Kind kind, std::string text = {}) { return {{kind, std::move(text), {}, Check::kNoRule}, {}}; }

SingleCheck unknown(std::string_view text, std::string_view problem) {
  SingleCheck result = known(Kind::kUnknown);
  result.problem.append("'").append(text).append("' ").append(problem);
  return result;
}

// Python's `match % {}`.
struct Formatted {
  enum class Outcome { kText, kNoSuchKey, kRaises } outcome;
  std::string text;
};

Formatted format_with_nothing(std::string_view match) {
  std::string text;
  for (std::size_t i = 0; i < match.size(); ++i) {
    if (match[i] != '%') {
      text += match[i];
    } else if (i + 1 < match.size() && match[i + 1] == '%') {
      text += match[++i];
    } else if (i + 1 < match.size() && match[i + 1] == '(' && match.find(')', i) != std::string_view::npos) {
      return {Formatted::Outcome::kNoSuchKey, {}};
    } else {
      return {Formatted::Outcome::kRaises, {}};
    }
  }
  return {Formatted::Outcome::kText, std::move(text)};
}

// Unlike in other checks, a name that the target does not have was no "no" here: it raised.
SingleCheck remote(std::string_view text, std::string_view match) {
  const std::string shown = config::mask_url(text);
  Formatted url = format_with_nothing(text);
  if (url.outcome == Formatted::Outcome::kNoSuchKey) return unknown(shown, "has a %(name)s, and there are no names");
  if (url.outcome == Formatted::Outcome::kRaises) return unknown(shown, "has a % that is not %% or %(name)s");
  const bool names_server = match.starts_with("//") && match.size() > 2 && match[2] != '/';
  if (!names_server) return unknown(shown, "names no server");
  return known(Kind::kRemote, std::move(url.text));
}

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// str() of a Python literal: a quoted text, a number, True, False, None. nullopt where it is none of these.
std::optional<std::string> literal(std::string_view kind) {
  if (kind == "True" || kind == "False" || kind == "None") return std::string(kind);
  if (kind.size() >= 2 && is_one_of(kind.front(), "'\"") && kind.back() == kind.front()) {
    const std::string_view inner = kind.substr(1, kind.size() - 2);
    if (inner.find_first_of(std::string{'\\', kind.front()}) != std::string_view::npos) return std::nullopt;
    return std::string(inner);
  }
  const std::string_view digits = kind.starts_with("-") ? kind.substr(1) : kind;
  if (digits.empty() || digits.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  if (digits.find_first_not_of("0123456789") == std::string_view::npos) {
    if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
    return digits == "0" ? "0" : std::string(kind);
  }
  const std::optional<double> number = is_digit(digits.front()) ? parse_python_float(kind) : std::nullopt;
  if (!number) return std::nullopt;
  std::string text;
  json::append_python_float(text, *number);
  return text;
}

// What the caller's credentials hold under a dotted path of names. Names that are not there are false; names below
// user_id, project_id or roles made Python raise, as did what is no Python expression.
SingleCheck attribute(std::string_view text, std::string_view kind, std::string value) {
  if (kind == "roles") return known(Kind::kInRoles, std::move(value));
  if (kind == "user_id") return known(Kind::kUserId, std::move(value));
  if (kind == "project_id") return known(Kind::kProjectId, std::move(value));
  if (kind.empty() || !begins_name(kind.front())) return unknown(text, "has neither a name nor a literal before the :");
  const std::string_view first = kind.substr(0, kind.find('.'));
  if (first.size() != kind.size() && (first == "roles" || first == "user_id" || first == "project_id")) {
    return unknown(text, "asks for a part of what has no parts");
  }
  return known(Kind::kFalse);
}

}  // namespace

SingleCheck parse_single_check(std::string_view text) {
  if (text == "@") return known(Kind::kTrue);
  if (text == "!") return known(Kind::kFalse);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return unknown(text, "is no check of the form kind:match");
  const std::string_view kind = text.substr(0, colon);
  const std::string_view match = text.substr(colon + 1);
  if (kind == "http" || kind == "https") return remote(text, match);
  if (kind == "rule") return known(Kind::kRule, std::string(match));

  Formatted value = format_with_nothing(match);
  if (value.outcome == Formatted::Outcome::kNoSuchKey) return known(Kind::kFalse);
  if (value.outcome == Formatted::Outcome::kRaises) return unknown(text, "has a % that is not %% or %(name)s");
  if (kind == "role") return known(Kind::kRole, std::move(value.text));
  if (const std::optional<std::string> constant = literal(kind)) {
    return known(*constant == value.text ? Kind::kTrue : Kind::kFalse);
  }
  return attribute(text, kind, std::move(value.text));
}

}  // namespace ceilometer::policy
