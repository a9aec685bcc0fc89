#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "base/api_error.hpp"
#include "query/complex_query.hpp"
#include "storage/expression_model.hpp"
#include "storage/fixture.hpp"
#include "storage/sql/expression.hpp"
#include "storage/sql/expression_cursor.hpp"
#include "storage/sql/regexp.hpp"
#include "storage/sqlite/sqlite_dialect.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using query::ComplexQuery;
using query::Expr;
using query::Field;
using query::Leaf;
using query::Operand;
using query::Operator;
using storage::Scope;

namespace {

const storage::sqlite::SqliteDialect kDialect;

std::string quoted(const Cell& cell) {
  if (const auto* i = std::get_if<std::int64_t>(&cell)) return std::to_string(*i);
  if (const auto* d = std::get_if<double>(&cell)) return std::to_string(*d);
  if (const auto* s = std::get_if<std::string>(&cell)) return "'" + *s + "'";
  return "NULL";
}

/// Some hundred samples, with holes, behind a store.
class ExpressionTable {
 public:
  explicit ExpressionTable(unsigned seed) : random_(seed) {
    store_ = make_store(database_->url(), logger_);
    found({});  // makes the tables
    for (int m = 0; m < 4; ++m) {
      run("INSERT INTO meter VALUES (" + std::to_string(m + 1) + ", '" + kMeters[m] + "', 'gauge', " +
          (m == 3 ? "NULL" : "'5'") + ")");
    }
    for (int r = 1; r <= 40; ++r) add_resource(r);
    for (int s = 1; s <= 400; ++s) add_sample(s);
    database_->run(script_);
  }

  Strings found(const ComplexQuery& query, const Scope& scope = Scope::everything(),
                std::optional<std::int64_t> limit = std::nullopt) {
    Strings ids;
    const auto cursor = store_->samples_by_expression(query, scope, limit);
    model::Sample sample;
    while (cursor->next(sample)) ids.emplace_back(sample.message_id);
    return ids;
  }

  /// The same by the model, newest first.
  Strings expected(const Expr& expression, const std::string& project = {}) const {
    Strings ids;
    for (const auto& row : rows) {
      const bool allowed = project.empty() || row.project == project;
      if (allowed && evaluate(expression, row) == true) ids.push_back(row.id);
    }
    return ids;
  }

  Expr random_expression(int depth) {
    const auto kind = pick(10);
    if (depth == 0 || kind < 3) return Expr::of(random_leaf());
    if (kind < 5) return Expr::of(Expr::Kind::kNot, children(1, depth));
    return Expr::of(kind < 8 ? Expr::Kind::kAnd : Expr::Kind::kOr, children(2 + pick(3), depth));
  }

  std::vector<ModelRow> rows;  ///< in the default order

 private:
  static constexpr const char* kMeters[] = {"cpu", "5", "disk", "True"};

  std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

  Cell random_cell() {
    switch (pick(6)) {
      case 0:
        return std::int64_t{5};
      case 1:
        return 2.5;
      case 2:
        return std::string("5");
      case 3:
        return std::string("cpu");
      case 4:
        return std::int64_t{1};
      default:
        return std::string("None");
    }
  }

  void run(const std::string& sql) { script_ += sql + "; "; }

  std::vector<Expr> children(std::size_t n, int depth) {
    std::vector<Expr> out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(random_expression(depth - 1));
    return out;
  }

  Operand random_operand() {
    const Cell cell = random_cell();
    if (const auto* i = std::get_if<std::int64_t>(&cell)) return pick(3) == 0 ? Operand(*i == 1) : Operand(*i);
    if (const auto* d = std::get_if<double>(&cell)) return *d;
    return std::get<std::string>(cell);
  }

  Leaf random_leaf() {
    static constexpr Field kFields[] = {Field::kMeter,    Field::kUnit,      Field::kVolume,   Field::kUser,
                                        Field::kResource, Field::kTimestamp, Field::kMetadata, Field::kMetadata};
    static constexpr const char* kKeys[] = {"size", "flag", "name", "none"};
    Leaf leaf;
    leaf.field = kFields[pick(std::size(kFields))];
    leaf.comparison = static_cast<Operator>(pick(8));
    if (leaf.field == Field::kMetadata) leaf.key = kKeys[pick(std::size(kKeys))];
    const bool is_pattern = leaf.comparison == Operator::kMatches;
    const std::size_t count = leaf.comparison == Operator::kIn ? 1 + pick(4) : 1;
    for (std::size_t i = 0; i < count; ++i) {
      if (leaf.field == Field::kTimestamp) {
        leaf.values.emplace_back(at("2016-03-01 08:00:00") + std::chrono::seconds(pick(420)));
      } else if (leaf.comparison == Operator::kIn) {
        const Cell cell = random_cell();
        std::visit(
            [&](const auto& x) {
              if constexpr (!std::is_same_v<std::decay_t<decltype(x)>, std::nullptr_t>) leaf.values.emplace_back(x);
            },
            cell);
      } else {
        leaf.values.push_back(is_pattern ? Operand(std::string(pick(2) == 0 ? "o" : "5")) : random_operand());
      }
    }
    return leaf;
  }

