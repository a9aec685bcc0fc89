#include "storage/postgresql/postgresql_statement.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::postgresql {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

/// Of a small hexadecimal digit.
unsigned digit_value(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); }

}  // namespace

PostgresqlStatement::PostgresqlStatement(PostgresqlConnection& connection, std::string_view sql)
    : connection_(connection),
      name_(connection.next_name()),
      row_(nullptr, PostgresqlConnection::Clear{&connection.library()}) {
  constexpr std::string_view kDoing = "preparing a statement";
  const std::string text(sql);
  const Library& library = connection_.library();
  if (library.send_prepare(connection_.handle(), name_.c_str(), text.c_str(), 0, nullptr) == 0) {
    connection_.throw_lost(kDoing);
  }
  while (connection_.next_answer(kDoing)) {
  }
}

std::optional<std::string>& PostgresqlStatement::value_at(int index) {
  const auto place = static_cast<std::size_t>(index);
  if (values_.size() < place) values_.resize(place);
  return values_[place - 1];
}

void PostgresqlStatement::bind(int index, double value) {
  auto& out = value_at(index);
  if (std::isnan(value)) return out.reset();
  if (std::isinf(value)) {
    out = value > 0 ? "Infinity" : "-Infinity";
    return;
  }
  char digits[32] = {};
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  out = std::string(std::begin(digits), end);
}

void PostgresqlStatement::bind(int index, std::string_view text) {
  auto& out = value_at(index);
  out = std::string(text);
  std::replace(out->begin(), out->end(), '\0', '\1');
}

void PostgresqlStatement::bind_bytes(int index, std::string_view bytes) {
  std::string text = "\\x";
  text.reserve(text.size() + 2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 0xf];
  }
  value_at(index) = std::move(text);
}

void PostgresqlStatement::send() {
  std::vector<const char*> values;
  values.reserve(values_.size());
  for (const auto& value : values_) values.push_back(value ? value->c_str() : nullptr);
  const Library& library = connection_.library();
  const int sent = library.send_query_prepared(connection_.handle(), name_.c_str(), static_cast<int>(values.size()),
                                               values.data(), nullptr, nullptr, 0);
  if (sent == 0) connection_.throw_lost("running a statement");
  library.set_single_row_mode(connection_.handle());
  running_ = true;
}

bool PostgresqlStatement::step() {
  row_.reset();
  if (!running_) send();
  try {
    row_ = connection_.next_answer("running a statement");
    if (row_ && connection_.library().result_status(row_.get()) == PGRES_SINGLE_TUPLE) return true;
    while (row_) row_ = connection_.next_answer("running a statement");
  } catch (...) {
    running_ = false;
    throw;
  }
  running_ = false;
  return false;
}

void PostgresqlStatement::reset() noexcept {
  row_.reset();
  if (running_) connection_.stop();
  running_ = false;
}

bool PostgresqlStatement::is_null(int column) const {
  return connection_.library().is_null(row_.get(), 0, column) != 0;
}

/// A boolean is a number too.
std::int64_t PostgresqlStatement::integer(int column) const {
  const std::string_view digits = text(column);
  if (digits == "t") return 1;
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

double PostgresqlStatement::real(int column) const {
  const std::string_view digits = text(column);
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);  // "Infinity" and "NaN" too
  return value;
}

std::string_view PostgresqlStatement::text(int column) const {
  const Library& library = connection_.library();
  return {library.value(row_.get(), 0, column), static_cast<std::size_t>(library.length(row_.get(), 0, column))};
}

/// The server writes them as \x and digits (bytea_output).
std::string_view PostgresqlStatement::bytes(int column) const {
  std::string_view digits = text(column);
  digits.remove_prefix(std::min<std::size_t>(digits.size(), 2));
  bytes_.resize(digits.size() / 2);
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    bytes_[i] = static_cast<char>(digit_value(digits[2 * i]) << 4 | digit_value(digits[2 * i + 1]));
  }
  return bytes_;
}

}  // namespace ceilometer::storage::postgresql
