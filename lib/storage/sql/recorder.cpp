#include "storage/sql/recorder.hpp"

#include <list>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "storage/sql/metadata_rows.hpp"
#include "storage/sql/stored_once.hpp"

namespace ceilometer::storage::sql {

namespace {

constexpr std::size_t kKeptMeters = 4'096;
constexpr std::size_t kKeptResources = 16'384;

// No row's id.
constexpr std::int64_t kNotWanted = -1;
constexpr std::int64_t kWanted = -2;

}  // namespace

/// One transaction and what it has found so far.
class Recorder::Transaction {
 public:
  using Items = std::vector<const Batch::Item*>;

  Transaction(Recorder& recorder, Connection& connection)
      : recorder_(recorder), sql_(recorder.sql_), dialect_(recorder.dialect_), connection_(connection) {}

  /// Samples of a batch, which must outlive this.
  void add(const Batch& batch, const Items& items, TimePoint recorded_at) {
    const Ids meters = ids_of(batch.meters(), items, &Batch::Item::meter,
                              [this](const auto& identity, const auto& meter) { return meter_id(identity, meter); });
    const Ids resources =
        ids_of(batch.resources(), items, &Batch::Item::resource,
               [this](const auto& identity, const auto& resource) { return resource_id(identity, resource); });
    const Value recorded = dialect_.timestamp(recorded_at);
    std::span<const Batch::Item* const> left(items);
    for (std::size_t size = sql_.insert_samples.size(); size-- > 0;) {
      const std::size_t count = std::size_t{1} << size;
      if (left.size() < count) continue;
      Statement& insert = connection_.cached(sql_.insert_samples[size]);
      for (; left.size() >= count; left = left.subspan(count)) {
        insert_samples(insert, left.first(count), meters, resources, recorded);
      }
    }
  }

  /// Only what was committed may be remembered beyond the transaction.
  void remember() {
    for (const auto& [identity, id] : meters_) recorder_.meters_.put(identity, id);
    for (const auto& [identity, id] : resources_) recorder_.resources_.put(identity, id);
  }

 private:
  using Known = std::unordered_map<std::string_view, std::int64_t>;  // by identities of the batches
  using Ids = std::vector<std::int64_t>;                             // by number

  // Meters come before resources, and each in an order that is the same for all writers: so that none waits for another
  // that waits for it. What only samples refer to that are stored already is not looked for.

  template <class Rows, class Row, class F>
  static Ids ids_of(const Rows& rows, const Items& items, const Row* Batch::Item::*row_of, F id_of) {
    Ids ids(rows.size(), kNotWanted);
    for (const Batch::Item* item : items) ids[(item->*row_of)->number] = kWanted;
    for (const auto& [identity, row] : rows) {
      if (ids[row.number] == kWanted) ids[row.number] = id_of(identity, row);
    }
    return ids;
  }

  void insert_samples(Statement& statement, std::span<const Batch::Item* const> items, const Ids& meters,
                      const Ids& resources, const Value& recorded_at) {
    const Running insert(statement);
    int index = 0;
    for (const Batch::Item* item : items) {
      const model::NewSample& sample = *item->sample;
      insert->bind(++index, meters[item->meter->number]);
      insert->bind(++index, resources[item->resource->number]);
      sample.volume ? insert->bind(++index, *sample.volume) : insert->bind_null(++index);
      insert->bind_value(++index, item->timestamp);
      insert->bind_value(++index, recorded_at);
      insert->bind(++index, std::string_view(sample.message_signature));
      insert->bind(++index, std::string_view(sample.message_id));
    }
    insert->step();
  }

  /// The id that an INSERT made: its own answer, where it has one.
  std::int64_t id_of(const Running& insert) {
    return insert->step() ? insert->integer(0) : connection_.last_insert_id();
  }

  std::int64_t meter_id(std::string_view identity, const Batch::Meter& meter) {
    if (const auto known = meters_.find(identity); known != meters_.end()) return known->second;
    std::optional<std::int64_t> id = recorder_.meters_.find(identity);
    if (id && !verify_meter(*id, meter)) id.reset();
    if (!id) id = find_meter(meter);
    if (!id) id = insert_meter(meter);
    meters_.emplace(identity, *id);
    return *id;
  }

  std::int64_t resource_id(std::string_view identity, const Batch::Resource& resource) {
    if (const auto known = resources_.find(identity); known != resources_.end()) return known->second;
    std::optional<std::int64_t> id = recorder_.resources_.find(identity);
    if (id && !verify_resource(*id, resource)) id.reset();
    if (!id) id = find_resource(resource);
    if (!id) id = insert_resource(resource);
    resources_.emplace(identity, *id);
    return *id;
  }

  static void bind_meter(const Running& statement, const Batch::Meter& meter) {
    statement->bind(1, std::string_view(meter.sample->meter));
    statement->bind(2, std::string_view(meter.sample->type));
    statement->bind(3, meter.sample->unit);
  }

  static void bind_resource(const Running& statement, const Batch::Resource& resource) {
    statement->bind(1, std::string_view(resource.sample->resource_id));
    statement->bind(2, resource.sample->user_id);
    statement->bind(3, resource.sample->project_id);
    statement->bind(4, std::string_view(resource.sample->source));
    statement->bind(5, std::string_view(resource.metadata->hash));
  }