  void add_resource(int r) {
    ModelRow row;
    row.user = pick(3) == 0 ? Cell(nullptr) : Cell("user-" + std::to_string(r % 3));
    row.project = "project-" + std::to_string(r % 4);
    row.resource = pick(4) == 0 ? "5" : "vm-" + std::to_string(r);
    run("INSERT INTO resource VALUES (" + std::to_string(r) + ", " + quoted(row.user) + ", '" + row.project +
        "', 'source', '" + row.resource + "', '{}', 'hash')");
    row.flag_is_bool = pick(2) == 0;
    for (const std::string key : {"size", "flag", "name"}) {
      if (pick(4) == 0) continue;
      const Cell cell = key == "flag"   ? Cell(std::int64_t(pick(2)))
                        : key == "name" ? Cell(std::string("cpu"))
                                        : random_cell();
      std::string table = std::holds_alternative<std::int64_t>(cell) ? "metadata_int"
                          : std::holds_alternative<double>(cell)     ? "metadata_float"
                                                                     : "metadata_text";
      if (key == "flag" && row.flag_is_bool) table = "metadata_bool";
      run("INSERT INTO " + table + " VALUES (" + std::to_string(r) + ", '" + key + "', " +
          (table == "metadata_bool" ? database_->boolean(cell == Cell(std::int64_t{1})) : quoted(cell)) + ")");
      row.metadata.emplace_back(key, cell);
    }
    resources_.push_back(row);
  }

  void add_sample(int s) {
    static const std::vector<Cell> volumes = {1.0, 2.5, 5.0, -3.0, nullptr};
    const std::size_t m = pick(4);
    const std::size_t r = pick(resources_.size());
    ModelRow row = resources_[r];
    row.id = "sample-" + std::to_string(s);
    row.meter = kMeters[m];
    row.unit = m == 3 ? Cell(nullptr) : Cell(std::string("5"));
    row.volume = volumes[pick(volumes.size())];
    append_sqlite_time(row.timestamp, at("2016-03-01 08:00:00") + std::chrono::seconds(s));
    run("INSERT INTO sample VALUES (" + std::to_string(s) + ", " + std::to_string(m + 1) + ", " +
        std::to_string(r + 1) + ", " + quoted(row.volume) + ", " + database_->time(row.timestamp) +
        ", NULL, 'signature', '" + row.id + "')");
    rows.insert(rows.begin(), row);
  }

  std::mt19937 random_;
  std::unique_ptr<TestDatabase> database_ = make_test_database();
  std::string script_;
  RecordingLogger logger_;
  std::vector<ModelRow> resources_;
  std::unique_ptr<storage::MeteringStore> store_;
};

bool uses_patterns(const Expr& e) { return !storage::sql::patterns_of(e).empty(); }

ComplexQuery query_of(const std::string& filter, const std::optional<std::string>& orderby = {}) {
  return query::to_complex_query(filter, orderby, {}, 1000);
}

/// An expression of and/or, `levels` deep on each side of every second level, that takes a lot of a parser's stack.
std::string comb(int levels, bool left) {
  std::string text = "{\"=\": {\"metadata.size\": 5}}";
  for (int i = 0; i < levels; ++i) {
    const std::string other =
        i % 2 == 0 ? "{\"not\": {\"<\": {\"metadata.name\": \"x\"}}}" : "{\"=\": {\"unit\": \"5\"}}";
    text = std::string("{\"") + (i % 2 == 0 ? "and" : "or") + "\": [" +
           (left ? text + ", " + other : other + ", " + text) + "]}";
  }
  return text;
}

}  // namespace

TEST_CASE("expressions select what a plain evaluation selects") {
  const unsigned seed = GENERATE(1U, 2U, 3U);
  ExpressionTable table(seed);
  const bool can_match = storage::sql::Regexp::is_available();
  int some = 0;
  // A server takes its time for statements that it sees once.
  const int rounds = engine() == "sqlite" ? 400 : 130;
  for (int i = 0; i < rounds; ++i) {
    ComplexQuery query;
    query.filter = table.random_expression(1 + i % 5);
    if (!can_match && uses_patterns(*query.filter)) continue;
    storage::sql::QueryText text(kDialect);
    storage::sql::append_expression(text, *query.filter);
    CAPTURE(seed, i, text.take().text);
    const Strings expected = table.expected(*query.filter);
    REQUIRE(table.found(query) == expected);
    REQUIRE(table.found(query, Scope::project("project-1")) == table.expected(*query.filter, "project-1"));
    if (!expected.empty() && expected.size() < table.rows.size()) ++some;
    query.filter = storage::sql::flattened(*query.filter);
    REQUIRE(table.found(query) == expected);
  }
  CHECK(some > rounds / 4);
}

