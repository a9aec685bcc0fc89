#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/sentence.hpp"

namespace ceilometer::json {

/// What Python's json.loads says of a text.
struct Complaint {
  /// "Expecting value: line 1 column 1 (char 0)", counted in code points; nullopt where Python takes the text.
  std::optional<Sentence> message;
  /// How deep arrays and objects are nested, as far as it was read.
  std::size_t depth = 0;
};

/// Reads valid UTF-8 in the steps of Python's decoder (3.12 and before), for the sentence of a text that `parse`
/// refused. Linear time; the stack does not grow with the input.
Complaint complaint_of(std::string_view text);

}  // namespace ceilometer::json
