#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/event_store.hpp"
#include "storage/sql/event_queries.hpp"
#include "storage/sql/read_session.hpp"

namespace ceilometer::storage::sql {

/// Reads events in batches: the keys of some thousand that match, then page by page the events and the traits of those
/// keys, all of one state of the database. Holds a page at a time, however many events there are, and gives the
/// connection back with the last page.
class SqlEventCursor final : public EventCursor {
 public:
  /// `dialect` must outlive it.
  SqlEventCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, query::EventFilter filter,
                 EventScope scope, std::optional<std::int64_t> limit);

  bool next(model::Event& event) override;

 private:
  struct OwnedTrait {
    std::string name;
    model::TraitType type;
    std::variant<std::monostate, std::string, std::int64_t, double, TimePoint> value;
  };
  struct OwnedEvent {
    std::int64_t id = 0;
    bool is_there = false;  ///< false where a writer took it away meanwhile
    std::optional<std::string> message_id;
    std::optional<std::string> event_type;
    std::optional<TimePoint> generated;
    std::optional<std::string> raw;
    std::vector<OwnedTrait> traits;
  };

  bool next_page();
  bool next_keys();
  void read_events(std::span<const std::int64_t> ids, std::size_t places);
  void read_traits(std::span<const std::int64_t> ids, std::size_t places, model::TraitType type);
  OwnedEvent* find(std::int64_t id);
  void show(const OwnedEvent& from, model::Event& event);

  std::unique_ptr<ReadSession> session_;  // null once all is read
  const Dialect& dialect_;
  const query::EventFilter filter_;
  const EventScope scope_;
  std::optional<std::int64_t> left_;  // of the limit

  std::vector<std::int64_t> keys_;
  std::size_t next_key_ = 0;
  bool keys_end_ = false;
  std::optional<EventPosition> position_;

  std::vector<OwnedEvent> page_;
  std::vector<std::pair<std::int64_t, std::size_t>> places_of_ids_;  // sorted by id
  std::size_t next_event_ = 0;
  std::vector<model::Trait> shown_traits_;
};

}  // namespace ceilometer::storage::sql
