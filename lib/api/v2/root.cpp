#include "api/v2/root.hpp"

#include "api/rendering/result.hpp"
#include "api/routing/action.hpp"
#include "api/v2/capabilities.hpp"
#include "api/v2/event_types.hpp"
#include "api/v2/events.hpp"
#include "api/v2/meters.hpp"
#include "api/v2/other_services.hpp"
#include "api/v2/query_samples.hpp"
#include "api/v2/resources.hpp"
#include "api/v2/samples.hpp"
#include "base/api_error.hpp"
#include "base/strings.hpp"

namespace ceilometer::api::v2 {

namespace {

http::Response versions(Context& context, const Action::Arguments& /*arguments*/) {
  json::Object self;
  self.members() = {{"href", context.request.application_url() + "/v2"}, {"rel", "self"}};
  json::Object docs;
  docs.members() = {{"href", "http://docs.openstack.org/"}, {"rel", "describedby"}, {"type", "text/html"}};
  json::Object json_type;
  json_type.members() = {{"base", "application/json"}, {"type", "application/vnd.openstack.telemetry-v2+json"}};
  json::Object xml_type;
  xml_type.members() = {{"base", "application/xml"}, {"type", "application/vnd.openstack.telemetry-v2+xml"}};
  json::Object version;
  version.members() = {{"id", "v2"},
                       {"links", json::Array{std::move(self), std::move(docs)}},
                       {"media-types", json::Array{std::move(json_type), std::move(xml_type)}},
                       {"status", "stable"},
                       {"updated", "2013-02-13T00:00:00Z"}};
  json::Object values;
  values["values"] = json::Array{std::move(version)};
  json::Object document;
  document["versions"] = std::move(values);
  return result_response(context, json::dumps(json::Value(std::move(document))));
}

constexpr Action kVersions = {"root", RouteId::kVersions, {}, versions, true};

class QueryController final : public Controller {
 public:
  Lookup lookup(std::string_view kind, const Context& context) const override {
    if (kind == "alarms") leave_to_aodh(context);
    if (kind == "samples") refuse_under_gnocchi(context);
    if (kind == "samples") return {&samples_, false};
    return {};
  }

 private:
  QuerySamplesController samples_;
};

class V2Controller final : public Controller {
 public:
  const Controller* child(std::string_view segment, const Context& context) const override {
    if (segment == "capabilities") return &capabilities_;
    if (segment != "events" && segment != "event_types") return nullptr;
    leave_to_panko(context);
    return segment == "events" ? static_cast<const Controller*>(&events_) : &event_types_;
  }

  Lookup lookup(std::string_view kind, const Context& context) const override {
    if (kind == "meters") {
      refuse_meters_under_gnocchi(context);
      return {&meters_, false};
    }
    if (kind == "samples" || kind == "resources") refuse_under_gnocchi(context);
    if (kind == "samples") return {&samples_, false};
    if (kind == "resources") return {&resources_, false};
    if (kind == "query") return {&query_, false};
    if (kind == "alarms") leave_to_aodh(context);
    return {};
  }

 private:
  CapabilitiesController capabilities_;
  EventsController events_;
  EventTypesController event_types_;
  MetersController meters_;
  ResourcesController resources_;
  SamplesController samples_;
  QueryController query_;
};

class RootController final : public Controller {
 public:
  const Controller* child(std::string_view segment, const Context& /*context*/) const override {
    return segment == "v2" ? &v2_ : nullptr;
  }
  const Action* index() const override { return &kVersions; }

 private:
  V2Controller v2_;
};

}  // namespace

std::unique_ptr<const Controller> make_root() { return std::make_unique<RootController>(); }

}  // namespace ceilometer::api::v2
