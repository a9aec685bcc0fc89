#include "storage/sql/regexp.hpp"

#include "base/strings.hpp"
#include "json/write.hpp"

#ifdef CEILOMETER_HAVE_PCRE2

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "storage/sql/python_pattern.hpp"

namespace ceilometer::storage::sql {

namespace {

// Of one search in one value. A pattern that needs more has run away: well-behaved ones need a few steps per character.
constexpr std::uint32_t kMatchLimit = 1'000'000;
constexpr std::uint32_t kDepthLimit = 100'000;
constexpr std::uint32_t kHeapLimit = 8'192;  // KiB
constexpr std::size_t kLongestPattern = 10'000;

template <auto Free>
struct Release {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using CompileContext = std::unique_ptr<pcre2_compile_context, Release<pcre2_compile_context_free>>;
using Code = std::unique_ptr<pcre2_code, Release<pcre2_code_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Release<pcre2_match_data_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Release<pcre2_match_context_free>>;

std::string what_pcre2_says(int code) {
  PCRE2_UCHAR text[256] = {};
  pcre2_get_error_message(code, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

}  // namespace

struct Regexp::Compiled {
  Code code;
  MatchData data;
  MatchContext context;
};

bool Regexp::is_available() { return true; }

Result<Regexp> Regexp::compile(std::string_view pattern) {
  if (pattern.size() > kLongestPattern) return Error{"it is too long"};
  if (!is_valid_utf8(pattern)) return Error{"it is not valid UTF-8"};
  const auto perl = to_perl_pattern(pattern);
  if (!perl) return perl.error();
  const PerlPattern& p = perl.value();
  std::uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (!p.ascii) options |= PCRE2_UCP;
  if (p.ignore_case) options |= PCRE2_CASELESS;
  if (p.multiline) options |= PCRE2_MULTILINE;
  if (p.dot_all) options |= PCRE2_DOTALL;
  const CompileContext context(pcre2_compile_context_create(nullptr));
  if (context) pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  auto compiled = std::make_unique<Compiled>();
  int code = 0;
  PCRE2_SIZE offset = 0;
  compiled->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(p.text.data()), p.text.size(), options, &code,
                                     &offset, context.get()));
  if (!compiled->code) return Error{what_pcre2_says(code)};
  compiled->data.reset(pcre2_match_data_create_from_pattern(compiled->code.get(), nullptr));
  compiled->context.reset(pcre2_match_context_create(nullptr));
  if (!compiled->data || !compiled->context) return Error{"there is not enough memory"};
  pcre2_set_match_limit(compiled->context.get(), kMatchLimit);
  pcre2_set_depth_limit(compiled->context.get(), kDepthLimit);
  pcre2_set_heap_limit(compiled->context.get(), kHeapLimit);
  return Regexp(std::move(compiled));
}

Result<bool> Regexp::finds(std::string_view text) const {
  const int code = pcre2_match(compiled_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                               compiled_->data.get(), compiled_->context.get());
  if (code >= 0) return true;
  if (code == PCRE2_ERROR_NOMATCH) return false;
  return Error{"it takes too many steps to search for (" + what_pcre2_says(code) + ")"};
}

}  // namespace ceilometer::storage::sql

#else

namespace ceilometer::storage::sql {

struct Regexp::Compiled {};

bool Regexp::is_available() { return false; }

Result<Regexp> Regexp::compile(std::string_view /*pattern*/) { return Error{"this server was built without PCRE2"}; }

Result<bool> Regexp::finds(std::string_view /*text*/) const { return false; }

}  // namespace ceilometer::storage::sql

#endif

namespace ceilometer::storage::sql {

Regexp::Regexp(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regexp::Regexp(Regexp&& other) noexcept = default;
Regexp& Regexp::operator=(Regexp&& other) noexcept = default;
Regexp::~Regexp() = default;

std::string refusal_of(std::string_view pattern, std::string_view reason) {
  constexpr std::size_t kShown = 200;
  return json::python_repr(pattern.substr(0, utf8_prefix(pattern, kShown))) + ": " + std::string(reason);
}

}  // namespace ceilometer::storage::sql
