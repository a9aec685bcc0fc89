#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/api_server.hpp"
#include "api/hooks/config_hook.hpp"
#include "api/hooks/database_hook.hpp"
#include "api/hooks/notifier_hook.hpp"

namespace ceilometer::api::test {

class NullLogger final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    lines.emplace_back(message);
  }
  std::vector<std::string> lines;
};

template <class Row>
class VectorCursor final : public storage::Cursor<Row> {
 public:
  explicit VectorCursor(std::vector<Row> rows) : rows_(std::move(rows)) {}
  bool next(Row& row) override {
    if (at_ == rows_.size()) return false;
    row = rows_[at_++];
    return true;
  }

 private:
  std::vector<Row> rows_;
  std::size_t at_ = 0;
};

/// A store of given rows that remembers what it was asked.
class FakeStore final : public storage::MeteringStore {
 public:
  std::unique_ptr<storage::SampleCursor> samples(const query::SampleFilter& filter, const storage::Scope& scope,
                                                 std::optional<std::int64_t> limit) override {
    remember(filter, scope, limit);
    return std::make_unique<VectorCursor<model::Sample>>(sample_rows);
  }
  std::unique_ptr<storage::MeterCursor> meters(const query::SampleFilter& filter, bool unique,
                                               const storage::Scope& scope,
                                               std::optional<std::int64_t> limit) override {
    remember(filter, scope, limit);
    asked_unique = unique;
    return std::make_unique<VectorCursor<model::Meter>>(meter_rows);
  }
  std::unique_ptr<storage::ResourceCursor> resources(const query::SampleFilter& filter, bool with_meters,
                                                     const storage::Scope& scope,
                                                     std::optional<std::int64_t> limit) override {
    remember(filter, scope, limit);
    asked_meters = with_meters;
    return std::make_unique<VectorCursor<model::Resource>>(resource_rows);
  }
  std::unique_ptr<storage::StatisticsCursor> statistics(const query::StatisticsQuery& query,
                                                        const storage::Scope& scope) override {
    remember(query.filter, scope, std::nullopt);
    asked_statistics = query;
    return std::make_unique<VectorCursor<model::Statistics>>(statistics_rows);
  }
  std::unique_ptr<storage::SampleCursor> samples_by_expression(const query::ComplexQuery& query,
                                                               const storage::Scope& scope,
                                                               std::optional<std::int64_t> limit) override {
    remember({}, scope, limit);
    asked_complex = query;
    return std::make_unique<VectorCursor<model::Sample>>(sample_rows);
  }
  void record(std::span<const model::NewSample> samples) override {
    recorded.insert(recorded.end(), samples.begin(), samples.end());
  }
  void ping(std::chrono::milliseconds /*limit*/) override {}
  storage::Capabilities capabilities() const override {
    storage::Capabilities can;
    can.meters.simple = true;
    return can;
  }
  void close() noexcept override {}

  std::vector<model::Sample> sample_rows;
  std::vector<model::Meter> meter_rows;
  std::vector<model::Resource> resource_rows;
  std::vector<model::Statistics> statistics_rows;
  query::SampleFilter asked;
  query::ComplexQuery asked_complex;
  std::string asked_project;  ///< of the scope; "*" is everything
  std::optional<std::int64_t> asked_limit;
  bool asked_unique = false;
  bool asked_meters = false;
  query::StatisticsQuery asked_statistics;
  std::vector<model::NewSample> recorded;

 private:
  void remember(const query::SampleFilter& filter, const storage::Scope& scope, std::optional<std::int64_t> limit) {
    asked = filter;
    asked_project = scope.is_everything() ? "*" : *scope.project_id();
    asked_limit = limit;
  }
};

/// A store of given events that remembers what it was asked.
class FakeEventStore final : public storage::EventStore {
 public:
  std::unique_ptr<storage::EventCursor> events(const query::EventFilter& filter, const storage::EventScope& scope,
                                               std::optional<std::int64_t> limit) override {
    asked = filter;
    asked_scope = scope.is_admin() ? "admin of " + scope.project_id() : scope.user_id() + " of " + scope.project_id();
    asked_limit = limit;
    return std::make_unique<VectorCursor<model::Event>>(event_rows);
  }
  std::unique_ptr<storage::EventTypeCursor> event_types() override {
    return std::make_unique<VectorCursor<model::EventType>>(type_rows);
  }
  std::unique_ptr<storage::TraitDescriptionCursor> trait_types(const std::string& event_type) override {
    asked_type = event_type;
    return std::make_unique<VectorCursor<model::TraitDescription>>(description_rows);
  }
  std::unique_ptr<storage::TraitCursor> traits(const std::string& event_type,
                                               const std::optional<std::string>& name) override {
    asked_type = event_type;
    asked_name = name;
    return std::make_unique<VectorCursor<model::Trait>>(trait_rows);
  }
  storage::EventCapabilities capabilities() const override { return {.simple_query = true, .production_ready = false}; }
  void close() noexcept override {}

  std::vector<model::Event> event_rows;
  std::vector<model::EventType> type_rows;
  std::vector<model::TraitDescription> description_rows;
  std::vector<model::Trait> trait_rows;
  query::EventFilter asked;
  std::string asked_scope;
  std::optional<std::int64_t> asked_limit;
  std::string asked_type;
  std::optional<std::string> asked_name;
};

class FakeNotifier final : public notify::Notifier {
 public:
  void publish(const notify::Context& context, std::span<const model::NewSample> samples) override {
    user = context.user_id.value_or("");
    published.insert(published.end(), samples.begin(), samples.end());
  }
  std::string user;
  std::vector<model::NewSample> published;
};

class TextBody final : public http::BodySource {
 public:
  explicit TextBody(std::string text) : text_(std::move(text)) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t n = text_.copy(buffer, size, at_);
    at_ += n;
    return n;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

/// An api-server over fakes, asked as a client would.
class Api {
 public:
  /// `settings`: others than the configuration's defaults.
  explicit Api(const std::optional<Settings>& settings = std::nullopt,
               std::shared_ptr<identity::ServiceCatalog> catalog = nullptr);

  using HeaderList = std::vector<std::pair<std::string, std::string>>;
  struct Answer {
    int status;
    std::string type;
    std::string body;
    std::string allow;
    std::string location;
  };
  Answer ask(const std::string& method, const std::string& path, const std::string& query = {},
             const HeaderList& headers = {}, const std::string& body = {});
  Answer get(const std::string& path, const std::string& query = {}, const HeaderList& headers = {}) {
    return ask("GET", path, query, headers);
  }
  Answer post_json(const std::string& path, const std::string& query, const std::string& body,
                   HeaderList headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return ask("POST", path, query, headers, body);
  }

  NullLogger logger;
  std::shared_ptr<FakeStore> store = std::make_shared<FakeStore>();
  std::shared_ptr<FakeEventStore> events = std::make_shared<FakeEventStore>();
  FakeNotifier* notifier = nullptr;  ///< owned by the server

 private:
  std::unique_ptr<ApiServer> server_;
};

inline const Api::HeaderList kAdmin = {{"X-Roles", "admin"}, {"X-User-Id", "u-admin"}, {"X-Project-Id", "p-admin"}};
inline const Api::HeaderList kMember = {{"X-Roles", "Member"}, {"X-User-Id", "u-1"}, {"X-Project-Id", "p-1"}};

}  // namespace ceilometer::api::test
