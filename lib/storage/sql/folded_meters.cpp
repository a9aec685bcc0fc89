#include "storage/sql/folded_meters.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/sql/folded_meter_queries.hpp"
#include "storage/sql/summary_tables.hpp"

// A series has a sample if it has a span of which no chunk is marked. If it has neither a span nor a mark, what it has
// is not folded. All others are looked for in `sample`.

namespace ceilometer::storage::sql {

namespace {

/// More are not read to be put aside: expiry is under way, or nobody folds.
constexpr std::size_t kMostMarks = 8'192;
/// A table of as many for each resource of a batch is half a megabyte; whoever may post can make more.
constexpr std::size_t kMostMeters = 4'096;
/// A megabyte; resources have a row for each metadata that they had.
constexpr std::size_t kMostRows = 65'536;
/// As many looks into `sample` are less than to read what is not folded.
constexpr std::size_t kFewLooks = 32;
constexpr std::size_t kRowsAtOnce = 512;

class FoldedMeters {
 public:
  FoldedMeters(ReadSession& session, const Dialect& dialect, const SampleIndexes& indexes, const Scope& scope,
               ResourceBatch& batch)
      : session_(session), dialect_(dialect), indexes_(indexes), scope_(scope), batch_(batch) {}

  bool add() {
    if (!read_state() || !read_marks() || !read_meters() || !read_rows()) return false;
    has_.assign(batch_.entries().size() * meters_.size(), false);
    read_spans();
    if (!look_at_rest()) return false;
    give();
    return true;
  }

 private:
  struct Row {
    std::int64_t id;
    std::size_t resource;  ///< its place in the batch
  };
  struct Meter {
    std::int64_t id;
    std::string name;
  };
  using Series = std::pair<std::int64_t, std::int64_t>;  // the ids of its meter and of its resource's row

  bool read_state() {
    const auto before = folded_before(session_, dialect_);
    if (!before) return false;
    folded_before_ = *before;
    session_.run({state_query(dialect_, "marked_before = folded_before"), {}});
    is_settled_ = session_.step() && session_.row().integer(0) == 1;
    return true;
  }

  bool read_marks() {
    session_.run(some_marks(dialect_, kMostMarks));
    while (session_.step()) {
      const Statement& row = session_.row();
      marks_.push_back({row.integer(kMarkMeter), row.integer(kMarkResource), row.integer(kMarkDay)});
    }
    std::sort(marks_.begin(), marks_.end());
    return marks_.size() < kMostMarks;
  }

  bool read_rows() {
    std::vector<std::string> ids;
    std::unordered_map<std::string_view, std::size_t> places;
    for (const auto& entry : batch_.entries()) {
      places.emplace(entry.id, ids.size());
      ids.push_back(entry.id);
    }
    session_.run(rows_of_ids(dialect_, ids, scope_));
    while (session_.step()) {
      const auto place = places.find(session_.row().text(kIdOfResource));
      if (place != places.end()) rows_.push_back({session_.row().integer(kRowOfResource), place->second});
      if (rows_.size() > kMostRows) return false;
    }
    std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.id < b.id; });
    return true;
  }

  bool read_meters() {
    session_.run(first_meters(dialect_, kMostMeters));
    while (session_.step()) {
      meters_.push_back({session_.row().integer(kRowOfMeter), std::string(session_.row().text(kNameOfRow))});
    }
    return meters_.size() < kMostMeters;
  }

  /// Calls f(ids) for the rows' ids, some at once.
  template <class F>
  void in_lists(F f) const {
    std::vector<std::int64_t> ids;
    for (std::size_t at = 0; at < rows_.size(); at += kRowsAtOnce) {
      ids.clear();
      for (std::size_t i = at; i < std::min(at + kRowsAtOnce, rows_.size()); ++i) ids.push_back(rows_[i].id);
      f(std::span<const std::int64_t>(ids));
    }
  }

  void read_spans() {
    in_lists([&](std::span<const std::int64_t> ids) {
      session_.run(folded_series(dialect_, ids));
      while (session_.step()) {
        const Statement& row = session_.row();
        const Series series{row.integer(kSeriesMeter), row.integer(kSeriesResource)};
        if (is_exact(series, row.integer(kFirstSpan)) || is_exact(series, row.integer(kLastSpan))) {
          note(series);
        } else {
          doubtful_.push_back(series);
        }
      }
    });
  }

