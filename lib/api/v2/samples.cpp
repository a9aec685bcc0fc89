#include "api/v2/samples.hpp"

#include <array>

#include "api/rbac.hpp"
#include "api/rendering/result.hpp"
#include "api/routing/action.hpp"
#include "api/v2/limits.hpp"
#include "api/v2/sample_fields.hpp"
#include "base/api_error.hpp"

namespace ceilometer::api::v2 {

namespace {

constexpr std::array<Action::Parameter, 2> kListParameters = {
    {{"q", Action::Type::kQueries}, {"limit", Action::Type::kInt}}};

http::Response get_list(Context& context, const Action::Arguments& arguments) {
  enforce(context, "get_samples");
  const auto limit = enforce_limit(context, arguments.integer(1));
  const auto filter =
      query::to_sample_filter(arguments.queries(0), query::Listing::kSamples, limited_to_project(context));
  return list_response(context, context.metering->samples(filter, scope_of(context), limit),
                       SampleFields(context.metadata_texts));
}

constexpr Action kGetList = {"samples.get_all", RouteId::kSamples, kListParameters, get_list};

constexpr std::array<Action::Parameter, 1> kOneParameters = {{{"sample_id", Action::Type::kText}}};

http::Response get_by_id(Context& context, const Action::Arguments& arguments) {
  enforce(context, "get_sample");
  const std::string id = arguments.text(0).value_or("");
  query::SampleFilter filter;
  if (!id.empty()) filter.message_id = id;  // /v2/samples/ has always been the newest sample
  const auto cursor = context.metering->samples(filter, scope_of(context), 1);
  model::Sample sample;
  if (!cursor->next(sample)) throw ApiError(404, sentence("Sample {0} Not Found", id));
  SampleFields fields(context.metadata_texts);
  return record_response(context, [&](auto& record) { fields(record, sample); });
}

constexpr Action kGetById = {"samples.get_one", RouteId::kSample, kOneParameters, get_by_id};

}  // namespace

const Action* SamplesController::get_all() const { return &kGetList; }
const Action* SamplesController::get_one() const { return &kGetById; }

}  // namespace ceilometer::api::v2
