#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/sql/dialect.hpp"

namespace ceilometer::test {

/// The dialect of an engine that does not exist, whose texts have no limits.
class FakeDialect final : public storage::sql::Dialect {
 public:
  std::string placeholder(int /*index*/) const override { return "?"; }
  std::string_view ordered_join() const override { return "JOIN"; }
  std::string same(std::string_view text, std::string_view other) const override { return equal(text, other); }
  std::string same_time(std::string_view time, std::string_view other) const override { return equal(time, other); }
  storage::sql::Value timestamp(TimePoint /*t*/) const override { return std::string("now"); }
  std::optional<TimePoint> read_timestamp(const storage::sql::Statement& /*row*/, int /*column*/) const override {
    return {};
  }
  storage::sql::Value copy_timestamp(const storage::sql::Statement& /*row*/, int /*column*/) const override {
    return nullptr;
  }
  std::string microseconds(std::string_view column) const override { return std::string(column); }
  std::string_view integer_division() const override { return "/"; }
  std::string_view list_tables() const override { return ""; }
  std::string_view create_schema() const override { return ""; }
  std::string_view list_indexes() const override { return {}; }
};

}  // namespace ceilometer::test
