#include "storage/sql/event_cursor.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ceilometer::storage::sql {

namespace {

constexpr std::int64_t kKeysAtOnce = 10'000;
constexpr std::size_t kPage = 100;

/// Of equal names in one event, the order of the original's union of its tables.
constexpr std::array<model::TraitType, 4> kUnion = {model::TraitType::kDatetime, model::TraitType::kInteger,
                                                    model::TraitType::kFloat, model::TraitType::kString};

std::optional<std::string> nullable_text(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return std::string(row.text(column));
}

}  // namespace

SqlEventCursor::SqlEventCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, query::EventFilter filter,
                               EventScope scope, std::optional<std::int64_t> limit)
    : session_(std::move(session)),
      dialect_(dialect),
      filter_(std::move(filter)),
      scope_(std::move(scope)),
      left_(limit) {
  session_->begin_snapshot();
}

bool SqlEventCursor::next(model::Event& event) {
  for (;;) {
    while (next_event_ < page_.size()) {
      const OwnedEvent& found = page_[next_event_++];
      if (!found.is_there) continue;
      show(found, event);
      return true;
    }
    if (!next_page()) return false;
  }
}

bool SqlEventCursor::next_page() {
  page_.clear();
  next_event_ = 0;
  if (!session_ || session_->is_finished()) return false;
  if (next_key_ == keys_.size() && !next_keys()) {
    session_.reset();
    return false;
  }
  const std::size_t count = std::min(kPage, keys_.size() - next_key_);
  const std::span<const std::int64_t> ids(keys_.data() + next_key_, count);
  next_key_ += count;
  const std::size_t places = count == 1 ? 1 : kPage;
  read_events(ids, places);
  for (const auto type : kUnion) read_traits(ids, places, type);
  for (auto& event : page_) {
    std::stable_sort(event.traits.begin(), event.traits.end(),
                     [](const OwnedTrait& a, const OwnedTrait& b) { return a.name < b.name; });
  }
  if (next_key_ == keys_.size() && keys_end_) session_.reset();
  return true;
}

bool SqlEventCursor::next_keys() {
  keys_.clear();
  next_key_ = 0;
  if (keys_end_) return false;
  const std::int64_t wanted = std::min(left_.value_or(kKeysAtOnce), kKeysAtOnce);
  session_->run(event_keys(dialect_, filter_, scope_, position_, wanted));
  while (session_->step()) {
    const Statement& row = session_->row();
    keys_.push_back(row.integer(kKeyId));
    if (static_cast<std::int64_t>(keys_.size()) == wanted) {
      position_ = EventPosition{row.integer(kKeyId), dialect_.copy_timestamp(row, kKeyGenerated)};
    }
  }
  const auto found = static_cast<std::int64_t>(keys_.size());
  if (left_) *left_ -= found;
  keys_end_ = found < wanted || left_ == 0;
  return !keys_.empty();
}

void SqlEventCursor::read_events(std::span<const std::int64_t> ids, std::size_t places) {
  page_.resize(ids.size());
  places_of_ids_.clear();
  for (std::size_t i = 0; i < ids.size(); ++i) places_of_ids_.emplace_back(ids[i], i);
  std::sort(places_of_ids_.begin(), places_of_ids_.end());
  session_->run(events_by_id(dialect_, ids, places));
  while (session_->step()) {
    const Statement& row = session_->row();
    OwnedEvent* event = find(row.integer(kEventId));
    if (event == nullptr) continue;
    event->is_there = true;
    event->message_id = nullable_text(row, kEventMessageId);
    event->event_type = nullable_text(row, kEventTypeName);
    event->generated = dialect_.read_timestamp(row, kEventGenerated);
    event->raw = nullable_text(row, kEventRaw);
  }
}

void SqlEventCursor::read_traits(std::span<const std::int64_t> ids, std::size_t places, model::TraitType type) {
  session_->run(traits_by_event(dialect_, type, ids, places));
  while (session_->step()) {
    const Statement& row = session_->row();
    OwnedEvent* event = find(row.integer(kTraitEventId));
    if (event == nullptr) continue;
    OwnedTrait& trait = event->traits.emplace_back(OwnedTrait{std::string(row.text(kTraitKey)), type, {}});
    if (row.is_null(kTraitValue)) {
      // The original told the type by which of the union's columns was not null; none meant a text.
      trait.type = model::TraitType::kString;
    } else if (type == model::TraitType::kInteger) {
      trait.value = row.integer(kTraitValue);
    } else if (type == model::TraitType::kFloat) {
      trait.value = row.real(kTraitValue);
    } else if (type == model::TraitType::kString) {
      trait.value = std::string(row.text(kTraitValue));
    } else if (const auto t = dialect_.read_timestamp(row, kTraitValue)) {
      trait.value = *t;
    }
  }
}

SqlEventCursor::OwnedEvent* SqlEventCursor::find(std::int64_t id) {
  const auto found = std::lower_bound(places_of_ids_.begin(), places_of_ids_.end(), std::pair(id, std::size_t{0}));
  return found != places_of_ids_.end() && found->first == id ? &page_[found->second] : nullptr;
}

void SqlEventCursor::show(const OwnedEvent& from, model::Event& event) {
  shown_traits_.clear();
  for (const auto& trait : from.traits) {
    model::Trait& shown = shown_traits_.emplace_back(model::Trait{trait.name, trait.type, {}});
    std::visit(
        [&](const auto& value) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
            shown.value = std::string_view(value);
          } else {
            shown.value = value;
          }
        },
        trait.value);
  }
  event.message_id = from.message_id;
  event.event_type = from.event_type;
  event.generated = from.generated;
  event.raw = from.raw;
  event.traits = shown_traits_;
}

}  // namespace ceilometer::storage::sql
