#include "storage/sql/summary_points.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::sql {

namespace {

constexpr std::size_t kVolumeBytes = 8;
constexpr unsigned kVarintBits = 7;
constexpr unsigned kContinues = 0x80;

[[noreturn]] void refuse() {
  throw DatabaseError(DatabaseError::Kind::kDamaged, "a chunk of the summaries is damaged: build them anew");
}

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= kContinues; value >>= kVarintBits) out += static_cast<char>((value & 0x7f) | kContinues);
  out += static_cast<char>(value);
}

std::uint64_t take_varint(std::string_view& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += kVarintBits) {
    if (in.empty()) refuse();
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < kContinues) return value;
  }
  refuse();
}

// Unsigned, so that bytes that are no points wrap around rather than overflow.
std::uint64_t to_zigzag(std::uint64_t value) { return (value << 1) ^ (0 - (value >> 63)); }
std::uint64_t from_zigzag(std::uint64_t value) { return (value >> 1) ^ (0 - (value & 1)); }

std::uint64_t in_little_endian(std::uint64_t bits) {
  if constexpr (std::endian::native == std::endian::big) return __builtin_bswap64(bits);
  return bits;
}

double closest(double total, double lost) {
  // Where the total is infinite, what was lost is not a number.
  return std::isfinite(total) ? total + lost : total;
}

}  // namespace

void PointStatistics::count(std::int64_t at) {
  ++samples_;
  earliest_ = std::min(earliest_, at);
  latest_ = std::max(latest_, at);
}

void PointStatistics::add_to_total(double volume) {
  const double total = total_ + volume;
  lost_ += std::abs(total_) >= std::abs(volume) ? (total_ - total) + volume : (volume - total) + total_;
  total_ = total;
}

void PointStatistics::add(const Point& point) {
  count(point.at);
  if (std::isnan(point.volume)) return;
  ++volumes_;
  least_ = std::min(least_, point.volume);
  most_ = std::max(most_, point.volume);
  add_to_total(point.volume);
}

void PointStatistics::add_with_squares(const Point& point) {
  add(point);
  if (std::isnan(point.volume)) return;
  const double distance = point.volume - mean_;
  mean_ += distance / static_cast<double>(volumes_);
  squares_ += distance * (point.volume - mean_);
}

void PointStatistics::add(const Stored& other) {
  samples_ += other.samples;
  earliest_ = std::min(earliest_, other.earliest);
  latest_ = std::max(latest_, other.latest);
  if (other.volumes == 0) return;
  least_ = std::min(least_, other.least);
  most_ = std::max(most_, other.most);
  add_to_total(other.total);
  const auto before = static_cast<double>(volumes_);
  const auto more = static_cast<double>(other.volumes);
  volumes_ += other.volumes;
  const auto all = static_cast<double>(volumes_);
  const double distance = other.total / more - mean_;
  squares_ += other.squares + distance * distance * (before * more / all);
  mean_ += distance * (more / all);
}

PointStatistics::Stored PointStatistics::stored() const {
  return {samples_, volumes_, closest(total_, lost_), least_, most_, squares_, earliest_, latest_};
}

StatisticsPart PointStatistics::part_of(const Stored& stored) {
  StatisticsPart part;
  part.count = stored.volumes;
  part.first = TimePoint(std::chrono::microseconds(stored.earliest));
  part.last = TimePoint(std::chrono::microseconds(stored.latest));
  if (stored.volumes == 0) return part;
  part.min = stored.least;
  part.max = stored.most;
  if (!std::isnan(stored.total)) part.sum = stored.total;
  part.variance = stored.squares / static_cast<double>(stored.volumes);
  return part;
}

PointStatistics::Stored PointStatistics::of(std::span<const Point> points) {
  PointStatistics all;
  for (const Point& point : points) all.add(point);
  Stored stored = all.stored();
  if (stored.volumes == 0) return stored;
  const auto n = static_cast<double>(stored.volumes);
  const double mean = stored.total / n;
  double squares = 0;
  double rest = 0;
  for (const Point& point : points) {
    if (std::isnan(point.volume)) continue;
    const double distance = point.volume - mean;
    squares += distance * distance;
    rest += distance;
  }
  stored.squares = squares - rest * rest / n;
  return stored;
}

std::string pack(std::span<const Point> points) {
  std::string out;
  out.reserve(points.size() * (kVolumeBytes + 2) + 20);
  append_varint(out, points.size());
  std::uint64_t at = 0;
  std::uint64_t distance = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::uint64_t next = static_cast<std::uint64_t>(points[i].at) - at;
    append_varint(out, to_zigzag(next - distance));
    at += next;
    if (i > 0) distance = next;
  }
  for (const Point& point : points) {
    const auto bits = in_little_endian(std::bit_cast<std::uint64_t>(point.volume));
    out.append(reinterpret_cast<const char*>(&bits), sizeof(bits));
  }
  return out;
}

PackedPoints::PackedPoints(std::string_view bytes) : times_(bytes) {
  const std::uint64_t count = take_varint(times_);
  if (count > times_.size() / kVolumeBytes) refuse();
  count_ = static_cast<std::size_t>(count);
  volumes_ = times_.substr(times_.size() - count_ * kVolumeBytes);
  times_.remove_suffix(volumes_.size());
}

bool PackedPoints::next(Point& point) {
  if (read_ == count_) return false;
  const std::uint64_t next = from_zigzag(take_varint(times_)) + static_cast<std::uint64_t>(distance_);
  at_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(at_) + next);
  if (read_ > 0) distance_ = static_cast<std::int64_t>(next);
  std::uint64_t bits = 0;
  std::memcpy(&bits, volumes_.data() + read_ * kVolumeBytes, sizeof(bits));
  point = {at_, std::bit_cast<double>(in_little_endian(bits))};
  ++read_;
  return true;
}

}  // namespace ceilometer::storage::sql
