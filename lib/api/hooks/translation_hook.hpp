#pragma once

#include "api/hooks/hook.hpp"
#include "api/translation/languages.hpp"

namespace ceilometer::api {

/// Settles the language of an error: the caller's Accept-Language, where this build speaks it. Answers that are no
/// errors have no sentences.
class TranslationHook final : public Hook {
 public:
  void on_error(Context& context, const ApiError& /*error*/) const override {
    context.language = best_language(context.request.headers.joined("Accept-Language").value_or(""));
  }
};

}  // namespace ceilometer::api
