#include "storage/mysql/mysql_statement.hpp"

#include <charconv>
#include <cmath>

#include "storage/mysql/mysql_error.hpp"
#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::mysql {

namespace {

/// Room for an id or a name; longer texts are fetched once more.
constexpr std::size_t kUsualText = 256;
/// Rows that are read for nothing where a statement is given up, before the connection is.
constexpr int kFewRows = 1'000;

enum_field_types read_as(enum_field_types type) {
  switch (type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONGLONG:
      return MYSQL_TYPE_LONGLONG;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      return MYSQL_TYPE_DOUBLE;
    default:
      return MYSQL_TYPE_STRING;
  }
}

template <class Number>
Number parsed(std::string_view digits) {
  Number value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

MysqlStatement::MysqlStatement(MysqlConnection& connection, std::string_view sql)
    : connection_(connection),
      statement_(connection.library().stmt_init(connection.handle()), Close{&connection.library()}) {
  std::string text;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] != '$') {
      text += sql[i];
      continue;
    }
    std::size_t number = 0;
    const char* begin = sql.data() + i + 1;
    i += static_cast<std::size_t>(std::from_chars(begin, sql.data() + sql.size(), number).ptr - begin);
    places_.push_back(number - 1);
    text += '?';
  }
  if (!statement_) throw sql::DatabaseError(sql::DatabaseError::Kind::kAway, "there is not enough memory");
  if (connection_.library().stmt_prepare(statement_.get(), text.c_str(), text.size()) != 0) {
    fail("preparing a statement");
  }
  find_columns();
}

void MysqlStatement::fail(std::string_view doing) {
  const Library& library = connection_.library();
  if (const unsigned number = library.stmt_error_number(statement_.get()); number != 0) {
    connection_.fail(number, library.stmt_error_message(statement_.get()), doing);
  }
  // What comes in a row's place while rows are read one by one is kept with the connection.
  MYSQL* handle = connection_.handle();
  connection_.fail(library.error_number(handle), library.error_message(handle), doing);
}

void MysqlStatement::find_columns() {
  const Library& library = connection_.library();
  MYSQL_RES* metadata = library.stmt_result_metadata(statement_.get());
  if (metadata == nullptr) return;
  columns_.resize(library.fields(metadata));
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].type = read_as(library.field(metadata, static_cast<unsigned>(i))->type);
    if (columns_[i].type == MYSQL_TYPE_STRING) columns_[i].text.resize(kUsualText);
  }
  library.free_result(metadata);
}

MysqlStatement::Parameter& MysqlStatement::parameter(int index) {
  const auto place = static_cast<std::size_t>(index);
  if (parameters_.size() < place) parameters_.resize(place);
  return parameters_[place - 1];
}

void MysqlStatement::bind_null(int index) { parameter(index).type = MYSQL_TYPE_NULL; }

void MysqlStatement::bind(int index, std::int64_t value) {
  Parameter& p = parameter(index);
  p.type = MYSQL_TYPE_LONGLONG;
  p.integer = value;
}

void MysqlStatement::bind(int index, double value) {
  Parameter& p = parameter(index);
  p.type = std::isnan(value) ? MYSQL_TYPE_NULL : MYSQL_TYPE_DOUBLE;
  p.real = value;
}

void MysqlStatement::bind(int index, std::string_view text) {
  Parameter& p = parameter(index);
  p.type = MYSQL_TYPE_STRING;
  p.text = text;
}

