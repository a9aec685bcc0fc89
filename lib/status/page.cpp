#include "status/page.hpp"

#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "status/renderings.hpp"

namespace ceilometer::status {

namespace {

struct Spelling {
  Format format;
  std::string_view word;
  std::string_view type;
  std::string_view version;  ///< of the media type; what says another one means another format
  bool needs_version;        ///< the type without a version is not this format
  std::string_view content_type;
};

constexpr std::array<Spelling, 4> kSpellings = {{
    {Format::kText, "text", "text/plain", "", false, "text/plain; charset=utf-8"},
    {Format::kJson, "json", "application/json", "", false, "application/json"},
    {Format::kPrometheus, "prometheus", "text/plain", "0.0.4", true, "text/plain; version=0.0.4; charset=utf-8"},
    {Format::kOpenMetrics, "openmetrics", "application/openmetrics-text", "1.0.0", false,
     "application/openmetrics-text; version=1.0.0; charset=utf-8"},
}};

/// One of an Accept header's masks.
struct Mask {
  std::string_view type;
  std::string_view version;
  double quality = 1.0;

  /// How exactly it names the format: 0 not at all.
  int fit(const Spelling& spelling) const {
    if (type == "*/*") return 1;
    if (type.ends_with("/*")) {
      const auto family = type.substr(0, type.size() - 1);  // "text/"
      return iequals(family, spelling.type.substr(0, family.size())) ? 2 : 0;
    }
    if (!iequals(type, spelling.type)) return 0;
    if (version.empty()) return spelling.needs_version ? 0 : 3;
    return version == spelling.version ? 4 : 0;
  }
};

Mask parse(std::string_view text) {
  Mask mask;
  bool first = true;
  for (const auto part : split(text, ';')) {
    const auto item = trim(part);
    if (first) mask.type = item;
    first = false;
    const auto equals = item.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = trim(item.substr(0, equals));
    auto value = trim(item.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (iequals(name, "version")) mask.version = value;
    if (iequals(name, "q")) mask.quality = std::clamp(parse_python_float(value).value_or(0), 0.0, 1.0);
  }
  return mask;
}

std::optional<Format> by_accept(std::string_view accept) {
  if (trim(accept).empty()) return Format::kText;
  std::optional<Format> best;
  double best_quality = 0;
  for (const auto& spelling : kSpellings) {
    // The mask that names a format most exactly speaks for it, as "text/plain;q=0, */*" means anything else.
    int fit = 0;
    double quality = 0;
    for (const auto part : split(accept, ',')) {
      const Mask mask = parse(part);
      const int its = mask.fit(spelling);
      if (its <= fit) continue;
      fit = its;
      quality = mask.quality;
    }
    if (quality <= best_quality) continue;
    best = spelling.format;
    best_quality = quality;
  }
  return best;
}

const Spelling& spelling_of(Format format) {
  return *std::find_if(kSpellings.begin(), kSpellings.end(), [&](const Spelling& s) { return s.format == format; });
}

}  // namespace

std::optional<Format> choose_format(std::string_view query, std::string_view accept) {
  constexpr std::string_view kFormat = "format=";
  for (const auto part : split(query, '&')) {
    if (part == "auto") return Format::kText;
    if (!part.starts_with(kFormat)) continue;
    const auto word = part.substr(kFormat.size());
    for (const auto& spelling : kSpellings) {
      if (word == spelling.word) return spelling.format;
    }
    return std::nullopt;
  }
  return by_accept(accept);
}

std::string_view content_type_of(Format format) { return spelling_of(format).content_type; }

std::string render(Format format, const Reading& reading) {
  const auto all = families(reading);
  switch (format) {
    case Format::kJson:
      return as_json(all);
    case Format::kPrometheus:
      return as_prometheus(all);
    case Format::kOpenMetrics:
      return as_openmetrics(all);
    case Format::kText:
      break;
  }
  return as_text(all);
}

}  // namespace ceilometer::status
