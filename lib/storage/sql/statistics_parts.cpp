#include "storage/sql/statistics_parts.hpp"

#include "storage/sql/row_values.hpp"
#include "storage/sql/statistics_queries.hpp"

namespace ceilometer::storage::sql {

namespace {

class RawParts final : public PartSource {
 public:
  explicit RawParts(const PartsQuery& parts) : parts_(parts) {
    parts_.session.run(statistics_parts(parts.dialect, parts.query, parts.attributes, parts.scope, parts.periods));
  }

  bool next(KeyedPart& part) override {
    if (!parts_.session.step()) return false;
    read_part(parts_, part, key_);
    return true;
  }

 private:
  const PartsQuery parts_;
  PartKey key_;
};

}  // namespace

void read_part(const PartsQuery& parts, KeyedPart& part, PartKey& key) {
  const Statement& row = parts.session.row();
  key.clear();
  key.emplace_back(nullable_text(row, kPartUnit));
  for (std::size_t i = 0; i < parts.attributes.size(); ++i) {
    key.emplace_back(nullable_text(row, kPartAttributes + static_cast<int>(i)));
  }
  part.period = row.integer(kPartPeriod);
  part.key = &key;
  part.part = {row.integer(kPartCount),
               nullable_real(row, kPartMin),
               nullable_real(row, kPartMax),
               nullable_real(row, kPartSum),
               nullable_real(row, kPartVariance),
               parts.dialect.read_timestamp(row, kPartFirst),
               parts.dialect.read_timestamp(row, kPartLast)};
}

std::unique_ptr<PartSource> open_raw_parts(const PartsQuery& parts) { return std::make_unique<RawParts>(parts); }

}  // namespace ceilometer::storage::sql
