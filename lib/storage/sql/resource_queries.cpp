#include "storage/sql/resource_queries.hpp"

#include <algorithm>
#include <bit>

#include "storage/sql/conditions.hpp"

namespace ceilometer::storage::sql {

namespace {

constexpr std::string_view kPart =
    "part AS (SELECT sample.resource_id AS r, min(sample.timestamp) AS lo, max(sample.timestamp) AS hi FROM sample";

/// Resource ids, each once by its bytes: the lowest of equal ones is any of them.
constexpr std::string_view kNames = "SELECT min(resource.resource_id) AS k FROM ";

/// Which resources, `chosen(k)`; earliest and latest timestamps by their rows, `part(r, lo, hi)`, and of the whole,
/// `whole(k, lo, hi)`; then the latest sample of each.
class ResourceText {
 public:
  ResourceText(QueryText& sql, const query::SampleFilter& filter, const Scope& scope)
      : sql_(sql), dialect_(sql.dialect()), filter_(filter), samples_(without_null_owners(filter)), scope_(scope) {}

  /// Without bounds in time a resource is found by its own row, and only the samples of those that are given out are
  /// looked at.
  void append_by_resource(const std::optional<std::string>& after, std::int64_t count) {
    sql_ << "WITH chosen AS (" << kNames << "resource";
    append_owner_conditions(sql_, filter_, scope_);
    sql_.where() << "EXISTS (SELECT 1 FROM sample WHERE sample.resource_id = resource.internal_id)";
    append_page(after, count);
    sql_ << "), " << kPart << " WHERE sample.resource_id IN (SELECT resource.internal_id FROM chosen JOIN resource ON "
         << dialect_.equal("resource.resource_id", "chosen.k");
    sql_.begin_subquery();
    append_owner_conditions(sql_, samples_, scope_);
    sql_ << ") GROUP BY sample.resource_id), ";
  }

  /// With bounds the samples within them tell which resources there are.
  void append_by_time(const std::optional<std::string>& after, std::int64_t count) {
    sql_ << "WITH " << kPart;
    append_time_bounds(sql_, filter_);
    if (filter_.resource) {
      sql_.where() << "sample.resource_id IN (SELECT resource.internal_id FROM resource WHERE "
                   << dialect_.equal("resource.resource_id", sql_.bind(*filter_.resource)) << ")";
    }
    sql_ << " GROUP BY sample.resource_id), chosen AS (" << kNames
         << "part JOIN resource ON resource.internal_id = part.r";
    sql_.begin_subquery();
    append_owner_conditions(sql_, filter_, scope_);
    append_page(after, count);
    sql_ << "), ";
  }

  /// The latest sample of each is found by its timestamp: few have the same, mostly. Where many do the index on
  /// resources is better, which engines see who count what is in an index; one that only seeks has to be told.
  void append_latest() {
    const auto ordered = dialect_.ordered_join();
    const std::string_view join = dialect_.seeks_latest() ? ordered : "JOIN";
    sql_ << "whole AS (SELECT min(chosen.k) AS k, min(part.lo) AS lo, max(part.hi) AS hi FROM chosen JOIN resource ON "
         << dialect_.equal("resource.resource_id", "chosen.k") << " JOIN part ON part.r = resource.internal_id";
    sql_.begin_subquery();
    append_owner_conditions(sql_, samples_, scope_);
    sql_ << " GROUP BY " << dialect_.in_bytes("chosen.k")
         << "), latest AS (SELECT min(whole.k) AS k, whole.lo AS lo, whole.hi AS hi, max(sample.id) AS id FROM whole "
         << join << " sample ON " << dialect_.same_time("sample.timestamp", "whole.hi") << " " << join
         << " resource ON resource.internal_id = sample.resource_id";
    sql_.begin_subquery();
    sql_.where() << dialect_.equal("resource.resource_id", "whole.k");
    append_owner_conditions(sql_, samples_, scope_);
    sql_ << " GROUP BY " << dialect_.in_bytes("whole.k")
         << ", whole.lo, whole.hi) SELECT resource.resource_id, resource.project_id, "
            "resource.user_id, resource.source_id, latest.lo, latest.hi, resource.resource_metadata, "
            "resource.internal_id, latest.id FROM latest "
         << ordered << " sample ON sample.id = latest.id " << ordered
         << " resource ON resource.internal_id = sample.resource_id ORDER BY " << dialect_.in_bytes("latest.k");
  }

