#include "api/v2/event_types.hpp"

#include <array>

#include "api/rendering/text_list.hpp"
#include "api/routing/action.hpp"
#include "api/v2/event_access.hpp"
#include "api/v2/event_fields.hpp"
#include "base/api_error.hpp"
#include "base/messages.hpp"

namespace ceilometer::api::v2 {

namespace {

using Type = Action::Type;

http::Response get_types(Context& context, const Action::Arguments& /*arguments*/) {
  return text_list_response(context, context.events->event_types(),
                            [](const model::EventType& type) { return type.name; });
}

constexpr Action kGetTypes = {"event_types.get_all", RouteId::kEventTypes, {}, get_types, false, require_admin};

constexpr std::array<Action::Parameter, 2> kTraitParameters = {
    {{"event_type", Type::kText}, {"trait_name", Type::kText}}};
constexpr std::span<const Action::Parameter> kTypeParameters(kTraitParameters.data(), 1);

std::string required(const Action::Arguments& arguments, std::size_t i) {
  if (!arguments.text(i)) throw ApiError(400, missing_argument(kTraitParameters[i].name));
  return *arguments.text(i);
}

http::Response get_type(Context& /*context*/, const Action::Arguments& arguments) {
  required(arguments, 0);
  throw ApiError(404, "The resource could not be found.");
}

constexpr Action kGetType = {"event_types.get_one", RouteId::kEventType, kTypeParameters, get_type, false,
                             require_admin};

http::Response get_descriptions(Context& context, const Action::Arguments& arguments) {
  return list_response(context, context.events->trait_types(required(arguments, 0)), TraitDescriptionFields());
}

constexpr Action kGetDescriptions = {
    "traits.get_all", RouteId::kTraitDescriptions, kTypeParameters, get_descriptions, false, require_admin};

http::Response get_traits(Context& context, const Action::Arguments& arguments) {
  const std::string type = required(arguments, 0);
  std::optional<std::string> name = required(arguments, 1);
  if (name->empty()) name.reset();
  return list_response(context, context.events->traits(type, name), TraitFields());
}

constexpr Action kGetTraits = {"traits.get_one", RouteId::kTraits, kTraitParameters, get_traits, false, require_admin};

}  // namespace

const Action* TraitsController::get_all() const { return &kGetDescriptions; }
const Action* TraitsController::get_one() const { return &kGetTraits; }

const Action* EventTypesController::get_all() const { return &kGetTypes; }
const Action* EventTypesController::get_one() const { return &kGetType; }
const Controller* EventTypesController::child(std::string_view segment, const Context& /*context*/) const {
  return segment == "traits" ? &traits_ : nullptr;
}

}  // namespace ceilometer::api::v2
