#include "storage/mysql/mysql_error.hpp"

#include <errmsg.h>
#include <mysqld_error.h>

#include <string>

namespace ceilometer::storage::mysql {

namespace {

using Kind = sql::DatabaseError::Kind;

// Numbers that the client's headers do not name on every version.
constexpr unsigned kStatementTimeoutOfMariadb = 1969;
constexpr unsigned kStatementTimeoutOfMysql = 3024;
constexpr unsigned kConnectionKilled = 1927;
constexpr unsigned kServerLostExtended = 2055;
// Of a cluster's node that has lost the others, or is not up to date yet: another one may be reached.
constexpr unsigned kNodeNotPrepared = 1047;

/// The column that a sentence like "Data too long for column 'name' at row 1" names last, quotes apart.
std::string_view column_in(std::string_view message) {
  if (message.find("column ") == std::string_view::npos) return {};
  const auto end = message.find_last_of("'`");
  if (end == std::string_view::npos || end == 0) return {};
  const auto begin = message.find_last_of("'`", end - 1);
  return begin == std::string_view::npos ? std::string_view() : message.substr(begin + 1, end - begin - 1);
}

std::string value_sentence(unsigned number, std::string_view message) {
  std::string sentence = number == ER_DATA_TOO_LONG            ? "it is too long"
                         : number == ER_WARN_DATA_OUT_OF_RANGE ? "it is out of range"
                                                               : "its characters are none of the column's";
  const std::string_view column = column_in(message);
  if (!column.empty()) sentence += " (" + std::string(column) + ")";
  return sentence;
}

}  // namespace

Kind kind_of(unsigned number) {
  switch (number) {
    case ER_LOCK_DEADLOCK:      // also a cluster's: another node's transaction was first
    case ER_CHECKREAD:          // a row was changed after the transaction's snapshot
    case ER_NO_REFERENCED_ROW:  // a meter or resource that was deleted meanwhile
    case ER_NO_REFERENCED_ROW_2:
    case ER_ROW_IS_REFERENCED_2:
    case ER_NEED_REPREPARE:
      return Kind::kConflict;
    case ER_DUP_ENTRY:
      return Kind::kDuplicate;
    case ER_LOCK_WAIT_TIMEOUT:
      return Kind::kBusy;
    case ER_DATA_TOO_LONG:
    case ER_WARN_DATA_OUT_OF_RANGE:
    case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
    case ER_INVALID_CHARACTER_STRING:
    case ER_CANT_AGGREGATE_2COLLATIONS:
      return Kind::kValue;
    case kStatementTimeoutOfMariadb:
    case kStatementTimeoutOfMysql:
    case ER_QUERY_INTERRUPTED:
      return Kind::kTimeout;
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case kServerLostExtended:
    case CR_COMMANDS_OUT_OF_SYNC:
    case kConnectionKilled:
    case ER_SERVER_SHUTDOWN:
    case kNodeNotPrepared:
    case ER_UNKNOWN_STMT_HANDLER:
      return Kind::kLost;
    case ER_NO_SUCH_TABLE:
      return Kind::kIncomplete;
    case ER_BAD_FIELD_ERROR:
    case ER_PARSE_ERROR:
      return Kind::kDamaged;
    default:
      return Kind::kAway;
  }
}

void throw_error(unsigned number, std::string_view message, std::string_view doing) {
  const Kind kind = kind_of(number);
  if (kind == Kind::kValue) throw sql::DatabaseError(kind, value_sentence(number, message));
  throw sql::DatabaseError(
      kind, std::string(doing) + ": " + std::string(message) + " (MySQL error " + std::to_string(number) + ")");
}

}  // namespace ceilometer::storage::mysql
