#include "storage/sql/batch.hpp"

#include <optional>

#include "base/api_error.hpp"
#include "storage/sql/metadata_rows.hpp"

namespace ceilometer::storage::sql {

namespace {

/// A column of text can hold U+0000 on one engine and not on the next, and tools cut it off there.
void refuse_nul(std::string_view text, std::string_view field) {
  if (text.find('\0') == std::string_view::npos) return;
  throw ApiError(
      400, sentence("Invalid input for field/attribute {0}. Value must not contain the character U+0000.", field));
}

void refuse_nul(const std::optional<std::string>& text, std::string_view field) {
  if (text) refuse_nul(std::string_view(*text), field);
}

void check(const model::NewSample& sample) {
  refuse_nul(std::string_view(sample.meter), "counter_name");
  refuse_nul(std::string_view(sample.type), "counter_type");
  refuse_nul(sample.unit, "counter_unit");
  refuse_nul(sample.user_id, "user_id");
  refuse_nul(sample.project_id, "project_id");
  refuse_nul(std::string_view(sample.resource_id), "resource_id");
  refuse_nul(std::string_view(sample.source), "source");
  refuse_nul(std::string_view(sample.message_id), "message_id");
  refuse_nul(std::string_view(sample.message_signature), "message_signature");
}

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

Batch::Batch(std::span<const model::NewSample> samples) {
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
