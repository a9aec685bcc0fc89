#include "storage/replicated_store.hpp"

#include <catch2/catch.hpp>

#include "base/api_error.hpp"
#include "support/storage_helpers.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using namespace ceilometer::storage;

namespace {

struct Log {
  int reads = 0;
  int writes = 0;
  int status = 200;  ///< what a read ends with
  int retry_after = 0;
};

class FakeStore final : public MeteringStore {
 public:
  explicit FakeStore(Log& log) : log_(log) {}
  std::unique_ptr<SampleCursor> samples(const query::SampleFilter& /*filter*/, const Scope& /*scope*/,
                                        std::optional<std::int64_t> /*limit*/) override {
    ++log_.reads;
    if (log_.status != 200) throw ApiError(log_.status, "no").with_retry_after(log_.retry_after);
    return nullptr;
  }
  std::unique_ptr<MeterCursor> meters(const query::SampleFilter& /*filter*/, bool /*unique*/, const Scope& /*scope*/,
                                      std::optional<std::int64_t> /*limit*/) override {
    return nullptr;
  }
  std::unique_ptr<ResourceCursor> resources(const query::SampleFilter& /*filter*/, bool /*with_meters*/,
                                            const Scope& /*scope*/, std::optional<std::int64_t> /*limit*/) override {
    return nullptr;
  }
  std::unique_ptr<StatisticsCursor> statistics(const query::StatisticsQuery& /*query*/,
                                               const Scope& /*scope*/) override {
    return nullptr;
  }
  std::unique_ptr<SampleCursor> samples_by_expression(const query::ComplexQuery& /*query*/, const Scope& /*scope*/,
                                                      std::optional<std::int64_t> /*limit*/) override {
    return nullptr;
  }
  void record(std::span<const model::NewSample> /*samples*/) override { ++log_.writes; }
  void ping(std::chrono::milliseconds /*limit*/) override {}
  Capabilities capabilities() const override { return {}; }
  void close() noexcept override {}

 private:
  Log& log_;
};

struct Fixture {
  Log primary, replica;
  RecordingLogger logger;
  std::unique_ptr<MeteringStore> store =
      with_replica(std::make_unique<FakeStore>(primary), std::make_unique<FakeStore>(replica), logger);

  void read() { store->samples({}, Scope::everything(), 1); }
};

}  // namespace

TEST_CASE("a replica is read from, the primary written to") {
  Fixture f;
  f.read();
  f.store->record({});
  CHECK(f.replica.reads == 1);
  CHECK(f.primary.reads == 0);
  CHECK(f.primary.writes == 1);
  CHECK(f.replica.writes == 0);
}

TEST_CASE("while a replica is away the primary is read from, without asking each time") {
  Fixture f;
  f.replica.status = 503;
  f.replica.retry_after = 60;
  f.read();
  f.read();
  CHECK(f.replica.reads == 1);
  CHECK(f.primary.reads == 2);
  CHECK(f.logger.text().find("CEIL0343") != std::string::npos);
}

TEST_CASE("what the primary would say too is not asked of it") {
  Fixture f;
  for (const int status : {400, 503}) {
    f.replica.status = status;
    CHECK_THROWS_AS(f.read(), ApiError);
  }
  CHECK(f.primary.reads == 0);
}
