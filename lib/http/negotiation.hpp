#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace ceilometer::http {

/// The offer that an Accept header likes best (webob's MIMEAccept.best_match): by quality, and of equal qualities the
/// one that a less general mask matched; of equals the first offer. nullopt where it likes none. An empty header likes
/// everything.
std::optional<std::string_view> best_match(std::string_view accept, std::span<const std::string_view> offers);

}  // namespace ceilometer::http
