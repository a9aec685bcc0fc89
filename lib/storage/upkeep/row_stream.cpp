#include "storage/upkeep/row_stream.hpp"

#include <algorithm>

#include "storage/upkeep/copy_end.hpp"

namespace ceilometer::storage::upkeep {

namespace {

/// Engines sort texts in their own ways, so they are asked for the order of the number alone, which their index has;
/// the few rows that share it are sorted here.
std::string in_order(const Table& table) {
  return "SELECT " + selected(table) + " FROM " + std::string(table.name) + " ORDER BY " + std::string(table.name) +
         "." + std::string(table.columns[0].name);
}

}  // namespace

RowStream::RowStream(std::string_view end, sql::Connection& connection, const sql::Dialect& dialect, const Table& table)
    : end_(end),
      dialect_(dialect),
      table_(table),
      statement_(at_end(end, [&] { return connection.prepare(in_order(table)); })) {}

const Row* RowStream::next() {
  if (at_ + 1 < size_) return &group_[++at_];
  if (!at_end(end_, [this] { return fill(); })) return nullptr;
  at_ = 0;
  return &group_[0];
}

/// Reads the next rows that belong together.
bool RowStream::fill() {
  if (has_ahead_) std::swap(group_[0], group_[size_]);
  size_ = has_ahead_ ? 1 : 0;
  has_ahead_ = false;
  while (!over_) {
    if (!statement_->step()) {
      over_ = true;
      break;
    }
    if (group_.size() == size_) group_.emplace_back();
    read_row(*statement_, dialect_, table_, group_[size_]);
    ++size_;
    if (table_.keys == 1) return true;
    if (group_[size_ - 1][0] == group_[0][0]) continue;
    --size_;
    has_ahead_ = true;
    break;
  }
  const auto end = group_.begin() + static_cast<std::ptrdiff_t>(size_);
  std::sort(group_.begin(), end, [this](const Row& a, const Row& b) { return compare_keys(table_, a, b) < 0; });
  return size_ > 0;
}

}  // namespace ceilometer::storage::upkeep
