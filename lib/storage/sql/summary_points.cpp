#include "storage/sql/summary_points.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "storage/sql/database_error.hpp"
#include "storage/sql/volume_sum.hpp"

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
  if (!in.empty() && static_cast<unsigned char>(in.front()) < kContinues) {
    const auto byte = static_cast<unsigned char>(in.front());  // as regular points have
    in.remove_prefix(1);
    return byte;
  }
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

/// Points at regular distances have as many bytes of 0.
constexpr std::size_t kRun = 8;
/// A run of longer ones might wrap around more than once.
constexpr std::uint64_t kLongestOfRun = std::uint64_t{1} << 60;

bool begins_with_run(std::string_view bytes) {
  std::uint64_t run = 0;
  if (bytes.size() < sizeof(run)) return false;
  std::memcpy(&run, bytes.data(), sizeof(run));
  return run == 0;
}

/// Who goes through them relies on their order.
void unpack_times(std::string_view bytes, std::span<std::int64_t> times) {
  std::uint64_t at = 0;
  std::uint64_t distance = 0;
  for (std::size_t i = 0; i < times.size();) {
    if (i > 0 && distance < kLongestOfRun && times.size() - i >= kRun && begins_with_run(bytes)) {
      bytes.remove_prefix(kRun);
      const auto before = static_cast<std::int64_t>(at);
      for (std::size_t k = 0; k < kRun; ++k) times[i++] = static_cast<std::int64_t>(at += distance);
      if (static_cast<std::int64_t>(at) < before) refuse();
      continue;
    }
    const std::uint64_t next = from_zigzag(take_varint(bytes)) + distance;
    if (i > 0) distance = next;
    times[i] = static_cast<std::int64_t>(at + next);
    if (i > 0 && times[i] < static_cast<std::int64_t>(at)) refuse();
    at += next;
    ++i;
  }
}

double closest(double total, double lost) {
  // Where the total is infinite, what was lost is not a number.
  return std::isfinite(total) ? total + lost : total;
}

}  // namespace

void PointStatistics::add_to_total(double volume) { add_compensated(total_, lost_, volume); }

void PointStatistics::add(const Points& points, std::size_t begin, std::size_t end) {
  samples_ += static_cast<std::int64_t>(end - begin);
  earliest_ = std::min(earliest_, points.at[begin]);
  latest_ = std::max(latest_, points.at[end - 1]);
  const VolumeSum sum(std::span(points.volume).subspan(begin, end - begin));
  volumes_ += sum.volumes();
  least_ = std::min(least_, sum.least());
  most_ = std::max(most_, sum.most());
  add_to_total(sum.total());
  lost_ += sum.lost();
}

void PointStatistics::add(const Point& point) {
  ++samples_;
  earliest_ = std::min(earliest_, point.at);
  latest_ = std::max(latest_, point.at);
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

void unpack(std::string_view bytes, Points& points) {
  const std::uint64_t packed = take_varint(bytes);
  if (packed > bytes.size() / kVolumeBytes) refuse();
  const auto count = static_cast<std::size_t>(packed);
  const std::string_view volumes = bytes.substr(bytes.size() - count * kVolumeBytes);
  bytes.remove_suffix(volumes.size());
  const std::size_t first = points.size();
  points.at.resize(first + count);
  points.volume.resize(first + count);
  unpack_times(bytes, std::span(points.at).subspan(first));
  if (count > 0) std::memcpy(points.volume.data() + first, volumes.data(), volumes.size());
  if constexpr (std::endian::native == std::endian::big) {
    for (std::size_t i = first; i < points.size(); ++i) {
      points.volume[i] = std::bit_cast<double>(in_little_endian(std::bit_cast<std::uint64_t>(points.volume[i])));
    }
  }
}

}  // namespace ceilometer::storage::sql
