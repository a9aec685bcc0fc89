#include "storage/sqlite/regexp.hpp"

#ifdef CEILOMETER_HAVE_PCRE2

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <sqlite3.h>

#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"
#include "storage/sqlite/python_pattern.hpp"
#include "storage/sqlite/sqlite_error.hpp"

namespace ceilometer::storage::sqlite {

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

class Regexp {
 public:
  static Result<Regexp> compile(std::string_view pattern) {
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
    Regexp regexp;
    int code = 0;
    PCRE2_SIZE offset = 0;
    regexp.code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(p.text.data()), p.text.size(), options, &code,
                                     &offset, context.get()));
    if (!regexp.code_) return Error{what_pcre2_says(code)};
    regexp.data_.reset(pcre2_match_data_create_from_pattern(regexp.code_.get(), nullptr));
    regexp.context_.reset(pcre2_match_context_create(nullptr));
    if (!regexp.data_ || !regexp.context_) return Error{"there is not enough memory"};
    pcre2_set_match_limit(regexp.context_.get(), kMatchLimit);
    pcre2_set_depth_limit(regexp.context_.get(), kDepthLimit);
    pcre2_set_heap_limit(regexp.context_.get(), kHeapLimit);
    return regexp;
  }

  Result<bool> finds(std::string_view text) const {
    const int code = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data_.get(),
                                 context_.get());
    if (code >= 0) return true;
    if (code == PCRE2_ERROR_NOMATCH) return false;
    return Error{"it takes too many steps to search for (" + what_pcre2_says(code) + ")"};
  }

 private:
  Code code_;
  MatchData data_;
  MatchContext context_;
};

void refuse(sqlite3_context* context, std::string_view pattern, const std::string& reason) {
  const std::string message = json::python_repr(pattern.substr(0, utf8_prefix(pattern, 200))) + ": " + reason;
  sqlite3_result_error(context, message.c_str(), static_cast<int>(message.size()));
  sqlite3_result_error_code(context, SQLITE_CONSTRAINT_FUNCTION);  // see kind_of in sqlite_error.cpp
}

std::string_view bytes_of(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return text ? std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value))) : std::string_view("");
}

bool search(sqlite3_context* context, const Regexp& regexp, std::string_view pattern, sqlite3_value* value) {
  std::string number;
  std::string_view text;
  switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
      text = "None";
      break;
    case SQLITE_FLOAT:
      json::append_python_float(number, sqlite3_value_double(value));
      text = number;
      break;
    default:
      text = bytes_of(value);
  }
  const auto found = regexp.finds(text);
  if (!found) {
    refuse(context, pattern, found.error().message);
    return false;
  }
  sqlite3_result_int(context, found.value() ? 1 : 0);
  return true;
}

void release(void* regexp) { delete static_cast<Regexp*>(regexp); }

/// regexp(pattern, value): SQLite keeps what was compiled as long as the pattern stays the same.
void regexp_function(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
  try {
    const std::string_view pattern = bytes_of(values[0]);
    if (const auto* known = static_cast<const Regexp*>(sqlite3_get_auxdata(context, 0))) {
      search(context, *known, pattern, values[1]);
      return;
    }
    auto compiled = Regexp::compile(pattern);
    if (!compiled) return refuse(context, pattern, compiled.error().message);
    auto regexp = std::make_unique<Regexp>(std::move(compiled).value());
    if (search(context, *regexp, pattern, values[1])) sqlite3_set_auxdata(context, 0, regexp.release(), release);
  } catch (const std::exception&) {
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace

void add_regexp(sqlite3* handle) {
  // Not deterministic, though it is: SQLite would evaluate it for constants before it has found any row, and a bad
  // pattern is an error only where a row is looked at.
  const int code =
      sqlite3_create_function_v2(handle, "regexp", 2, SQLITE_UTF8, nullptr, regexp_function, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_error(handle, code, "adding a function");
}

sql::Dialect::Pattern check_pattern(std::string_view pattern) {
  return Regexp::compile(pattern) ? sql::Dialect::Pattern::kGood : sql::Dialect::Pattern::kBad;
}

}  // namespace ceilometer::storage::sqlite

#else

namespace ceilometer::storage::sqlite {

void add_regexp(sqlite3* /*handle*/) {}

sql::Dialect::Pattern check_pattern(std::string_view /*pattern*/) { return sql::Dialect::Pattern::kUnsupported; }

}  // namespace ceilometer::storage::sqlite

#endif
