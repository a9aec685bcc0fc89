#pragma once

#include <span>

#include "api/translation/languages.hpp"

namespace ceilometer::api {

/// The build's languages, English first; the file that defines it is made by cmake/EmbedCatalogs.cmake.
std::span<const Language> embedded_languages();

}  // namespace ceilometer::api
