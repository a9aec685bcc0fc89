#include "storage/mysql/mysql_dialect.hpp"

#include <algorithm>
#include <charconv>

namespace ceilometer::storage::mysql {

namespace {

constexpr std::int64_t kMicroseconds = 1'000'000;
constexpr std::size_t kFractionDigits = 6;

/// Whoever comes while a change of a table waits for transactions that are open waits behind it: so it waits for some
/// seconds, and is better tried again.
constexpr const char* kShortWait = "SET SESSION lock_wait_timeout = 30";
constexpr const char* kOnline = ", ALGORITHM=INPLACE, LOCK=NONE";

/// Behind the placeholder of a text with characters of four bytes.
constexpr std::string_view kFourBytes = "/*4*/";

bool has_four_bytes(const sql::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && std::any_of(text->begin(), text->end(), [](char c) { return (c & 0xF8) == 0xF0; });
}

}  // namespace

std::string MysqlDialect::typed_placeholder(int index, const sql::Value& value) const {
  return placeholder(index) + std::string(has_four_bytes(value) ? kFourBytes : "");
}

std::string MysqlDialect::in_bytes(std::string_view text) const {
  return "CAST(CONVERT(" + std::string(text) + " USING utf8mb4) AS BINARY)";
}

std::string MysqlDialect::equal(std::string_view text, std::string_view other) const {
  if (other.ends_with(kFourBytes)) return in_bytes(text) + " = " + in_bytes(other);
  return "(" + std::string(text) + " = " + std::string(other) + " AND " + in_bytes(text) + " = " + in_bytes(other) +
         ")";
}

std::string MysqlDialect::same(std::string_view text, std::string_view other) const {
  return "(" + std::string(text) + " <=> " + std::string(other) + " AND " + in_bytes(text) + " <=> " + in_bytes(other) +
         ")";
}

std::string MysqlDialect::one_of(std::string_view text, std::string_view list) const {
  if (list.find(kFourBytes) != std::string_view::npos) return in_bytes(text) + " IN (" + std::string(list) + ")";
  return "(" + std::string(text) + " IN (" + std::string(list) + ") AND " + in_bytes(text) + " IN (" +
         std::string(list) + "))";
}

std::string MysqlDialect::same_time(std::string_view time, std::string_view other) const {
  return std::string(time) + " <=> " + std::string(other);
}

sql::Value MysqlDialect::timestamp(TimePoint t) const {
  const std::int64_t all = t.time_since_epoch().count();
  const std::int64_t magnitude = all < 0 ? -all : all;
  std::string fraction = std::to_string(magnitude % kMicroseconds);
  fraction.insert(0, kFractionDigits - fraction.size(), '0');
  return (all < 0 ? "-" : "") + std::to_string(magnitude / kMicroseconds) + "." + fraction;
}

std::optional<TimePoint> MysqlDialect::read_timestamp(const sql::Statement& row, int column) const {
  if (row.is_null(column)) return std::nullopt;
  std::string_view text = row.text(column);
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const auto point = text.find('.');
  std::int64_t seconds = 0;
  const auto whole = text.substr(0, point);
  if (std::from_chars(whole.data(), whole.data() + whole.size(), seconds).ec != std::errc()) return std::nullopt;
  constexpr std::int64_t kBeyondAnyCalendar = 400'000'000'000;
  if (seconds > kBeyondAnyCalendar) return std::nullopt;
  std::int64_t fraction = 0;
  if (point != std::string_view::npos) {
    std::string digits(text.substr(point + 1, kFractionDigits));
    digits.resize(kFractionDigits, '0');
    std::from_chars(digits.data(), digits.data() + digits.size(), fraction);
  }
  const std::int64_t all = seconds * kMicroseconds + fraction;
  return TimePoint(std::chrono::microseconds(is_negative ? -all : all));
}

sql::Value MysqlDialect::copy_timestamp(const sql::Statement& row, int column) const {
  if (row.is_null(column)) return nullptr;
  return std::string(row.text(column));
}

std::string MysqlDialect::microseconds(std::string_view column) const {
  return "CAST(" + std::string(column) + " * 1000000 AS SIGNED)";
}

/// The form for several tables, for that of one takes no hint.
std::string MysqlDialect::delete_by_key(std::string_view table) const {
  return "DELETE " + std::string(table) + " FROM " + by_key(table);
}

namespace {

/// Names are the server's, and no longer than 64 characters.
constexpr std::string_view kLockName = "CONCAT('ceilometer.', MD5(DATABASE()), '.', $1)";

}  // namespace

std::string MysqlDialect::lock_name() const {
  return "SELECT GET_LOCK(" + std::string(kLockName) + ", @@innodb_lock_wait_timeout)";
}

std::string MysqlDialect::unlock_name() const { return "SELECT RELEASE_LOCK(" + std::string(kLockName) + ")"; }

sql::Dialect::Limits MysqlDialect::limits() const {
  return {.name = 255, .message_id = 128, .signature = 64, .text = 65'535, .infinity = false};
}

std::string_view MysqlDialect::list_tables() const {
  return "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()";
}

std::string_view MysqlDialect::list_indexes() const {
  return "SELECT DISTINCT index_name, table_name, 1 FROM information_schema.statistics WHERE table_schema = DATABASE()";
}

std::vector<std::string> MysqlDialect::create_index(std::string_view name, std::string_view table,
                                                    std::string_view columns) const {
  return {kShortWait, "ALTER TABLE " + std::string(table) + " ADD INDEX " + std::string(name) + " (" +
                          std::string(columns) + ")" + kOnline};
}

std::vector<std::string> MysqlDialect::drop_index(std::string_view name, std::string_view table) const {
  return {kShortWait, "ALTER TABLE " + std::string(table) + " DROP INDEX " + std::string(name) + kOnline};
}

}  // namespace ceilometer::storage::mysql
