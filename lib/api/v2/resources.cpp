#include "api/v2/resources.hpp"

#include <array>

#include "api/rbac.hpp"
#include "api/rendering/result.hpp"
#include "api/routing/action.hpp"
#include "api/v2/limits.hpp"
#include "api/v2/resource_fields.hpp"
#include "base/api_error.hpp"

namespace ceilometer::api::v2 {

namespace {

using Type = Action::Type;

constexpr std::array<Action::Parameter, 3> kListParameters = {
    {{"q", Type::kQueries}, {"limit", Type::kInt}, {"meter_links", Type::kInt}}};

http::Response get_list(Context& context, const Action::Arguments& arguments) {
  enforce(context, "get_resources");
  const auto limit = enforce_limit(context, arguments.integer(1));
  const auto filter =
      query::to_sample_filter(arguments.queries(0), query::Listing::kResources, limited_to_project(context));
  const bool with_meters = arguments.integer(2).value_or(1) != 0;
  return list_response(context, context.metering->resources(filter, with_meters, scope_of(context), limit),
                       ResourceFields(context.request.application_url(), context.metadata_texts));
}

constexpr Action kGetList = {"resources.get_all", RouteId::kResources, kListParameters, get_list};

constexpr std::array<Action::Parameter, 1> kOneParameters = {{{"resource_id", Type::kText}}};

http::Response get_by_id(Context& context, const Action::Arguments& arguments) {
  enforce(context, "get_resource");
  const std::string id = arguments.text(0).value_or("");
  query::SampleFilter filter;
  if (!id.empty()) filter.resource = id;  // /v2/resources/ has always been some resource
  const auto cursor = context.metering->resources(filter, true, scope_of(context), 1);
  model::Resource resource;
  if (!cursor->next(resource)) throw ApiError(404, sentence("Resource {0} Not Found", id));
  ResourceFields fields(context.request.application_url(), context.metadata_texts);
  return record_response(context, [&](auto& record) { fields(record, resource); });
}

constexpr Action kGetById = {"resources.get_one", RouteId::kResource, kOneParameters, get_by_id};

}  // namespace

const Action* ResourcesController::get_all() const { return &kGetList; }
const Action* ResourcesController::get_one() const { return &kGetById; }

}  // namespace ceilometer::api::v2
