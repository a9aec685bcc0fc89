#include "storage/sql/expression_cursor.hpp"

#include <utility>

#include "base/api_error.hpp"
#include "storage/sql/cursors.hpp"
#include "storage/sql/expression.hpp"
#include "storage/sql/read_queries.hpp"

namespace ceilometer::storage::sql {

namespace {

void append_order(QueryText& sql, const std::optional<std::vector<query::Order>>& orderby) {
  if (!orderby) {
    sql << " ORDER BY sample.timestamp DESC, sample.id DESC";
    return;
  }
  sql << " ORDER BY ";
  for (const auto& order : *orderby) sql << column_of(order.field) << (order.descending ? " DESC, " : " ASC, ");
  const bool descending = !orderby->empty() && orderby->back().descending;
  sql << (descending ? "sample.id DESC" : "sample.id ASC");
}

class ExpressionCursor final : public SampleCursor {
 public:
  ExpressionCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect)
      : session_(std::move(session)), dialect_(dialect) {}

  /// Reads everything once before the first row is given out: a pattern that is none is an error from the start, though
  /// only where it is looked at, as it always was.
  void rehearse(Query query) {
    session_->begin_snapshot();
    session_->run(std::move(query));
    while (session_->step()) {
    }
  }

  void run(Query query) { session_->run(std::move(query)); }

  bool next(model::Sample& sample) override {
    if (!session_ || session_->is_finished()) return false;
    if (!session_->step()) {
      session_.reset();
      return false;
    }
    read_sample(session_->row(), dialect_, sample);
    return true;
  }

 private:
  std::unique_ptr<ReadSession> session_;
  const Dialect& dialect_;
};

/// Whether one of the expression's patterns is none.
bool has_bad_pattern(const query::Expr& expression, const Dialect& dialect) {
  bool bad = false;
  for (const auto& pattern : patterns_of(expression, dialect)) {
    switch (dialect.check_pattern(pattern)) {
      case Dialect::Pattern::kGood:
        break;
      case Dialect::Pattern::kBad:
        bad = true;
        break;
      case Dialect::Pattern::kUnsupported:
        throw ApiError(501, "This server was built without regular expressions: the operator =~ is not available");
    }
  }
  return bad;
}

}  // namespace

Query samples_by_expression(const Dialect& dialect, const query::ComplexQuery& query, const Scope& scope,
                            std::optional<std::int64_t> limit) {
  QueryText sql(dialect);
  sql << kSampleColumns << " JOIN meter ON meter.id = sample.meter_id"
      << " JOIN resource ON resource.internal_id = sample.resource_id";
  if (const std::string* project = scope.project_id()) sql.where() << "resource.project_id = " << Bound{*project};
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
  const bool rehearsed = query.filter && has_bad_pattern(*query.filter, dialect);
  auto cursor = std::make_unique<ExpressionCursor>(start(), dialect);
  if (rehearsed) cursor->rehearse(samples_by_expression(dialect, query, scope, limit));
  cursor->run(samples_by_expression(dialect, query, scope, limit));
  return cursor;
}

}  // namespace ceilometer::storage::sql
