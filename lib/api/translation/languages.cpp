#include "api/translation/languages.hpp"

#include <string>

#include "api/translation/embedded_catalogs.hpp"
#include "base/strings.hpp"

namespace ceilometer::api {

namespace {

/// A mask and a language's code are compared in lower case with "-" between.
std::string tag(std::string_view code) {
  std::string out = to_lower(code);
  for (char& c : out) c = c == '_' ? '-' : c;
  return out;
}

std::string_view primary(std::string_view tag) { return tag.substr(0, tag.find('-')); }

bool matches(const std::string& mask, const std::string& code) {
  if (mask == "*" || code == mask || primary(code) == mask || code == primary(mask)) return true;
  return primary(mask) == "en" && primary(code) == "en";  // en-GB is better served in en_US than in the next language
}

double quality_of(std::string_view parameters) {
  for (const auto parameter : split(parameters, ';')) {
    const auto q = trim(parameter);
    if (!q.starts_with("q=") && !q.starts_with("Q=")) continue;
    const double quality = parse_python_float(q.substr(2)).value_or(1.0);
    return quality <= 1.0 ? quality : 1.0;  // which a NaN is not, either
  }
  return 1.0;
}

}  // namespace

std::span<const Language> languages() { return embedded_languages(); }

const Language* best_language(std::string_view accept_language) {
  const Language* best = nullptr;
  double best_quality = 0;
  for (const auto part : split(accept_language, ',')) {
    const auto semicolon = part.find(';');
    const std::string mask = tag(trim(part.substr(0, semicolon)));
    const double quality = semicolon == std::string_view::npos ? 1.0 : quality_of(part.substr(semicolon + 1));
    if (mask.empty() || quality <= best_quality) continue;
    for (const auto& language : languages()) {
      if (!matches(mask, tag(language.code))) continue;
      best = &language;
      best_quality = quality;
      break;
    }
  }
  return best;
}

}  // namespace ceilometer::api
