#include "api/v2/meters.hpp"

#include <array>

#include "api/rbac.hpp"
#include "api/rendering/result.hpp"
#include "api/routing/action.hpp"
#include "api/v2/limits.hpp"
#include "api/v2/post_samples.hpp"
#include "api/v2/sample_fields.hpp"
#include "api/v2/statistics.hpp"
#include "base/strings.hpp"

namespace ceilometer::api::v2 {

namespace {

using Type = Action::Type;

constexpr std::array<Action::Parameter, 3> kMetersParameters = {
    {{"q", Type::kQueries}, {"limit", Type::kInt}, {"unique", Type::kText}}};

struct MeterFields {
  template <class Record>
  void operator()(Record& record, const model::Meter& m) const {
    std::string id(m.resource_id.value_or("None"));
    id += '+';
    id += m.name;
    record.text("name", m.name);
    record.text("type", m.type);
    record.text("unit", m.unit);
    record.text("resource_id", m.resource_id);
    record.text("project_id", m.project_id);
    record.text("user_id", m.user_id);
    record.text("source", m.source);
    record.text("meter_id", base64_encode(id));
  }
};

http::Response get_meters(Context& context, const Action::Arguments& arguments) {
  enforce(context, "get_meters");
  const auto limit = enforce_limit(context, arguments.integer(1));
  const auto filter =
      query::to_sample_filter(arguments.queries(0), query::Listing::kMeters, limited_to_project(context));
  const bool unique = bool_from_string(arguments.text(2).value_or("")).value_or(false);
  return list_response(context, context.metering->meters(filter, unique, scope_of(context), limit), MeterFields());
}

constexpr Action kGetMeters = {"meters.get_all", RouteId::kMeters, kMetersParameters, get_meters};

constexpr std::array<Action::Parameter, 2> kMeterParameters = {{{"q", Type::kQueries}, {"limit", Type::kInt}}};

http::Response get_meter_samples(Context& context, const Action::Arguments& arguments) {
  enforce(context, "get_samples");
  const auto limit = enforce_limit(context, arguments.integer(1));
  auto filter = query::to_sample_filter(arguments.queries(0), query::Listing::kSamples, limited_to_project(context));
  // The path's name wins over a condition on the meter; no name, as in /v2/meters/, is every meter.
  filter.meter.reset();
  if (!arguments.captured(0).empty()) filter.meter = std::string(arguments.captured(0));
  return list_response(context, context.metering->samples(filter, scope_of(context), limit),
                       OldSampleFields(context.metadata_texts));
}

constexpr Action kGetMeterSamples = {"meter.get_all", RouteId::kMeterSamples, kMeterParameters, get_meter_samples};

constexpr std::array<Action::Parameter, 1> kPostParameters = {{{"direct", Type::kText}}};

constexpr Action kPost = {"meter.post", RouteId::kPostSamples, kPostParameters, post_samples};

}  // namespace

const Action* MeterController::get_all() const { return &kGetMeterSamples; }
const Action* MeterController::post() const { return &kPost; }
const Action* MeterController::custom_get(std::string_view word) const {
  return word == "statistics" ? &statistics_action() : nullptr;
}

const Action* MetersController::get_all() const { return &kGetMeters; }

}  // namespace ceilometer::api::v2
