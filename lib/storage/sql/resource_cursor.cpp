#include "storage/sql/resource_cursor.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "storage/sql/folded_meters.hpp"
#include "storage/sql/resource_batch.hpp"
#include "storage/sql/resource_queries.hpp"
#include "storage/sql/row_values.hpp"

namespace ceilometer::storage::sql {

namespace {

// The first batch holds a listing of the default limit. Where time selects, every batch looks at all samples within the
// bounds, so a long listing takes larger and larger ones.
constexpr std::int64_t kFirstBatch = 128;
constexpr std::int64_t kLargestBatch = 1'024;

std::optional<std::string> copied(const Statement& row, int column) {
  const auto text = nullable_text(row, column);
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

void append_bytes(std::string& out, std::string_view text) {
  out.append(std::to_string(text.size())).append(":").append(text);
}

/// What decides a batch, in the state of the database that is read: the statement for its rows has all of the filter,
/// and its values; the scope is here once more, so that no two are ever taken for each other.
std::string key_of(const Query& query, bool with_meters, const Scope& scope) {
  std::string key(with_meters ? "resources with meters" : "resources");
  const std::string* project = scope.project_id();
  key += !project ? " of all" : scope.is_sealed() ? " of one project alone " : " of one project ";
  append_bytes(key, project ? *project : "");
  append_bytes(key, query.text);
  for (const Value& value : query.values) {
    key += static_cast<char>('0' + value.index());
    if (const auto* text = std::get_if<std::string>(&value)) {
      append_bytes(key, *text);
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      append_bytes(key, std::to_string(*integer));
    } else if (const auto* real = std::get_if<double>(&value)) {
      key.append(reinterpret_cast<const char*>(real), sizeof *real);
    }
  }
  return key;
}

class SqlResourceCursor : public ResourceCursor {
 public:
  SqlResourceCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, const SampleIndexes& indexes,
                    const query::SampleFilter& filter, bool with_meters, bool with_summaries, const Scope& scope,
                    std::optional<std::int64_t> limit)
      : session_(std::move(session)),
        dialect_(dialect),
        indexes_(indexes),
        filter_(filter),
        scope_(scope),
        with_meters_(with_meters),
        with_summaries_(with_summaries),
        left_(limit.value_or(std::numeric_limits<std::int64_t>::max())) {
    session_->begin_snapshot();
  }

  bool next(model::Resource& resource) override {
    if ((!batch_ || at_ == batch_->entries().size()) && !read_batch()) return false;
    const ResourceBatch::Entry& entry = batch_->entries()[at_++];
    resource = {};
    resource.resource_id = entry.id;
    resource.project_id = entry.project;
    resource.user_id = entry.user;
    resource.source = entry.source;
    resource.first_sample = entry.first;
    resource.last_sample = entry.last;
    resource.metadata = entry.metadata;
    resource.resource_key = entry.key;
    resource.meters = entry.meters;
    return true;
  }

 private:
  bool read_batch() {
    if (!session_ || session_->is_finished()) return false;
    const std::int64_t wanted = std::min(batch_size_, left_);
    batch_size_ = std::min(batch_size_ * 2, kLargestBatch);
    std::optional<std::string> after;
    if (batch_) after = batch_->entries().back().id;
    at_ = 0;
    const auto query = indexes_.resource_time ? rows_of_resources(dialect_, filter_, scope_, after, wanted)
                                              : resources(dialect_, filter_, scope_, after, wanted);
    batch_ = find(query);
    const auto found = static_cast<std::int64_t>(batch_->entries().size());
    left_ -= found;
    if (found < wanted || left_ == 0) session_.reset();  // gives its connection back before the batch is taken
    return found > 0;
  }

  std::shared_ptr<const ResourceBatch> find(const Query& query) {
    const auto version = session_->data_version();
    if (!version) return read(query);
    auto key = key_of(query, with_meters_, scope_);
    if (auto known = session_->remembered().find(*version, key)) {
      return std::static_pointer_cast<const ResourceBatch>(std::move(known));
    }
    auto batch = read(query);
    session_->remembered().keep(*version, std::move(key), batch, batch->bytes());
    return batch;
  }

  std::shared_ptr<const ResourceBatch> read(const Query& query) {
    auto batch = std::make_shared<ResourceBatch>();
    session_->run(query);
    while (session_->step()) {
      const Statement& row = session_->row();
      ResourceBatch::Entry entry;
      entry.id = row.text(kResourceName);
      entry.project = copied(row, kResourceProject);
      entry.user = copied(row, kResourceUser);
      entry.source = copied(row, kResourceSource);
      entry.metadata = copied(row, kMetadataText);
      entry.first = dialect_.read_timestamp(row, kFirstSample);
      entry.last = dialect_.read_timestamp(row, kLastSample);
      entry.key = row.integer(kMetadataKey);
      entry.latest_id = row.integer(kLatestId);
      batch->add(std::move(entry));
    }
    if (with_meters_ && !batch->entries().empty()) read_meters(*batch);
    return batch;
  }

  void read_meters(ResourceBatch& batch) {
    if (with_summaries_ && add_folded_meters(*session_, dialect_, indexes_, scope_, batch)) return;
    std::vector<std::string> ids;
    for (const auto& entry : batch.entries()) ids.push_back(entry.id);
    session_->run(meters_of_resources(dialect_, ids, scope_));
    while (session_->step()) {
      batch.add_meter(session_->row().text(kMeterOfResource), session_->row().text(kNameOfMeter));
    }
  }

  std::unique_ptr<ReadSession> session_;
  const Dialect& dialect_;
  const SampleIndexes indexes_;
  const query::SampleFilter filter_;
  const Scope scope_;
  const bool with_meters_;
  const bool with_summaries_;
  std::int64_t left_;
  std::int64_t batch_size_ = kFirstBatch;

  std::shared_ptr<const ResourceBatch> batch_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<ResourceCursor> open_resources(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                               const SampleIndexes& indexes, const query::SampleFilter& filter,
                                               bool with_meters, bool with_summaries, const Scope& scope,
                                               std::optional<std::int64_t> limit) {
  return std::make_unique<SqlResourceCursor>(std::move(session), dialect, indexes, filter, with_meters, with_summaries,
                                             scope, limit);
}

}  // namespace ceilometer::storage::sql
