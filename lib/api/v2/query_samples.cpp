#include "api/v2/query_samples.hpp"

#include <array>

#include "api/query_shape.hpp"
#include "api/rbac.hpp"
#include "api/rendering/result.hpp"
#include "api/routing/action.hpp"
#include "api/v2/complex_body.hpp"
#include "api/v2/limits.hpp"
#include "api/v2/sample_fields.hpp"
#include "query/complex_query.hpp"

namespace ceilometer::api::v2 {

namespace {

constexpr std::array<Action::Parameter, 1> kParameters = {{{"body", Action::Type::kComplexQuery}}};

http::Response post_query(Context& context, const Action::Arguments& /*arguments*/) {
  const auto body = read_complex_body(context);
  enforce(context, "query_sample");
  const auto query =
      query::to_complex_query(body.filter, body.orderby, limited_to_project(context), context.settings->max_json_depth);
  if (context.request.trace) context.request.trace->query_shape = shape_of(query);
  const auto limit = enforce_limit(context, body.limit);
  return list_response(context, context.metering->samples_by_expression(query, scope_of(context), limit),
                       SampleFields(context.metadata_texts));
}

constexpr Action kPost = {"query.samples.post", RouteId::kQuerySamples, kParameters, post_query};

}  // namespace

const Action* QuerySamplesController::post() const { return &kPost; }

}  // namespace ceilometer::api::v2