TEST_CASE("the scope holds whatever the expression says") {
  ExpressionTable table(1);
  const auto everything = query_of(R"({"or": [{"!=": {"project": "x"}}, {"=": {"meter": "cpu"}}]})");
  CHECK(table.found(everything).size() == table.rows.size());
  const auto own = table.found(everything, Scope::project("project-2"));
  CHECK(own.size() == static_cast<std::size_t>(std::count_if(table.rows.begin(), table.rows.end(),
                                                             [](const auto& r) { return r.project == "project-2"; })));
  CHECK(table.found({}, Scope::project("project-2")) == own);
  CHECK(table.found(everything, Scope::nothing()).empty());
}

TEST_CASE("deep and wide expressions stay within the engine's limits") {
  ExpressionTable table(2);
  const auto check = [&](const std::string& filter) {
    const auto query = query_of(filter);
    CHECK(table.found(query) == table.expected(*query.filter));
  };
  check(comb(47, true));
  check(comb(47, false));
  check("{\"not\": " + comb(46, false) + "}");
  check("{\"and\": [" + comb(46, false) + ", " + comb(46, true) + ", " + comb(46, false) + "]}");
  std::string zigzag = "{\"=\": {\"meter\": \"cpu\"}}";
  for (int i = 0; i < 24; ++i) {
    zigzag = "{\"not\": {\"" + std::string(i % 2 == 0 ? "and" : "or") + "\": [" + comb(i % 24, i % 3 == 0) + ", " +
             zigzag + "]}}";
  }
  check(zigzag);
  std::string wide = "{\"=\": {\"metadata.size\": 5}}";
  for (int i = 0; i < 998; ++i) wide += ", {\"=\": {\"metadata.size\": " + std::to_string(1000 + i) + "}}";
  check("{\"or\": [" + wide + "]}");
  std::string both = "{\"=\": {\"metadata.size\": 5}}";
  for (int i = 0; i < 48; ++i) {
    std::string rest;
    for (int k = 0; k < 18; ++k) rest += ", {\"=\": {\"unit\": \"" + std::to_string(5 + k % 2) + "\"}}";
    both = "{\"" + std::string(i % 2 == 0 ? "or" : "and") + "\": [" + both + rest + "]}";
  }
  check(both);
  std::string values = "{\"in\": {\"volume\": [5";
  for (int i = 0; i < 4999; ++i) values += ", " + std::to_string(100 + i);
  check(values + "]}}");
}

TEST_CASE("samples come in the order that was asked for") {
  ExpressionTable table(3);
  const auto newest = table.found({});
  REQUIRE(newest.size() == 400);
  CHECK(newest.front() == "sample-400");
  CHECK(table.found({}, Scope::everything(), 3) == Strings{"sample-400", "sample-399", "sample-398"});
  const auto by = [&](const std::string& orderby) {
    return table.found(query::to_complex_query({}, orderby, {}, 100), Scope::everything(), 400);
  };
  CHECK(by(R"([{"timestamp": "asc"}])") == Strings(newest.rbegin(), newest.rend()));
  CHECK(by("[]").front() == "sample-1");
  const auto volume_of = [&](const std::string& id) {
    const auto row = std::find_if(table.rows.begin(), table.rows.end(), [&](const auto& r) { return r.id == id; });
    return std::holds_alternative<double>(row->volume) ? std::get<double>(row->volume) : -1e9;  // NULL comes first
  };
  auto ids = by(R"([{"volume": "ASC"}, {"meter": "desc"}])");
  CHECK(std::is_sorted(ids.begin(), ids.end(),
                       [&](const auto& a, const auto& b) { return volume_of(a) < volume_of(b); }));
  ids = by(R"([{"volume": "desc"}])");
  CHECK(std::is_sorted(ids.rbegin(), ids.rend(),
                       [&](const auto& a, const auto& b) { return volume_of(a) < volume_of(b); }));
}

TEST_CASE("a bad pattern is an error where it is looked at") {
  ExpressionTable table(1);
  const auto status = [&](const std::string& filter, std::optional<std::int64_t> limit) {
    try {
      table.found(query_of(filter), Scope::everything(), limit);
    } catch (const ApiError& error) {
      return error.status();
    }
    return 200;
  };
  if (!storage::sql::Regexp::is_available()) {
    CHECK(status(R"({"=~": {"meter": "x"}})", 1) == 501);
    return;
  }
  CHECK(status(R"({"=~": {"meter": "["}})", 5) == 400);
  CHECK(status(R"({"=~": {"metadata.name": "["}})", 5) == 400);
  CHECK(status(R"({"=~": {"resource_metadata": "["}})", 5) == 400);
  CHECK(status(R"({"or": [{">": {"volume": -100}}, {"=~": {"meter": "["}}]})", 400) == 400);
  CHECK(status(R"({"and": [{"=": {"meter": "nothing"}}, {"=~": {"meter": "["}}]})", 5) == 200);
  CHECK_THROWS_WITH(table.found(query_of(R"({"=~": {"meter": "["}})")),
                    Catch::StartsWith("The regular expression cannot be used: '[': "));
  CHECK(table.found(query_of(R"({"=~": {"meter": "^cp"}})")) == table.found(query_of(R"({"=": {"meter": "cpu"}})")));
}
