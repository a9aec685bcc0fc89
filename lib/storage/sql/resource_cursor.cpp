#include "storage/sql/resource_cursor.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

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

class SqlResourceCursor : public ResourceCursor {
 public:
  SqlResourceCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, const query::SampleFilter& filter,
                    bool with_meters, const Scope& scope, std::optional<std::int64_t> limit)
      : session_(std::move(session)),
        dialect_(dialect),
        filter_(filter),
        scope_(scope),
        with_meters_(with_meters),
        left_(limit.value_or(std::numeric_limits<std::int64_t>::max())) {
    session_->begin_snapshot();
  }

  bool next(model::Resource& resource) override {
    if (at_ == ids_.size() && !read_batch()) return false;
    const Owned& owned = batch_[at_];
    resource = {};
    resource.resource_id = ids_[at_];
    resource.project_id = owned.project;
    resource.user_id = owned.user;
    resource.source = owned.source;
    resource.first_sample = owned.first;
    resource.last_sample = owned.last;
    resource.metadata = owned.metadata;
    resource.resource_key = owned.key;
    if (with_meters_) resource.meters = meters_[ids_[at_]];
    ++at_;
    return true;
  }

 private:
  struct Owned {
    std::optional<std::string> project, user, source, metadata;
    std::optional<TimePoint> first, last;
    std::int64_t key = 0;
  };

  bool read_batch() {
    if (!session_ || session_->is_finished()) return false;
    const std::int64_t wanted = std::min(batch_size_, left_);
    batch_size_ = std::min(batch_size_ * 2, kLargestBatch);
    read_resources(wanted);
    if (with_meters_ && !ids_.empty()) read_meters();
    const auto found = static_cast<std::int64_t>(ids_.size());
    left_ -= found;
    if (found < wanted || left_ == 0) session_.reset();  // gives its connection back before the batch is taken
    return found > 0;
  }

  void read_resources(std::int64_t count) {
    std::optional<std::string> after;
    if (!ids_.empty()) after = std::move(ids_.back());
    ids_.clear();
    batch_.clear();
    at_ = 0;
    session_->run(resources(dialect_, filter_, scope_, after, count));
    while (session_->step()) {
      const Statement& row = session_->row();
      ids_.emplace_back(row.text(kResourceName));
      batch_.push_back({copied(row, kResourceProject), copied(row, kResourceUser), copied(row, kResourceSource),
                        copied(row, kMetadataText), dialect_.read_timestamp(row, kFirstSample),
                        dialect_.read_timestamp(row, kLastSample), row.integer(kMetadataKey)});
    }
  }

  void read_meters() {
    meters_.clear();
    session_->run(meters_of_resources(dialect_, ids_, scope_));
    while (session_->step()) {
      const Statement& row = session_->row();
      meters_[std::string(row.text(kMeterOfResource))].emplace_back(row.text(kNameOfMeter));
    }
  }

  std::unique_ptr<ReadSession> session_;
  const Dialect& dialect_;
  const query::SampleFilter filter_;
  const Scope scope_;
  const bool with_meters_;
  std::int64_t left_;
  std::int64_t batch_size_ = kFirstBatch;

  std::vector<std::string> ids_;
  std::vector<Owned> batch_;  // of those ids, in that order
  std::size_t at_ = 0;
  std::map<std::string, std::vector<std::string>> meters_;
};

}  // namespace

std::unique_ptr<ResourceCursor> open_resources(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                               const query::SampleFilter& filter, bool with_meters, const Scope& scope,
                                               std::optional<std::int64_t> limit) {
  return std::make_unique<SqlResourceCursor>(std::move(session), dialect, filter, with_meters, scope, limit);
}

}  // namespace ceilometer::storage::sql