void MysqlStatement::execute() {
  const Library& library = connection_.library();
  std::vector<MYSQL_BIND> bound(places_.size());
  for (std::size_t i = 0; i < places_.size(); ++i) {
    Parameter& p = parameter(static_cast<int>(places_[i]) + 1);
    bound[i].buffer_type = p.type;
    if (p.type == MYSQL_TYPE_LONGLONG) bound[i].buffer = &p.integer;
    if (p.type == MYSQL_TYPE_DOUBLE) bound[i].buffer = &p.real;
    if (p.type == MYSQL_TYPE_STRING) {
      bound[i].buffer = const_cast<char*>(p.text.data() != nullptr ? p.text.data() : "");
      bound[i].buffer_length = p.text.size();
      bound[i].length = nullptr;
    }
  }
  if (!bound.empty() && library.stmt_bind_param(statement_.get(), bound.data()) != 0) fail("binding values");
  if (library.stmt_execute(statement_.get()) != 0) fail("running a statement");
  if (columns_.empty()) {
    connection_.remember_insert_id(static_cast<std::int64_t>(library.stmt_insert_id(statement_.get())));
    return;
  }
  running_ = true;
  std::vector<MYSQL_BIND> wanted(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& c = columns_[i];
    wanted[i].buffer_type = c.type;
    wanted[i].is_null = &c.is_null;
    wanted[i].length = &c.length;
    wanted[i].error = &c.is_cut;
    wanted[i].buffer = c.type == MYSQL_TYPE_LONGLONG ? static_cast<void*>(&c.integer)
                       : c.type == MYSQL_TYPE_DOUBLE ? static_cast<void*>(&c.real)
                                                     : static_cast<void*>(c.text.data());
    wanted[i].buffer_length = c.type == MYSQL_TYPE_STRING ? c.text.size() : sizeof(std::int64_t);
  }
  if (library.stmt_bind_result(statement_.get(), wanted.data()) != 0) fail("binding columns");
}

bool MysqlStatement::step() {
  if (!running_) {
    execute();
    if (!running_) return false;
  }
  const int code = connection_.library().stmt_fetch(statement_.get());
  if (code == 0) return true;
  if (code == MYSQL_DATA_TRUNCATED) {
    fetch_long_texts();
    return true;
  }
  running_ = false;
  if (code != MYSQL_NO_DATA) fail("running a statement");
  connection_.library().stmt_free_result(statement_.get());
  return false;
}

void MysqlStatement::fetch_long_texts() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& c = columns_[i];
    if (c.type != MYSQL_TYPE_STRING || c.length <= c.text.size()) continue;
    // What is bound to stays where it is until the next execution: this row's text is kept beside it.
    std::string longer(c.length, '\0');
    MYSQL_BIND wanted{};
    unsigned long length = 0;
    my_bool is_null = 0;
    wanted.buffer_type = MYSQL_TYPE_STRING;
    wanted.buffer = longer.data();
    wanted.buffer_length = longer.size();
    wanted.length = &length;
    wanted.is_null = &is_null;
    if (connection_.library().stmt_fetch_column(statement_.get(), &wanted, static_cast<unsigned>(i), 0) != 0) {
      fail("reading a text");
    }
    c.longer = std::move(longer);
  }
}

void MysqlStatement::reset() noexcept {
  if (!running_) return;
  running_ = false;
  const Library& library = connection_.library();
  int code = 0;
  for (int i = 0; i < kFewRows && (code == 0 || code == MYSQL_DATA_TRUNCATED); ++i) {
    code = library.stmt_fetch(statement_.get());
  }
  if (code != MYSQL_NO_DATA) connection_.hang_up();
  library.stmt_free_result(statement_.get());
}

bool MysqlStatement::is_null(int column) const { return columns_[static_cast<std::size_t>(column)].is_null != 0; }

std::int64_t MysqlStatement::integer(int column) const {
  const Column& c = columns_[static_cast<std::size_t>(column)];
  if (c.type == MYSQL_TYPE_LONGLONG) return c.integer;
  return c.type == MYSQL_TYPE_DOUBLE ? static_cast<std::int64_t>(c.real) : parsed<std::int64_t>(text(column));
}

double MysqlStatement::real(int column) const {
  const Column& c = columns_[static_cast<std::size_t>(column)];
  if (c.type == MYSQL_TYPE_DOUBLE) return c.real;
  return c.type == MYSQL_TYPE_LONGLONG ? static_cast<double>(c.integer) : parsed<double>(text(column));
}

std::string_view MysqlStatement::text(int column) const {
  const Column& c = columns_[static_cast<std::size_t>(column)];
  if (c.type != MYSQL_TYPE_STRING || c.is_null != 0) return {};
  if (c.length > c.text.size()) return c.longer;
  return {c.text.data(), c.length};
}

}  // namespace ceilometer::storage::mysql
