#include "failures/original.hpp"

#include <array>
#include <stdexcept>

#include "base/digest.hpp"

namespace ceilometer::test {
namespace {

std::string transaction(const std::string& sql) {
  if (engine() == "mariadb") return "SET foreign_key_checks = 1; START TRANSACTION; " + sql + " COMMIT; ";
  if (engine() == "postgresql") return "SET session_replication_role = DEFAULT; BEGIN; " + sql + " COMMIT; ";
  return "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE; " + sql + " COMMIT; ";  // as SQLAlchemy leaves it there
}

std::string text_of(const std::string& column) {
  return "CAST(" + column + " AS " + (engine() == "mariadb" ? "CHAR" : "VARCHAR") + "(20))";
}

}  // namespace

Kind::Kind(int its_number)
    : number(std::to_string(its_number)),
      meter("shared-" + number),
      resource("vm-" + number),
      project("p-" + number),
      source(project + ":openstack"),
      metadata(R"({"image": "i)" + number + R"(", "name": "Gr\u00f6\u00dfe"})"),
      metadata_hash(md5_hex(metadata)) {}

/// A client that fails leaves its transaction, which ends with its session; SQLite's goes on in the same one.
bool Original::run(const std::string& sql) {
  try {
    database_.run(sql);
    return true;
  } catch (const std::runtime_error&) {
    if (engine() == "sqlite") {
      try {
        database_.run("ROLLBACK");
      } catch (const std::runtime_error&) {  // it had not begun
      }
    }
    return false;
  }
}

bool Original::record(const Kind& kind, const std::string& message_id, const std::string& time) {
  const std::string is_meter = "m.name = '" + kind.meter + "' AND m.type = 'gauge' AND m.unit = 'x'";
  const std::string is_resource = "r.resource_id = '" + kind.resource + "' AND r.user_id = 'u' AND r.project_id = '" +
                                  kind.project + "' AND r.source_id = '" + kind.source + "' AND r.metadata_hash = '" +
                                  kind.metadata_hash + "'";
  const std::string one = " FROM (SELECT 1 AS n) AS one WHERE NOT EXISTS (SELECT 1 FROM ";
  std::string escaped = kind.metadata;
  if (engine() == "mariadb") {
    for (auto at = escaped.find('\\'); at != std::string::npos; at = escaped.find('\\', at + 2))
      escaped.insert(at, "\\");
  }
  std::string sql = "INSERT INTO meter (name, type, unit) SELECT '" + kind.meter + "', 'gauge', 'x'" + one +
                    "meter m WHERE " + is_meter + "); ";
  sql +=
      "INSERT INTO resource (resource_id, user_id, project_id, source_id, resource_metadata, metadata_hash) SELECT '" +
      kind.resource + "', 'u', '" + kind.project + "', '" + kind.source + "', '" + escaped + "', '" +
      kind.metadata_hash + "'" + one + "resource r WHERE " + is_resource + "); ";
  const std::array<std::string, 2> rows = {"'image', 'i" + kind.number + "'", "'name', 'Gr\u00f6\u00dfe'"};
  for (const std::string& row : rows) {
    sql += "INSERT INTO metadata_text (id, meta_key, value) SELECT r.internal_id, " + row + " FROM resource r WHERE " +
           is_resource + " AND NOT EXISTS (SELECT 1 FROM metadata_text t WHERE t.id = r.internal_id AND t.meta_key = " +
           row.substr(0, row.find(',')) + "); ";
  }
  sql +=
      "INSERT INTO sample (meter_id, resource_id, timestamp, recorded_at, volume, message_signature, message_id) "
      "SELECT m.id, r.internal_id, " +
      database_.time(time) + ", " + database_.time(time) + ", " + kind.number + ", 'signature', '" + message_id +
      "' FROM meter m, resource r WHERE " + is_meter +
      " AND r.internal_id = (SELECT min(r.internal_id) FROM resource "
      "r WHERE " +
      is_resource + ");";
  return run(transaction(sql));
}

bool Original::expire(const std::string& before) {
  const std::string marked = "SELECT internal_id FROM resource WHERE metadata_hash LIKE 'delete_%'";
  const std::array<std::string, 8> steps = {
      "DELETE FROM sample WHERE timestamp < " + database_.time(before) + ";",
      "DELETE FROM meter WHERE NOT EXISTS (SELECT 1 FROM sample WHERE meter.id = sample.meter_id);",
      "UPDATE resource SET metadata_hash = 'delete_' || " + text_of("resource.internal_id") +
          " WHERE NOT EXISTS (SELECT 1 FROM sample WHERE resource.internal_id = sample.resource_id);",
      "DELETE FROM metadata_text WHERE id IN (" + marked + ");",
      "DELETE FROM metadata_int WHERE id IN (" + marked + ");",
      "DELETE FROM metadata_float WHERE id IN (" + marked + ");",
      "DELETE FROM metadata_bool WHERE id IN (" + marked + ");",
      "DELETE FROM resource WHERE metadata_hash LIKE 'delete_%';"};
  std::string all;
  for (const std::string& step : steps) all += transaction(step);
  return run(all);
}

}  // namespace ceilometer::test