  /// Each time by a look at one end of the index. That of samples without a time is at the other end for some engines:
  /// they are looked for where there are no others.
  void append_by_seeks(const std::optional<std::string>& after, std::int64_t count) {
    constexpr std::string_view kOfRow = " FROM sample WHERE sample.resource_id = resource.internal_id";
    const auto join = dialect_.ordered_join();
    sql_ << "WITH chosen AS (" << kNames << "resource";
    append_owner_conditions(sql_, filter_, scope_);
    // Not EXISTS: MariaDB would read all of an index for it.
    sql_.where() << "(SELECT 1" << kOfRow;
    append_time_bounds(sql_, filter_);
    sql_ << " LIMIT 1) IS NOT NULL";
    append_page(after, count);
    sql_ << ") SELECT resource.resource_id, resource.project_id, resource.user_id, resource.source_id, "
            "(SELECT min(sample.timestamp)"
         << kOfRow;
    append_time_bounds(sql_, filter_);
    sql_ << "), latest.timestamp, resource.resource_metadata, resource.internal_id, latest.id FROM chosen " << join
         << " resource ON " << dialect_.equal("resource.resource_id", "chosen.k") << " " << join
         << " sample latest ON latest.id = coalesce((SELECT sample.id" << kOfRow;
    sql_.where() << "sample.timestamp IS NOT NULL";
    append_time_bounds(sql_, filter_);
    sql_ << " ORDER BY sample.timestamp DESC, sample.id DESC LIMIT 1), (SELECT max(sample.id)" << kOfRow;
    sql_.where() << "sample.timestamp IS NULL";
    append_time_bounds(sql_, filter_);
    sql_ << "))";
    sql_.begin_subquery();
    append_owner_conditions(sql_, samples_, scope_);
    sql_ << " ORDER BY " << dialect_.in_bytes("chosen.k");
  }

 private:
  void append_page(const std::optional<std::string>& after, std::int64_t count) {
    const std::string bytes = dialect_.in_bytes("resource.resource_id");
    if (after) sql_.where() << bytes << " > " << Bound{*after};
    sql_ << " GROUP BY " << bytes << " ORDER BY " << bytes << " LIMIT " << Bound{count};
  }

  QueryText& sql_;
  const Dialect& dialect_;
  const query::SampleFilter& filter_;
  const query::SampleFilter samples_;  // which of a resource's samples count, once it is chosen
  const Scope& scope_;
};

}  // namespace

Query resources(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope,
                const std::optional<std::string>& after, std::int64_t count) {
  QueryText sql(dialect);
  ResourceText text(sql, filter, scope);
  if (filter.start || filter.end) {
    text.append_by_time(after, count);
  } else {
    text.append_by_resource(after, count);
  }
  text.append_latest();
  return sql.take();
}

Query rows_of_resources(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope,
                        const std::optional<std::string>& after, std::int64_t count) {
  QueryText sql(dialect);
  ResourceText(sql, filter, scope).append_by_seeks(after, count);
  return sql.take();
}

Query meters_of_resources(const Dialect& dialect, std::span<const std::string> ids, const Scope& scope) {
  const auto join = dialect.ordered_join();
  QueryText sql(dialect);
  // Lists are filled up by their last id, so that there are few statements to prepare.
  std::string list;
  for (std::size_t i = 0; i < std::bit_ceil(ids.size()); ++i) {
    if (i > 0) list += ", ";
    list += sql.bind(ids[std::min(i, ids.size() - 1)]);
  }
  sql << "WITH chosen AS (" << kNames << "resource WHERE " << dialect.one_of("resource.resource_id", list)
      << " GROUP BY " << dialect.in_bytes("resource.resource_id") << ") SELECT chosen.k, meter.name FROM chosen "
      << join << " meter ON 1 = 1 WHERE EXISTS (SELECT 1 FROM resource " << join
      << " sample ON sample.meter_id = meter.id AND sample.resource_id = resource.internal_id WHERE "
      << dialect.equal("resource.resource_id", "chosen.k");
  if (const std::string* project = scope.project_id()) {
    sql << " AND " << dialect.equal("resource.project_id", sql.bind(*project));
  }
  sql << ") ORDER BY " << dialect.in_bytes("chosen.k") << ", meter.id";
  return sql.take();
}

}  // namespace ceilometer::storage::sql
