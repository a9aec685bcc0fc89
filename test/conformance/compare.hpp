#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "conformance/lists.hpp"
#include "conformance/recording.hpp"

namespace ceilometer::conformance {

/// What a server answered. Status 0: nothing.
struct Answer {
  int status = 0;
  std::string type;
  std::string body;
};

/// How an answer departs from the recorded one; nullopt where it conforms. What begins with "wording" is an error's
/// text alone.
///
/// The rules: what has no defined order is compared without order (meters, resources, groups of statistics, traits,
/// samples of equal timestamps). Floats compare to a relative 1e-9. Ids and times that a server makes up are not
/// compared. Where the recorded server crashed (500) or had not implemented something (501), any answer below 500, or
/// 501, passes. An error's text is compared up to the first bracket or quote, and not at all where Accept-Language
/// asked for another language than English; the text of 404, 405, 406, 410 and 415 pages is not compared. Another
/// project's sample by its id must be a 404.
/// `prefix` is the path the server under check is mounted at.
std::optional<std::string> difference(const Exchange& exchange, const Answer& answer, std::string_view prefix,
                                      const Known& known);

}  // namespace ceilometer::conformance
