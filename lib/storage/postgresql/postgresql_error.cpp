#include "storage/postgresql/postgresql_error.hpp"

#include "base/strings.hpp"

namespace ceilometer::storage::postgresql {

using Kind = sql::DatabaseError::Kind;

Kind kind_of(std::string_view state) {
  // A deadlock, a transaction that cannot be put in order, a row that another writer made or took away meanwhile.
  if (state == "40P01" || state.starts_with("40") || state == "23505" || state == "23503") return Kind::kConflict;
  if (state == "57014") return Kind::kTimeout;
  if (state == "55P03") return Kind::kBusy;
  if (state.starts_with("22")) return Kind::kValue;
  // Connections that ended, and prepared statements that went with the session a pooler gave to somebody else.
  if (state.starts_with("08") || state.starts_with("57P") || state == "26000") return Kind::kLost;
  if (state == "42P01" || state == "3F000") return Kind::kIncomplete;
  if (state.starts_with("42") || state.starts_with("XX")) return Kind::kDamaged;
  return Kind::kAway;
}

std::string one_line(std::string_view text) {
  std::string out(trim(text));
  for (char& c : out) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return out;
}

}  // namespace ceilometer::storage::postgresql
