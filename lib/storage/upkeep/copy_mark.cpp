#include "storage/upkeep/copy_mark.hpp"

#include <algorithm>

#include "storage/sql/schema.hpp"

namespace ceilometer::storage::upkeep {

namespace {

constexpr const char* kTable = "mod_ceilometer_copy";

}  // namespace

std::optional<std::string> CopyMark::source() const {
  const auto tables = sql::list_tables(connection_, dialect_);
  if (std::find(tables.begin(), tables.end(), kTable) == tables.end()) return std::nullopt;
  const auto row = connection_.prepare(std::string("SELECT source FROM ") + kTable);
  std::string source = row->step() ? std::string(row->text(0)) : "";
  while (row->step()) {
  }
  return source;
}

/// Where it was broken off between the two, the mark names no source, and what is there is compared with the source.
void CopyMark::set(const std::string& source) {
  const auto known = this->source();
  if (known == source) return;
  if (!known) connection_.execute(std::string("CREATE TABLE ") + kTable + " (source TEXT NOT NULL)");
  connection_.begin_write();
  try {
    connection_.execute(std::string("DELETE FROM ") + kTable);
    {
      const auto insert = connection_.prepare(std::string("INSERT INTO ") + kTable + " (source) VALUES (" +
                                              dialect_.placeholder(1) + ")");
      insert->bind(1, std::string_view(source));
      insert->step();
    }
    connection_.commit();
  } catch (...) {
    connection_.rollback();
    throw;
  }
}

void CopyMark::remove() {
  if (source()) connection_.execute(std::string("DROP TABLE ") + kTable);
}

}  // namespace ceilometer::storage::upkeep
