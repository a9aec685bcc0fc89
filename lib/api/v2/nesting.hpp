#pragma once

#include "api/rendering/writer.hpp"
#include "json/value.hpp"

namespace ceilometer::api::v2 {

/// {"a.b.c": 1} -> {"a": {"b": {"c": 1}}}, in the order and with the precedence of the original
/// (utils.restore_nesting with "." between). Throws ApiError 400 where a name has more than 60 dots.
json::Value restore_nesting(const TextMap& flat);

}  // namespace ceilometer::api::v2
