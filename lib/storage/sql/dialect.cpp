#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::sql {

std::vector<std::string> Dialect::create_index(std::string_view name, std::string_view table,
                                               std::string_view columns) const {
  return {"CREATE INDEX " + std::string(name) + " ON " + std::string(table) + " (" + std::string(columns) + ")"};
}

std::vector<std::string> Dialect::drop_index(std::string_view name, std::string_view /*table*/) const {
  return {"DROP INDEX " + std::string(name)};
}

}  // namespace ceilometer::storage::sql
