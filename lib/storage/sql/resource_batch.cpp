#include "storage/sql/resource_batch.hpp"

#include <tuple>
#include <utility>

namespace ceilometer::storage::sql {

void ResourceBatch::add(Entry row) {
  if (entries_.empty() || entries_.back().id != row.id) {
    entries_.push_back(std::move(row));
    return;
  }
  Entry& known = entries_.back();
  const auto first = !known.first || (row.first && *row.first < *known.first) ? row.first : known.first;
  // Without a time is the earliest.
  if (std::tie(known.last, known.latest_id) < std::tie(row.last, row.latest_id)) known = std::move(row);
  known.first = first;
}

void ResourceBatch::add_meter(std::string_view id, std::string_view meter) {
  while (at_ < entries_.size() && entries_[at_].id != id) ++at_;
  if (at_ < entries_.size()) entries_[at_].meters.emplace_back(meter);
}

std::size_t ResourceBatch::bytes() const {
  const auto size_of = [](const auto& text) { return text ? text->size() : 0; };
  std::size_t size = sizeof(*this);
  for (const Entry& entry : entries_) {
    size += sizeof(Entry) + entry.id.size() + size_of(entry.project) + size_of(entry.user) + size_of(entry.source) +
            size_of(entry.metadata);
    for (const auto& meter : entry.meters) size += sizeof(std::string) + meter.size();
  }
  return size;
}

}  // namespace ceilometer::storage::sql
