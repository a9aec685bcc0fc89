#pragma once

#include <span>
#include <string_view>

#include "api/translation/catalog.hpp"

namespace ceilometer::api {

/// A language that errors can be said in.
struct Language {
  std::string_view code;  ///< as gettext spells it: "pt_BR"
  Catalog catalog;        ///< empty for English
};

/// Every language of this build: English, and those whose catalogs were built in. They are part of the module, so
/// neither files nor locales of the machine are asked.
std::span<const Language> languages();

/// The language that an Accept-Language header likes best (webob's AcceptLanguage.best_match): "de-AT" is content with
/// de, "pt" with pt_BR, any English with the one there is. Null where there is no header or it likes none.
const Language* best_language(std::string_view accept_language);

}  // namespace ceilometer::api
