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

}  // namespace

Batch::Batch(std::span<const model::NewSample> samples, const Dialect::Limits& limits) {
  const Check check(limits);
  items_.reserve(samples.size());
  for (const model::NewSample& sample : samples) {
    check(sample);
    Item item{&sample, &metadata(sample.resource_metadata), {}, {}};
    append_part(item.meter_identity, std::string_view(sample.meter));
    append_part(item.meter_identity, std::string_view(sample.type));
    append_part(item.meter_identity, sample.unit);
    append_part(item.resource_identity, std::string_view(sample.resource_id));
    append_part(item.resource_identity, sample.user_id);
    append_part(item.resource_identity, sample.project_id);
    append_part(item.resource_identity, std::string_view(sample.source));
    append_part(item.resource_identity, std::string_view(item.metadata->hash));
    items_.push_back(std::move(item));
  }
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
