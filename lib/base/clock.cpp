#include "base/clock.hpp"

#include <array>
#include <cstdlib>

namespace ceilometer {

namespace {

using std::chrono::microseconds;

/// Writes them at `at`; where they end.
char* put_digits(char* at, unsigned value, int width) {
  for (int i = width; i-- > 0; value /= 10) at[i] = static_cast<char>('0' + value % 10);
  return at + width;
}

void append_digits(std::string& out, unsigned value, int width) {
  std::array<char, 10> digits{};
  put_digits(digits.data(), value, width);
  out.append(digits.data(), static_cast<std::size_t>(width));
}

void append_time(std::string& out, TimePoint t, char separator, bool always_fraction) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{t - day};
  std::array<char, 32> text{};
  char* at = put_digits(text.data(), static_cast<unsigned>(static_cast<int>(date.year())), 4);
  *at++ = '-';
  at = put_digits(at, static_cast<unsigned>(date.month()), 2);
  *at++ = '-';
  at = put_digits(at, static_cast<unsigned>(date.day()), 2);
  *at++ = separator;
  at = put_digits(at, static_cast<unsigned>(time.hours().count()), 2);
  *at++ = ':';
  at = put_digits(at, static_cast<unsigned>(time.minutes().count()), 2);
  *at++ = ':';
  at = put_digits(at, static_cast<unsigned>(time.seconds().count()), 2);
  const auto fraction = static_cast<unsigned>(time.subseconds().count());
  if (fraction != 0 || always_fraction) {
    *at++ = '.';
    at = put_digits(at, fraction, 6);
  }
  out.append(text.data(), static_cast<std::size_t>(at - text.data()));
}

/// Reads a text from its front; every step says whether it found what it looked for.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Between `least` and `most` digits, as many as there are.
  std::optional<unsigned> digits(std::size_t least, std::size_t most) {
    std::size_t n = 0;
    unsigned value = 0;
    while (n < most && n < rest_.size() && rest_[n] >= '0' && rest_[n] <= '9') {
      value = value * 10 + static_cast<unsigned>(rest_[n] - '0');
      ++n;
    }
    if (n < least) return std::nullopt;
    rest_.remove_prefix(n);
    return value;
  }
  /// How many digits follow.
  std::size_t run() const {
    const auto end = rest_.find_first_not_of("0123456789");
    return end == std::string_view::npos ? rest_.size() : end;
  }
  /// All digits that follow, as a fraction of a second in microseconds; what is beyond is cut.
  std::optional<microseconds> fraction() {
    const std::size_t n = run();
    if (n == 0) return std::nullopt;
    unsigned value = 0;
    for (std::size_t i = 0; i < 6; ++i) value = value * 10 + (i < n ? static_cast<unsigned>(rest_[i] - '0') : 0U);
    rest_.remove_prefix(n);
    return microseconds{value};
  }

 private:
  std::string_view rest_;
};

struct Date {
  unsigned year, month = 1, day = 1;
};

/// 2016, 2016-03, 2016-3-1, 20160301 and their mixtures, but not 201603: the iso8601 module's expression. Says through
/// `day_given` whether a time may follow.
std::optional<Date> scan_date(Scanner& in, bool& day_given) {
  day_given = false;
  const auto year = in.digits(4, 4);
  if (!year) return std::nullopt;
  Date date{*year};
  if (in.at_end()) return date;
  const bool dash = in.skip('-');
  const auto month = in.digits(dash ? 1 : 2, 2);
  if (!month) return std::nullopt;
  date.month = *month;
  if (in.at_end()) return dash ? std::optional(date) : std::nullopt;
  const auto day = in.skip('-') ? in.digits(1, 2) : in.digits(2, 2);
  if (!day) return std::nullopt;
  date.day = *day;
  day_given = true;
  return date;
}

