#include "api/v2/events.hpp"

#include <array>

#include "api/rbac.hpp"
#include "api/rendering/result.hpp"
#include "api/routing/action.hpp"
#include "api/v2/event_access.hpp"
#include "api/v2/event_fields.hpp"
#include "api/v2/limits.hpp"
#include "base/api_error.hpp"
#include "query/event_filter.hpp"

namespace ceilometer::api::v2 {

namespace {

using Type = Action::Type;

constexpr std::array<Action::Parameter, 2> kListParameters = {{{"q", Type::kQueries}, {"limit", Type::kInt}}};

http::Response get_list(Context& context, const Action::Arguments& arguments) {
  enforce(context, "events:index");
  const auto limit = enforce_limit(context, arguments.integer(1));
  const auto filter = query::to_event_filter(arguments.queries(0));
  return list_response(context, context.events->events(filter, event_scope_of(context), limit), EventFields());
}

constexpr Action kGetList = {"events.get_all", RouteId::kEvents, kListParameters, get_list, false, require_context};

constexpr std::array<Action::Parameter, 1> kOneParameters = {{{"message_id", Type::kText}}};

http::Response get_by_id(Context& context, const Action::Arguments& arguments) {
  enforce(context, "events:show");
  const std::string id = arguments.text(0).value_or("");
  query::EventFilter filter;
  if (!id.empty()) filter.message_id = id;
  const auto cursor = context.events->events(filter, event_scope_of(context), 1);
  model::Event event;
  if (!cursor->next(event)) throw ApiError(404, sentence("Event {0} Not Found", id));
  return record_response(context, [&](auto& record) { EventFields()(record, event); });
}

constexpr Action kGetById = {"events.get_one", RouteId::kEvent, kOneParameters, get_by_id, false, require_context};

}  // namespace

const Action* EventsController::get_all() const { return &kGetList; }
const Action* EventsController::get_one() const { return &kGetById; }

}  // namespace ceilometer::api::v2