  /// Whether a span that is there says that there is a sample. Where folding is under way or was broken off, the last
  /// may hold nothing but what is later than `folded_before`, of which it knows nothing for certain.
  bool is_exact(const Series& series, std::int64_t span) const {
    const auto first_mark = [&](std::int64_t day) {
      return std::lower_bound(marks_.begin(), marks_.end(), ChunkKey{series.first, series.second, day});
    };
    const auto is_before = [&](auto mark, std::int64_t day) {
      return mark != marks_.end() && *mark < ChunkKey{series.first, series.second, day};
    };
    if (is_before(first_mark(kAlwaysRaw), kAlwaysRaw + 1)) return false;
    if (is_before(first_mark(span * kDaysPerSpan), (span + 1) * kDaysPerSpan)) return false;
    return is_settled_ || (span + 1) * kDaysPerSpan * kDay <= microseconds_of(folded_before_);
  }

  const Row* row_of(std::int64_t id) const {
    const auto row =
        std::lower_bound(rows_.begin(), rows_.end(), id, [](const Row& r, std::int64_t of) { return r.id < of; });
    return row == rows_.end() || row->id != id ? nullptr : &*row;
  }

  /// The place of a resource's meter; nullopt where one of them is not asked for, or gone.
  std::optional<std::size_t> place_of(const Series& series) const {
    const Row* row = row_of(series.second);
    const auto meter = std::lower_bound(meters_.begin(), meters_.end(), series.first,
                                        [](const Meter& m, std::int64_t id) { return m.id < id; });
    if (!row || meter == meters_.end() || meter->id != series.first) return std::nullopt;
    return row->resource * meters_.size() + static_cast<std::size_t>(meter - meters_.begin());
  }

  void note(const Series& series) {
    if (const auto place = place_of(series)) has_[*place] = true;
  }

  /// The series of which the meter would be new to its resource.
  std::size_t count_open() const {
    std::vector<std::size_t> missing(batch_.entries().size());
    for (std::size_t i = 0; i < has_.size(); ++i) {
      if (!has_[i]) ++missing[i / meters_.size()];
    }
    std::size_t all = 0;
    for (const Row& row : rows_) all += missing[row.resource];
    return all;
  }

  /// False where that is too much.
  bool look_at_rest() {
    const std::size_t open = count_open();
    if (open <= kFewLooks) {
      for (const Row& row : rows_) {
        for (const Meter& meter : meters_) look({meter.id, row.id});
      }
      return true;
    }
    if (!indexes_.resource_time || !read_unfolded(open)) return false;
    for (const ChunkKey& mark : marks_) doubtful_.emplace_back(mark.meter, mark.resource);
    std::sort(doubtful_.begin(), doubtful_.end());
    doubtful_.erase(std::unique(doubtful_.begin(), doubtful_.end()), doubtful_.end());
    for (const Series& series : doubtful_) look(series);
    return true;
  }

  /// False where there are more than `limit`.
  bool read_unfolded(std::size_t limit) {
    std::size_t count = 0;
    in_lists([&](std::span<const std::int64_t> ids) {
      if (count > limit) return;
      session_.run(unfolded_series(dialect_, ids, folded_before_));
      while (count <= limit && session_.step()) {
        ++count;
        note({session_.row().integer(kSeriesMeter), session_.row().integer(kSeriesResource)});
      }
    });
    return count <= limit;
  }

  void look(const Series& series) {
    const auto place = place_of(series);
    if (!place || has_[*place]) return;
    session_.run(has_sample(dialect_, series.first, series.second));
    has_[*place] = session_.step();
  }

  void give() {
    for (std::size_t i = 0; i < has_.size(); ++i) {
      if (has_[i]) batch_.add_meter(batch_.entries()[i / meters_.size()].id, meters_[i % meters_.size()].name);
    }
  }

  ReadSession& session_;
  const Dialect& dialect_;
  const SampleIndexes& indexes_;
  const Scope& scope_;
  ResourceBatch& batch_;

  TimePoint folded_before_;
  bool is_settled_ = false;       // nothing later is in any chunk
  std::vector<ChunkKey> marks_;   // sorted
  std::vector<Row> rows_;         // by id
  std::vector<Meter> meters_;     // by id
  std::vector<bool> has_;         // by resource and meter
  std::vector<Series> doubtful_;  // have spans that prove nothing
};

}  // namespace

bool add_folded_meters(ReadSession& session, const Dialect& dialect, const SampleIndexes& indexes, const Scope& scope,
                       ResourceBatch& batch) {
  // Where others may take them away within a snapshot they would have to be held first.
  if (dialect.find_summaries().empty() || !dialect.hold_summaries().empty()) return false;
  return FoldedMeters(session, dialect, indexes, scope, batch).add();
}

}  // namespace ceilometer::storage::sql
