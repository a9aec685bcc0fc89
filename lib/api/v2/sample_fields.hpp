#pragma once

#include <memory>

#include "api/rendering/flat_metadata.hpp"
#include "model/sample.hpp"

namespace ceilometer::api::v2 {

/// Writes what an OldSample begins with, of a sample that is stored or one that is to be.
template <class Record, class Sample>
void write_old_sample(Record& record, const Sample& s) {
  record.text("source", s.source);
  record.text("counter_name", s.meter);
  record.text("counter_type", s.type);
  record.text("counter_unit", s.unit);
  record.number("counter_volume", s.volume);
  record.text("user_id", s.user_id);
  record.text("project_id", s.project_id);
  record.text("resource_id", s.resource_id);
}

/// Writes a sample in the shape of /v2/meters/NAME (OldSample).
class OldSampleFields {
 public:
  /// For MetadataCache.
  explicit OldSampleFields(MetadataTexts* texts) : metadata_(texts) {}

  template <class Record>
  void operator()(Record& record, const model::Sample& s) {
    write_old_sample(record, s);
    record.time("timestamp", s.timestamp);
    record.time("recorded_at", s.recorded_at);
    record.map("resource_metadata", metadata_.rendered<Record>(s.resource_key, s.resource_metadata));
    record.text("message_id", s.message_id);
  }

 private:
  MetadataCache metadata_;
};

/// Writes a sample in the shape of /v2/samples (Sample).
class SampleFields {
 public:
  explicit SampleFields(MetadataTexts* texts) : metadata_(texts) {}

  template <class Record>
  void operator()(Record& record, const model::Sample& s) {
    record.text("id", s.message_id);
    record.text("meter", s.meter);
    record.text("type", s.type);
    record.text("unit", s.unit);
    record.number("volume", s.volume);
    record.text("user_id", s.user_id);
    record.text("project_id", s.project_id);
    record.text("resource_id", s.resource_id);
    record.text("source", s.source);
    record.time("timestamp", s.timestamp);
    record.time("recorded_at", s.recorded_at);
    record.map("metadata", metadata_.rendered<Record>(s.resource_key, s.resource_metadata));
  }

 private:
  MetadataCache metadata_;
};

}  // namespace ceilometer::api::v2
