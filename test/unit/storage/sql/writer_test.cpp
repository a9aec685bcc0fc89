#include "storage/sql/writer.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <string>
#include <vector>

#include "base/api_error.hpp"
#include "support/storage_helpers.hpp"
#include "unit/storage/sql/fake_dialect.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using namespace ceilometer::storage::sql;
using Kind = DatabaseError::Kind;

namespace {

/// What an engine without a database does: as the test says.
struct Script {
  std::deque<std::optional<Kind>> commits;  ///< how the next ones end; more of them succeed
  bool is_found = false;                    ///< what was in doubt is there
  bool is_reachable = true;                 ///< another connection can be opened
  int opened = 0;
  int committed = 0;
  int asked = 0;  ///< for what was in doubt
  bool is_whole_cluster_seen = false;
  std::optional<bool> is_asked_of_whole_cluster{};
};

class FakeStatement final : public Statement {
 public:
  FakeStatement(Script& script, std::string_view sql)
      : script_(script), is_question_(sql.starts_with("SELECT 1 FROM sample")), is_insert_(sql.starts_with("INSERT")) {}
  using Statement::bind;
  void bind_null(int /*index*/) override {}
  void bind(int /*index*/, std::int64_t /*value*/) override {}
  void bind(int /*index*/, double /*value*/) override {}
  void bind(int /*index*/, std::string_view /*text*/) override {}
  bool step() override {
    if (is_question_) {
      ++script_.asked;
      script_.is_asked_of_whole_cluster = script_.is_whole_cluster_seen;
    }
    return is_question_ ? script_.is_found : !is_insert_;
  }
  void reset() noexcept override {}
  bool is_null(int /*column*/) const override { return false; }
  std::int64_t integer(int /*column*/) const override { return 1; }
  double real(int /*column*/) const override { return 0; }
  std::string_view text(int /*column*/) const override { return {}; }

 private:
  Script& script_;
  const bool is_question_;
  const bool is_insert_;
};

class FakeConnection final : public Connection {
 public:
  explicit FakeConnection(Script& script) : script_(script) {
    if (script_.opened++ > 0 && !script_.is_reachable) throw DatabaseError(Kind::kAway, "gone");
  }
  ~FakeConnection() override { drop_statements(); }
  std::unique_ptr<Statement> prepare(std::string_view sql) override {
    return std::make_unique<FakeStatement>(script_, sql);
  }
  void execute(const std::string& /*script*/) override {}
  void begin_read() override {}
  void begin_write() override {}
  void commit() override {
    std::optional<Kind> end;
    if (!script_.commits.empty()) {
      end = script_.commits.front();
      script_.commits.pop_front();
    }
    if (end) throw DatabaseError(*end, "as the test says");
    ++script_.committed;
  }
  void rollback() noexcept override {}
  std::int64_t last_insert_id() const override { return 1; }
  void set_deadline(std::optional<Deadline> /*deadline*/) noexcept override {}
  void see_whole_cluster() override { script_.is_whole_cluster_seen = true; }
  bool is_usable() noexcept override { return true; }

 private:
  Script& script_;
};

storage::StoreOptions patient() {
  storage::StoreOptions options = quick_options();
  options.write_interval = std::chrono::milliseconds(1);
  return options;
}

struct WriterFixture {
  explicit WriterFixture(const storage::StoreOptions& options = patient())
      : pool([this] { return std::make_unique<FakeConnection>(script); }, options, logger),
        faults(std::chrono::seconds(10), logger),
        writer(pool, dialect, faults, options, logger) {}

  /// The status that ends it, or 201.
  int write() {
    const std::vector<model::NewSample> samples{new_sample("a")};
    try {
      writer.write(Batch(samples, dialect));
    } catch (const ApiError& error) {
      retry_after = error.retry_after();
      return error.status();
    }
    return 201;
  }

  Script script;
  RecordingLogger logger;
  FakeDialect dialect;
  ConnectionPool pool;
  FaultHandler faults;
  Writer writer;
  int retry_after = 0;
};

}  // namespace

TEST_CASE("a write that others were in the way of is tried again") {
  WriterFixture f;
  f.script.commits = {Kind::kConflict, Kind::kConflict, Kind::kDuplicate};
  CHECK(f.write() == 201);
  CHECK(f.script.committed == 1);
  CHECK(f.script.opened == 1);
}

TEST_CASE("a write is not tried again for ever") {
  storage::StoreOptions options = patient();
  options.write_retries = 2;
  WriterFixture f(options);
  f.script.commits.assign(10, Kind::kConflict);
  CHECK(f.write() == 503);
  CHECK(f.retry_after > 0);
  CHECK(f.script.commits.size() == 7);
}

TEST_CASE("a name that collides each time is a 400") {
  WriterFixture f;
  f.script.commits.assign(10, Kind::kDuplicate);
  CHECK(f.write() == 400);
  CHECK(f.script.committed == 0);
}

TEST_CASE("a connection that broke before COMMIT is replaced once") {
  WriterFixture f;
  f.script.commits = {Kind::kLost};
  CHECK(f.write() == 201);
  CHECK(f.script.opened == 2);
  f.script.commits = {Kind::kLost, Kind::kLost, Kind::kLost};
  CHECK(f.write() == 503);
  CHECK(f.script.committed == 1);
}

TEST_CASE("a commit in doubt that happened is a success") {
  WriterFixture f;
  f.script.commits = {Kind::kUnknown};
  f.script.is_found = true;
  CHECK(f.write() == 201);
  CHECK(f.script.asked == 1);
  CHECK(f.script.committed == 0);
  CHECK(f.script.opened == 2);
  CHECK(f.script.is_asked_of_whole_cluster == true);
  CHECK(f.logger.text().find("CEIL0342") != std::string::npos);
}

TEST_CASE("a commit in doubt is never repeated") {
  WriterFixture f;
  f.script.commits = {Kind::kUnknown};
  SECTION("it was not found, which says nothing of what will be") {
    CHECK(f.write() == 503);
    CHECK(f.script.asked == 1);
  }
  SECTION("nobody could be asked") {
    f.script.is_reachable = false;
    CHECK(f.write() == 503);
  }
  CHECK(f.retry_after > 0);
  CHECK(f.script.committed == 0);
  CHECK(f.logger.text().find("CEIL0341") != std::string::npos);
}
