#include "api/v2/capabilities.hpp"

#include "api/rendering/result.hpp"
#include "api/routing/action.hpp"

namespace ceilometer::api::v2 {

namespace {

/// {text: bool} attributes need their own rendering in XML, where they are items of key and value.
template <class Record>
std::string flags(std::initializer_list<std::pair<std::string_view, bool>> values) {
  std::string out;
  if constexpr (std::is_same_v<Record, JsonRecord>) {
    JsonRecord record(out);
    for (const auto& [name, value] : values) record.boolean(name, value);
    record.end();
  } else {
    XmlRecord record(out);
    for (const auto& [name, value] : values) {
      out += "<item>";
      record.text("key", name);
      record.boolean("value", value);
      out += "</item>";
    }
  }
  return out;
}

http::Response get(Context& context, const Action::Arguments& /*arguments*/) {
  const auto can = context.metering->capabilities();
  const auto of_events = context.events->capabilities();
  return record_response(context, [&](auto& record) {
    using Record = std::remove_reference_t<decltype(record)>;
    record.map("api", flags<Record>({
                          {"events:query:simple", of_events.simple_query},
                          {"meters:query:complex", can.meters.complex},
                          {"meters:query:metadata", can.meters.metadata},
                          {"meters:query:simple", can.meters.simple},
                          {"resources:query:complex", can.resources.complex},
                          {"resources:query:metadata", can.resources.metadata},
                          {"resources:query:simple", can.resources.simple},
                          {"samples:query:complex", can.samples.complex},
                          {"samples:query:metadata", can.samples.metadata},
                          {"samples:query:simple", can.samples.simple},
                          {"statistics:aggregation:selectable:avg", can.selectable.avg},
                          {"statistics:aggregation:selectable:cardinality", can.selectable.cardinality},
                          {"statistics:aggregation:selectable:count", can.selectable.count},
                          {"statistics:aggregation:selectable:max", can.selectable.max},
                          {"statistics:aggregation:selectable:min", can.selectable.min},
                          {"statistics:aggregation:selectable:stddev", can.selectable.stddev},
                          {"statistics:aggregation:selectable:sum", can.selectable.sum},
                          {"statistics:aggregation:standard", can.standard_aggregation},
                          {"statistics:groupby", can.statistics_groupby},
                          {"statistics:query:complex", can.statistics_query.complex},
                          {"statistics:query:metadata", can.statistics_query.metadata},
                          {"statistics:query:simple", can.statistics_query.simple},
                      }));
    record.map("storage", flags<Record>({{"storage:production_ready", can.production_ready}}));
    record.map("event_storage", flags<Record>({{"storage:production_ready", of_events.production_ready}}));
  });
}

constexpr Action kGet = {"capabilities.get", RouteId::kCapabilities, {}, get};

}  // namespace

const Action* CapabilitiesController::get_all() const { return &kGet; }

}  // namespace ceilometer::api::v2