  bool verify_meter(std::int64_t id, const Batch::Meter& meter) {
    const Running statement(connection_.cached(sql_.verify_meter));
    bind_meter(statement, meter);
    statement->bind(4, id);
    return statement->step();
  }

  bool verify_resource(std::int64_t id, const Batch::Resource& resource) {
    const Running statement(connection_.cached(sql_.verify_resource));
    bind_resource(statement, resource);
    statement->bind(6, id);
    return statement->step();
  }

  std::optional<std::int64_t> find_meter(const Batch::Meter& meter) {
    const Running statement(connection_.cached(sql_.find_meter));
    bind_meter(statement, meter);
    if (!statement->step()) return std::nullopt;
    return statement->integer(0);
  }

  std::optional<std::int64_t> find_resource(const Batch::Resource& resource) {
    const Running statement(connection_.cached(sql_.find_resource));
    bind_resource(statement, resource);
    if (!statement->step()) return std::nullopt;
    return statement->integer(0);
  }

  std::int64_t insert_meter(const Batch::Meter& meter) {
    const Running statement(connection_.cached(sql_.insert_meter));
    bind_meter(statement, meter);
    return id_of(statement);
  }

  std::int64_t insert_resource(const Batch::Resource& resource) {
    std::int64_t id = 0;
    {
      const Running statement(connection_.cached(sql_.insert_resource));
      bind_resource(statement, resource);
      // The original's column type wrote None as NULL, not as JSON.
      resource.metadata->value.is_null() ? statement->bind_null(6) : statement->bind(6, resource.metadata->text);
      id = id_of(statement);
    }
    // The engine may have given a deleted row's id again, and whoever deleted that may have left these behind.
    for (const std::string& sql : sql_.delete_metadata) {
      const Running statement(connection_.cached(sql));
      statement->bind(1, id);
      statement->step();
    }
    const MetadataRows metadata = metadata_rows(resource.metadata->value);
    for (const MetadataRow& row : metadata.rows) insert_metadata(id, row);
    for (const std::string& key : metadata.unqueryable) {
      recorder_.logger_.log(LogLevel::kWarning, "ceilometer.storage",
                            "CEIL0207: metadata key (" + key + ") holds an integer beyond 64 bits: not queryable");
    }
    return id;
  }

  void insert_metadata(std::int64_t resource, const MetadataRow& row) {
    // The variant's alternatives: null, bool, int, float, text; texts and nulls share a table.
    const std::size_t type = row.value.index();
    const std::size_t table = type == 0 ? std::size_t{WriteStatements::kText} : type - 1;
    const Running statement(connection_.cached(sql_.insert_metadata[table]));
    statement->bind(1, resource);
    statement->bind(2, std::string_view(row.key));
    const auto* b = std::get_if<bool>(&row.value);
    const Value boolean = b != nullptr ? dialect_.boolean(*b) : Value();
    if (b != nullptr) {
      statement->bind_value(3, boolean);
    } else if (const auto* i = std::get_if<std::int64_t>(&row.value)) {
      statement->bind(3, *i);
    } else if (const auto* d = std::get_if<double>(&row.value)) {
      statement->bind(3, *d);
    } else if (const auto* s = std::get_if<std::string_view>(&row.value)) {
      statement->bind(3, *s);
    } else {
      statement->bind_null(3);
    }
    statement->step();
  }

  Recorder& recorder_;
  const WriteStatements& sql_;
  const Dialect& dialect_;
  Connection& connection_;
  Known meters_;
  Known resources_;
};

Recorder::Recorder(const Dialect& dialect, Logger& logger)
    : dialect_(dialect), sql_(dialect), logger_(logger), meters_(kKeptMeters), resources_(kKeptResources) {}

void Recorder::write(Connection& connection, Batches& batches, TimePoint recorded_at) {
  connection.begin_write();
  try {
    Transaction transaction(*this, connection);
    std::list<StoredOnce> stored;  // holds its locks until after the commit
    for (std::size_t i = 0; const Batch* batch = batches.at(i); ++i) {
      // After the one before it, whose samples it sees.
      StoredOnce& once = stored.emplace_back(connection, dialect_, sql_, batch->items());
      Transaction::Items items;
      items.reserve(batch->items().size());
      for (const Batch::Item& item : batch->items()) {
        if (once.take(*item.sample)) items.push_back(&item);
      }
      transaction.add(*batch, items, i == 0 ? recorded_at : utc_now());
    }
    connection.commit();
    transaction.remember();
  } catch (...) {
    connection.rollback();
    throw;
  }
}

bool Recorder::has_written(Connection& connection, const Batch& batch, TimePoint recorded_at) {
  const model::NewSample& sample = *batch.items().front().sample;
  const Value timestamp = dialect_.timestamp(sample.timestamp);
  const Value recorded = dialect_.timestamp(recorded_at);
  const Running statement(connection.cached(sql_.find_sample));
  statement->bind_value(1, timestamp);
  statement->bind_value(2, recorded);
  statement->bind(3, std::string_view(sample.message_id));
  return statement->step();
}

}  // namespace ceilometer::storage::sql
