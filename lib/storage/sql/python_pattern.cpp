#include "storage/sql/python_pattern.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ceilometer::storage::sql {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_octal(char c) { return c >= '0' && c <= '7'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_name(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return c == '_' || is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80;
  });
}

std::optional<std::uint32_t> number(std::string_view text, int base) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Translator {
 public:
  explicit Translator(std::string_view source) : source_(source) {}

  Result<PerlPattern> run() {
    bool ok = translate();
    if (!ok && restart_verbose_) {
      *this = Translator(source_);
      verbose_ = true;
      ok = translate();
    }
    if (!ok) return Error{error_ + " at position " + std::to_string(i_)};
    return std::move(out_);
  }

 private:
  // Each step returns false once there is an error, or the flag for verbose patterns was met for the first time.
  bool fail(std::string_view what) {
    error_ = what;
    return false;
  }

  bool more() const { return i_ < source_.size(); }
  char peek() const { return more() ? source_[i_] : '\0'; }
  bool take(char c) {
    if (peek() != c || !more()) return false;
    ++i_;
    return true;
  }
  std::string& text() { return out_.text; }

  bool translate() {
    while (more()) {
      if (!item()) return false;
    }
    return groups_.empty() || fail("missing ), unterminated subpattern");
  }

  bool item() {
    const char c = source_[i_++];
    if (verbose_ && is_space(c)) return true;
    if (verbose_ && c == '#') {
      i_ = std::min(source_.find('\n', i_), source_.size());
      return true;
    }
    switch (c) {
      case '\\':
        return escape();
      case '[':
        return set();
      case '(':
        return open();
      case ')':
        return close();
      case '{':
        return braces();
      case '*':
      case '+':
      case '?':
        return repeat(std::string(1, c));
      case '|':
        can_repeat_ = Repeat::kNothing;
        text() += c;
        return true;
      default:
        return atom(std::string_view(&c, 1));
    }
  }

  bool atom(std::string_view perl) {
    can_repeat_ = Repeat::kYes;
    text() += perl;
    return true;
  }

  bool repeat(const std::string& perl) {
    if (can_repeat_ == Repeat::kNothing) return fail("nothing to repeat");
    if (can_repeat_ == Repeat::kTwice) return fail("multiple repeat");
    can_repeat_ = Repeat::kTwice;
    text() += perl;
    if (take('?')) text() += '?';
    if (take('+')) text() += '+';
    return true;
  }

  /// {n}, {n,}, {,m}, {n,m} behind something; any other { stands for itself.
  bool braces() {
    const std::size_t start = i_;
    const auto digits = [&] {
      const std::size_t from = i_;
      while (is_digit(peek())) ++i_;
      return std::string(source_.substr(from, i_ - from));
    };
    const std::string low = digits();
    const bool comma = take(',');
    const std::string high = comma ? digits() : low;
    if (!take('}') || (!comma && low.empty())) {
      i_ = start;
      return atom("\\{");
    }
    return repeat("{" + (low.empty() ? "0" : low) + (comma ? "," + high : "") + "}");
  }

  bool coded(std::optional<std::uint32_t> code) {
    if (!code || *code > 0x10FFFF || (*code >= 0xD800 && *code <= 0xDFFF)) return fail("bad escape");
    char hex[16] = {};
    const auto end = std::to_chars(hex, hex + sizeof hex, *code, 16).ptr;
    return atom("\\x{" + std::string(hex, end) + "}");
  }

  bool coded_hex(std::size_t digits) {
    const auto hex = source_.substr(i_, digits);
    if (hex.size() != digits) return fail("incomplete escape");
    i_ += digits;
    return coded(number(hex, 16));
  }

  /// Up to `most` more octal digits behind those before i_.
  bool coded_octal(std::size_t from, std::size_t most) {
    while (most-- > 0 && is_octal(peek())) ++i_;
    const auto code = number(source_.substr(from, i_ - from), 8);
    return code && *code > 0377 ? fail("octal escape value is too large") : coded(code);
  }

  /// What escapes mean inside and outside of sets. nullopt: this is none of them.
  std::optional<bool> common_escape(char c) {
    switch (c) {
      case 'x':
        return coded_hex(2);
      case 'u':
        return coded_hex(4);
      case 'U':
        return coded_hex(8);
      case 'v':  // a class of characters in PCRE2
        return atom("\\x0b");
      case 'a':
      case 'f':
      case 'n':
      case 'r':
      case 't':
      case 'd':
      case 'D':
      case 's':
      case 'S':
      case 'w':
      case 'W':
        return atom(std::string("\\") + c);
      default:
        break;
    }
    if (is_letter(c)) return std::nullopt;
    if (static_cast<unsigned char>(c) >= 0x80) return atom(std::string_view(&c, 1));
    if (is_digit(c)) return std::nullopt;
    return atom(std::string("\\") + c);
  }

  bool escape() {
    if (!more()) return fail("bad escape (end of pattern)");
    const std::size_t from = i_;
    const char c = source_[i_++];
    if (const auto done = common_escape(c)) return *done;
    if (c == '0') return coded_octal(from, 2);
    if (is_digit(c)) return reference(from);
    if (c == 'A' || c == 'b' || c == 'B' || c == 'Z') {
      atom(c == 'Z' ? std::string("\\z") : std::string("\\") + c);
      can_repeat_ = Repeat::kNothing;
      return true;
    }
    return fail("bad escape");
  }

  bool reference(std::size_t from) {
    if (is_digit(peek())) {
      ++i_;
      if (is_octal(source_[from]) && is_octal(source_[from + 1]) && is_octal(peek())) return coded_octal(from, 1);
    }
    return refer_to(number(source_.substr(from, i_ - from), 10));
  }

  bool refer_to(std::optional<std::uint32_t> group) {
    if (!group || *group == 0 || *group > count_) return fail("invalid group reference");
    const bool open = std::any_of(groups_.begin(), groups_.end(), [&](const Group& g) { return g.number == *group; });
    if (open) return fail("cannot refer to an open group");
    return atom("\\g{" + std::to_string(*group) + "}");
  }

  bool set() {
    text() += '[';
    if (take('^')) text() += '^';
    if (take(']')) text() += "\\]";
    while (more()) {
      const std::size_t from = i_ + 1;
      const char c = source_[i_++];
      if (c == ']') {
        text() += ']';
        can_repeat_ = Repeat::kYes;
        return true;
      }
      if (c == '[') {  // in PCRE2 it may begin a POSIX class
        text() += "\\[";
      } else if (c != '\\') {
        text() += c;
      } else if (!set_escape(from)) {
        return false;
      }
    }
    return fail("unterminated character set");
  }

  bool set_escape(std::size_t from) {
    if (!more()) return fail("bad escape (end of pattern)");
    const char c = source_[i_++];
    if (const auto done = common_escape(c)) return *done;
    if (c == 'b') return atom("\\x08");
    if (is_octal(c)) return coded_octal(from, 2);
    return fail("bad escape");
  }

  struct Group {
    std::uint32_t number = 0;  ///< 0: it captures nothing
    bool was_verbose = false;
  };

  bool push(std::string_view perl, std::uint32_t number) {
    groups_.push_back({number, verbose_});
    can_repeat_ = Repeat::kNothing;
    text() += perl;
    return true;
  }

  bool close() {
    if (groups_.empty()) return fail("unbalanced parenthesis");
    verbose_ = groups_.back().was_verbose;
    groups_.pop_back();
    return atom(")");
  }

  bool open() {
    if (!take('?')) return push("(", ++count_);
    if (!more()) return fail("unexpected end of pattern");
    const char c = source_[i_++];
    switch (c) {
      case ':':
        return push("(?:", 0);
      case '>':
        return push("(?>", 0);
      case '=':
        return push("(?=", 0);
      case '!':
        return push("(?!", 0);
      case '<':
        if (take('=')) return push("(?<=", 0);
        return take('!') ? push("(?<!", 0) : fail("unknown extension ?<");
      case '#':
        return until(')').has_value() || fail("missing ), unterminated comment");
      case 'P':
        return named();
      case '(':
        return conditional();
      default:
        --i_;
        return flags();
    }
  }

  std::optional<std::string_view> until(char end) {
    const auto at = source_.find(end, i_);
    if (at == std::string_view::npos) return std::nullopt;
    const auto found = source_.substr(i_, at - i_);
    i_ = at + 1;
    return found;
  }

  /// Names are PCRE2's to limit, and numbers do as well.
  bool named() {
    if (take('<')) {
      const auto name = until('>');
      if (!name || !is_name(*name)) return fail("bad character in group name");
      if (!names_.emplace(*name, ++count_).second) return fail("redefinition of group name");
      return push("(", count_);
    }
    if (!take('=')) return fail("unknown extension ?P");
    const auto name = until(')');
    const auto known = name ? names_.find(*name) : names_.end();
    return known != names_.end() ? refer_to(known->second) : fail("unknown group name");
  }

  bool conditional() {
    const auto name = until(')');
    if (!name) return fail("missing ), unterminated name");
    const auto known = names_.find(*name);
    const auto group = known != names_.end() ? std::optional(known->second) : number(*name, 10);
    if (!group || *group == 0) return fail("unknown group name");
    return push("(?(" + std::to_string(*group) + ")", 0);
  }

  struct Flags {
    std::string perl;
    bool verbose = false;
    bool ascii = false;
  };

  std::optional<Flags> some_flags() {
    Flags flags;
    while (is_letter(peek())) {
      const char c = source_[i_++];
      if (c == 'i' || c == 'm' || c == 's') {
        flags.perl += c;
      } else if (c == 'x') {
        flags.verbose = true;
      } else if (c == 'a') {
        flags.ascii = true;
      } else if (c != 'u') {
        return std::nullopt;
      }
    }
    return flags;
  }

  /// (?ims), (?i:...), (?i-s:...)
  bool flags() {
    const std::size_t start = i_;
    const auto on = some_flags();
    if (!on) return fail("unknown flag");
    if (i_ > start && take(')')) return set_for_all(*on);
    const bool has_off = take('-');
    const auto off = has_off ? some_flags() : Flags{};
    if (!off || (i_ == start) || !take(':')) return fail("unknown extension");
    if (on->ascii || off->ascii) return fail("the flag a is only supported for a whole pattern");
    push("(?" + on->perl + (off->perl.empty() ? "" : "-" + off->perl) + ":", 0);
    verbose_ = (verbose_ || on->verbose) && !off->verbose;
    return true;
  }

  bool set_for_all(const Flags& flags) {
    const auto has = [&](char c) { return flags.perl.find(c) != std::string::npos; };
    out_.ignore_case = out_.ignore_case || has('i');
    out_.multiline = out_.multiline || has('m');
    out_.dot_all = out_.dot_all || has('s');
    out_.ascii = out_.ascii || flags.ascii;
    if (flags.verbose && !verbose_) {
      restart_verbose_ = true;
      return false;
    }
    return true;
  }

  enum class Repeat { kNothing, kYes, kTwice };

  std::string_view source_;
  std::size_t i_ = 0;
  PerlPattern out_;
  std::string error_;
  std::vector<Group> groups_;
  std::map<std::string_view, std::uint32_t> names_;
  std::uint32_t count_ = 0;
  Repeat can_repeat_ = Repeat::kNothing;
  bool verbose_ = false;
  bool restart_verbose_ = false;
};

}  // namespace

Result<PerlPattern> to_perl_pattern(std::string_view pattern) { return Translator(pattern).run(); }

}  // namespace ceilometer::storage::sql
