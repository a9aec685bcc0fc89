#include "storage/sql/batch.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/api_error.hpp"
#include "storage/sql/metadata_rows.hpp"

namespace ceilometer::storage::sql {

namespace {

class Check {
 public:
  explicit Check(const Dialect::Limits& limits) : limits_(limits) {}

  void operator()(const model::NewSample& sample) const {
    text(sample.meter, "counter_name", limits_.name);
    text(sample.type, "counter_type", limits_.name);
    optional_text(sample.unit, "counter_unit", limits_.name);
    optional_text(sample.user_id, "user_id", limits_.name);
    optional_text(sample.project_id, "project_id", limits_.name);
    text(sample.resource_id, "resource_id", limits_.name);
    text(sample.source, "source", limits_.name);
    text(sample.message_id, "message_id", limits_.message_id);
    text(sample.message_signature, "message_signature", limits_.signature);
    if (limits_.text > 0 && sample.resource_metadata.size() > limits_.text) {
      throw ApiError(400, sentence("Invalid input for field/attribute {0}. Value must not be longer than {1} bytes.",
                                   "resource_metadata", std::to_string(limits_.text)));
    }
    if (!limits_.infinity && sample.volume && std::isinf(*sample.volume)) {
      throw ApiError(400, sentence("Invalid input for field/attribute {0}. Value must be finite.", "counter_volume"));
    }
  }

 private:
  static void text(std::string_view value, std::string_view field, std::size_t longest) {
    // A column of text can hold U+0000 on one engine and not on the next, and tools cut it off there.
    if (value.find('\0') != std::string_view::npos) {
      throw ApiError(
          400, sentence("Invalid input for field/attribute {0}. Value must not contain the character U+0000.", field));
    }
    if (longest == 0 || value.size() <= longest) return;
    // Bytes that go on with a character are not its first.
    const auto characters = std::count_if(value.begin(), value.end(), [](char c) { return (c & 0xC0) != 0x80; });
    if (static_cast<std::size_t>(characters) > longest) {
      throw ApiError(
          400, sentence("Invalid input for field/attribute {0}. Value must not be longer than {1} characters.", field,
                        std::to_string(longest)));
    }
  }

  static void optional_text(const std::optional<std::string>& value, std::string_view field, std::size_t longest) {
    if (value) text(*value, field, longest);
  }

  const Dialect::Limits limits_;
};

// No text of an identity holds U+0000, so it separates them; null differs from empty by what follows it.

void append_part(std::string& identity, std::string_view text) {
  identity += text;
  identity += '\0';
}

void append_part(std::string& identity, const std::optional<std::string>& text) {
  identity += text ? '+' : '-';
  append_part(identity, text ? std::string_view(*text) : std::string_view());
}

void write_meter(std::string& identity, const model::NewSample& sample) {
  identity.clear();
  append_part(identity, std::string_view(sample.meter));
  append_part(identity, std::string_view(sample.type));
  append_part(identity, sample.unit);
}

void write_resource(std::string& identity, const model::NewSample& sample, std::string_view metadata_hash) {
  identity.clear();
  append_part(identity, std::string_view(sample.resource_id));
  append_part(identity, sample.user_id);
  append_part(identity, sample.project_id);
  append_part(identity, std::string_view(sample.source));
  append_part(identity, metadata_hash);
}

/// The row of that identity, made where there is none.
template <class Rows>
auto& row_of(Rows& rows, const std::string& identity, const typename Rows::mapped_type& row) {
  const auto place = rows.lower_bound(identity);
  if (place != rows.end() && place->first == identity) return place->second;
  return rows.emplace_hint(place, identity, row)->second;
}

template <class Rows>
void number(Rows& rows) {
  std::size_t next = 0;
  for (auto& [identity, row] : rows) row.number = next++;
}

}  // namespace

Batch::Batch(std::span<const model::NewSample> samples, const Dialect& dialect) {
  const Check check(dialect.limits());
  items_.reserve(samples.size());
  std::string identity;
  for (const model::NewSample& sample : samples) {
    check(sample);
    Item item{&sample, nullptr, nullptr, dialect.timestamp(sample.timestamp)};
    write_meter(identity, sample);
    item.meter = &row_of(meters_, identity, {0, &sample});
    const Metadata& its_metadata = metadata(sample.resource_metadata);
    write_resource(identity, sample, its_metadata.hash);
    item.resource = &row_of(resources_, identity, {0, &sample, &its_metadata});
    items_.push_back(std::move(item));
  }
  number(meters_);
  number(resources_);
}

const Batch::Metadata& Batch::metadata(std::string_view text) {
  const auto found = metadata_.find(text);
  if (found != metadata_.end()) return found->second;
  auto value = json::parse(text);
  if (!value) {
    throw ApiError(400, "Invalid input for field/attribute resource_metadata. Value is not JSON or nested too deeply.");
  }
  Metadata metadata{text, {}, metadata_hash(*value)};
  metadata.value = std::move(*value);
  return metadata_.emplace(text, std::move(metadata)).first->second;
}

}  // namespace ceilometer::storage::sql
