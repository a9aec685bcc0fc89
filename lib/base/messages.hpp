#pragma once

#include "base/sentence.hpp"

namespace ceilometer {

// The sentences of WSME's exceptions, which clients have matched on for years.

/// Invalid input for field/attribute FIELD. Value: 'VALUE'. REASON
Sentence invalid_input(Sentence field, Sentence value, Sentence reason);

/// Unknown argument: "NAME"[: REASON]
Sentence unknown_argument(Sentence name, Sentence reason = {});

/// Missing argument: "NAME"[: REASON]
Sentence missing_argument(Sentence name, Sentence reason = {});

}  // namespace ceilometer
