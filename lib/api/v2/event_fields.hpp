#pragma once

#include <string>
#include <type_traits>

#include "api/rendering/result.hpp"
#include "api/rendering/writer.hpp"
#include "json/value.hpp"
#include "json/write.hpp"
#include "model/event.hpp"

namespace ceilometer::api::v2 {

/// A trait's value as clients see it, a text of every type: Python's str() of it, a time in ISO 8601, "None" for NULL
/// (Trait._convert_storage_trait).
std::string trait_text(const model::Trait& trait);

/// The notification of an event as JSON; null where there is none, or none that can be read.
json::Value parse_raw(std::optional<std::string_view> raw);

/// Writes a trait.
struct TraitFields {
  template <class Record>
  void operator()(Record& record, const model::Trait& trait) const {
    record.text("name", trait.name);
    record.text("value", trait_text(trait));
    record.text("type", model::name_of(trait.type));
  }
};

/// Writes what there is to know of a trait without a value.
struct TraitDescriptionFields {
  template <class Record>
  void operator()(Record& record, const model::TraitDescription& description) const {
    record.text("type", model::name_of(description.type));
    record.text("name", description.name);
  }
};

/// Writes an event.
class EventFields {
 public:
  template <class Record>
  void operator()(Record& record, const model::Event& event) const {
    record.text("message_id", event.message_id);
    record.text("event_type", event.event_type);
    record.map("traits", traits_of<Record>(event));
    record.time("generated", event.generated);
    const json::Value raw = parse_raw(event.raw);
    if constexpr (std::is_same_v<Record, JsonRecord>) {
      record.map("raw", json::dumps(raw));
    } else if (raw.is_null()) {
      record.text("raw", std::nullopt);
    } else {
      record.text("raw", json::python_str(raw));
    }
  }

 private:
  template <class Record>
  static std::string traits_of(const model::Event& event) {
    constexpr bool kIsJson = std::is_same_v<Record, JsonRecord>;
    std::string out;
    if constexpr (kIsJson) out += '[';
    bool first = true;
    for (const auto& trait : event.traits) {
      if (kIsJson && !first) out += ", ";
      first = false;
      if constexpr (!kIsJson) out += "<item>";
      Record record(out);
      TraitFields()(record, trait);
      record.end();
      if constexpr (!kIsJson) out += "</item>";
    }
    if constexpr (kIsJson) out += ']';
    return out;
  }
};

}  // namespace ceilometer::api::v2
