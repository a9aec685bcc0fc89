#pragma once

#include <string>
#include <string_view>

namespace ceilometer {

// The sentences of WSME's exceptions, which clients have matched on for years.

/// Invalid input for field/attribute FIELD. Value: 'VALUE'. REASON
std::string invalid_input(std::string_view field, std::string_view value, std::string_view reason);

/// Unknown argument: "NAME"[: REASON]
std::string unknown_argument(std::string_view name, std::string_view reason = {});

/// Missing argument: "NAME"[: REASON]
std::string missing_argument(std::string_view name, std::string_view reason = {});

}  // namespace ceilometer
