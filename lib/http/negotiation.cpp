#include "http/negotiation.hpp"

#include <algorithm>
#include <vector>

#include "base/strings.hpp"

namespace ceilometer::http {

namespace {

struct Mask {
  std::string_view type;
  std::string_view subtype;
  double quality;

  bool matches(std::string_view offer) const {
    const auto slash = offer.find('/');
    return (type == "*" || iequals(type, offer.substr(0, slash))) &&
           (subtype == "*" || iequals(subtype, offer.substr(slash + 1)));
  }
  int stars() const { return static_cast<int>(type == "*") + static_cast<int>(subtype == "*"); }
};

double quality_of(std::string_view parameters) {
  for (const auto parameter : split(parameters, ';')) {
    const auto text = trim(parameter);
    if (text.size() < 2 || (text[0] | 0x20) != 'q' || text[1] != '=') continue;
    const auto quality = parse_python_float(text.substr(2));
    return quality ? std::clamp(*quality, 0.0, 1.0) : 1.0;
  }
  return 1.0;
}

std::vector<Mask> parse(std::string_view accept) {
  std::vector<Mask> masks;
  for (const auto part : split(accept, ',')) {
    const auto end = part.find(';');
    const std::string_view name = trim(part.substr(0, end));
    const double quality = end == std::string_view::npos ? 1.0 : quality_of(part.substr(end + 1));
    if (name.empty() || quality <= 0) continue;
    const auto slash = name.find('/');
    if (slash != std::string_view::npos) {
      masks.push_back({name.substr(0, slash), name.substr(slash + 1), quality});
    } else if (name == "*") {
      masks.push_back({"*", "*", quality});
    }
  }
  return masks;
}

}  // namespace

std::optional<std::string_view> best_match(std::string_view accept, std::span<const std::string_view> offers) {
  if (trim(accept).empty()) return offers.front();
  const auto masks = parse(accept);
  std::optional<std::string_view> best;
  double best_quality = -1;
  int best_stars = 2;
  for (const auto offer : offers) {
    for (const auto& mask : masks) {
      if (!mask.matches(offer) || mask.quality < best_quality) continue;
      if (mask.quality == best_quality && best_stars <= mask.stars()) continue;
      best = offer;
      best_quality = mask.quality;
      best_stars = mask.stars();
    }
  }
  return best;
}

}  // namespace ceilometer::http
