#include "storage/sql/query_text.hpp"

namespace ceilometer::storage::sql {

std::string with_placeholders(const Dialect& dialect, std::string_view sql) {
  std::string text;
  text.reserve(sql.size());
  int index = 0;
  for (const char c : sql) {
    if (c == '?') {
      text += dialect.placeholder(++index);
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace ceilometer::storage::sql
