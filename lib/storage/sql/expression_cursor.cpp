#include "storage/sql/expression_cursor.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/api_error.hpp"
#include "storage/sql/cursors.hpp"
#include "storage/sql/expression.hpp"
#include "storage/sql/pattern_filter.hpp"
#include "storage/sql/read_queries.hpp"
#include "storage/sql/regexp.hpp"

namespace ceilometer::storage::sql {

namespace {

void append_from(QueryText& sql, const Scope& scope) {
  sql << " FROM sample JOIN meter ON meter.id = sample.meter_id"
         " JOIN resource ON resource.internal_id = sample.resource_id";
  if (const std::string* project = scope.project_id()) {
    sql.where() << sql.dialect().equal("resource.project_id", sql.bind(*project));
  }
}

void append_order(QueryText& sql, const std::optional<std::vector<query::Order>>& orderby) {
  if (!orderby) {
    sql << " ORDER BY " << sql.dialect().descending("sample.timestamp") << ", sample.id DESC";
    return;
  }
  sql << " ORDER BY ";
  for (const auto& order : *orderby) {
    const std::string column(column_of(order.field));
    const std::string key = is_text(order.field) ? sql.dialect().in_bytes(column) : column;
    sql << (order.descending ? sql.dialect().descending(key) : sql.dialect().ascending(key)) << ", ";
  }
  const bool descending = !orderby->empty() && orderby->back().descending;
  sql << (descending ? "sample.id DESC" : "sample.id ASC");
}

/// Whether one of the expression's patterns is none.
bool has_bad_pattern(const query::Expr& expression) {
  const auto patterns = patterns_of(expression);
  if (!patterns.empty() && !Regexp::is_available()) {
    throw ApiError(501, "This server was built without regular expressions: the operator =~ is not available");
  }
  return std::any_of(patterns.begin(), patterns.end(),
                     [](const std::string& pattern) { return !Regexp::compile(pattern); });
}

/// A statement, and what is left to be done with its rows.
struct Search {
  Query query;
  std::unique_ptr<PatternFilter> filter;
  std::optional<std::int64_t> limit;  ///< of the rows that the filter lets through
};

Search make_search(const Dialect& dialect, const query::ComplexQuery& query, const Scope& scope,
                   std::optional<std::int64_t> limit) {
  Search search;
  if (dialect.has_regexp() || !query.filter || !has_patterns(*query.filter)) {
    search.query = samples_by_expression(dialect, query, scope, limit);
    return search;
  }
  QueryText sql(dialect);
  search.filter = std::make_unique<PatternFilter>(*query.filter);
  search.limit = limit;
  sql << kSampleFields;
  search.filter->append_columns(sql, kSampleColumnCount);
  append_from(sql, scope);
  search.filter->append_conditions(sql);
  append_order(sql, query.orderby);
  search.query = sql.take();
  return search;
}

class ExpressionCursor final : public SampleCursor {
 public:
  ExpressionCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, Search search)
      : session_(std::move(session)), dialect_(dialect), search_(std::move(search)) {}

  /// Reads everything once before the first row is given out: a pattern that is none is an error from the start, though
  /// only where it is looked at, as it always was.
  void rehearse() {
    session_->begin_snapshot();
    run();
    while (step()) {
    }
  }

  void run() {
    session_->run(search_.query);
    left_ = search_.limit;
  }

  bool next(model::Sample& sample) override {
    if (!session_ || session_->is_finished()) return false;
    if (!step()) {
      session_.reset();
      return false;
    }
    read_sample(session_->row(), dialect_, sample);
    return true;
  }

 private:
  bool step() {
    while (left_ != 0 && session_->step()) {
      if (search_.filter && !session_->guarded([&] { return search_.filter->holds(session_->row(), dialect_); })) {
        continue;
      }
      if (left_) --*left_;
      return true;
    }
    return false;
  }

  std::unique_ptr<ReadSession> session_;
  const Dialect& dialect_;
  Search search_;
  std::optional<std::int64_t> left_;
};

}  // namespace

Query samples_by_expression(const Dialect& dialect, const query::ComplexQuery& query, const Scope& scope,
                            std::optional<std::int64_t> limit) {
  QueryText sql(dialect);
  sql << kSampleFields;
  append_from(sql, scope);
  if (query.filter) {
    sql.where() << "(";
    append_expression(sql, *query.filter);
    sql << ")";
  }
  append_order(sql, query.orderby);
  if (limit) sql << " LIMIT " << Bound{*limit};
  return sql.take();
}

std::unique_ptr<SampleCursor> open_samples_by_expression(const std::function<std::unique_ptr<ReadSession>()>& start,
                                                         const Dialect& dialect, const query::ComplexQuery& query,
                                                         const Scope& scope, std::optional<std::int64_t> limit) {
  const bool rehearsed = query.filter && has_bad_pattern(*query.filter);
  Search search = make_search(dialect, query, scope, limit);
  auto cursor = std::make_unique<ExpressionCursor>(start(), dialect, std::move(search));
  if (rehearsed) cursor->rehearse();
  cursor->run();
  return cursor;
}

}  // namespace ceilometer::storage::sql