/// 08, 08:17, 0817, 08:17:42.5, 081742,5; a lone digit after the hour is a second, as the module's expression has it.
std::optional<microseconds> scan_time(Scanner& in) {
  using namespace std::chrono;
  const auto hour = in.digits(2, 2);
  if (!hour || *hour > 23) return std::nullopt;
  unsigned minute = 0;
  unsigned second = 0;
  microseconds fraction{0};
  bool colon = in.skip(':');
  if (in.run() >= 2) {
    minute = *in.digits(2, 2);
    colon = in.skip(':');
  }
  if (in.run() > 0) {
    second = *in.digits(1, 2);
    colon = false;
    if (in.skip('.') || in.skip(',')) {
      const auto f = in.fraction();
      if (!f) return std::nullopt;
      fraction = *f;
    }
  }
  if (colon || minute > 59 || second > 59) return std::nullopt;
  return hours{*hour} + minutes{minute} + seconds{second} + fraction;
}

/// Z, +02:00, -0330, +02, or nothing.
std::optional<std::chrono::minutes> scan_zone(Scanner& in) {
  using namespace std::chrono;
  if (in.at_end() || in.skip('Z')) return minutes{0};
  const bool negative = in.skip('-');
  if (!negative && !in.skip('+')) return std::nullopt;
  const auto hour = in.digits(2, 2);
  if (!hour) return std::nullopt;
  unsigned minute = 0;
  in.skip(':');
  if (!in.at_end()) {
    const auto m = in.digits(2, 2);
    if (!m) return std::nullopt;
    minute = *m;
  }
  const minutes offset = hours{*hour} + minutes{minute};
  if (offset >= hours{24}) return std::nullopt;
  return negative ? -offset : offset;
}

std::optional<std::chrono::sys_days> to_days(const Date& date) {
  if (date.year == 0 || date.month > 12) return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year(static_cast<int>(date.year)), std::chrono::month(date.month),
                                        std::chrono::day(date.day)};
  if (!ymd.ok()) return std::nullopt;
  return std::chrono::sys_days{ymd};
}

}  // namespace

TimePoint utc_now() { return std::chrono::floor<microseconds>(std::chrono::system_clock::now()); }

std::optional<IsoTime> parse_isotime(std::string_view text) {
  Scanner in(text);
  bool day_given = false;
  const auto date = scan_date(in, day_given);
  if (!date) return std::nullopt;
  const auto days = to_days(*date);
  if (!days) return std::nullopt;
  IsoTime result{*days, std::chrono::minutes{0}};
  if (in.at_end()) return result;
  if (!day_given || !(in.skip('T') || in.skip(' '))) return std::nullopt;
  const auto time = scan_time(in);
  if (!time) return std::nullopt;
  result.local += *time;
  result.offset = scan_zone(in);
  if (!result.offset || !in.at_end()) return std::nullopt;
  return result;
}

void append_isoformat(std::string& out, TimePoint t, char separator) { append_time(out, t, separator, false); }

std::string isoformat(TimePoint t) {
  std::string out;
  append_isoformat(out, t);
  return out;
}

std::string isoformat(const IsoTime& t) {
  std::string out = isoformat(t.local);
  if (t.offset) {
    const auto minutes = static_cast<unsigned>(std::abs(t.offset->count()));
    out += t.offset->count() < 0 ? '-' : '+';
    append_digits(out, minutes / 60, 2);
    out += ':';
    append_digits(out, minutes % 60, 2);
  }
  return out;
}

void append_sqlite_time(std::string& out, TimePoint t) { append_time(out, t, ' ', true); }

std::optional<TimePoint> parse_sqlite_time(std::string_view text) {
  // The fixed layout first: it is read for every row.
  Scanner in(text);
  const auto year = in.digits(4, 4);
  if (!year || !in.skip('-')) return std::nullopt;
  const auto month = in.digits(2, 2);
  if (!month || !in.skip('-')) return std::nullopt;
  const auto day = in.digits(2, 2);
  if (!day || !(in.skip(' ') || in.skip('T'))) return std::nullopt;
  const auto days = to_days({*year, *month, *day});
  const auto time = scan_time(in);
  if (!days || !time || !in.at_end()) return std::nullopt;
  return *days + *time;
}

}  // namespace ceilometer
