#include "api/v2/root.hpp"

#include "api/rendering/result.hpp"
#include "api/routing/action.hpp"
#include "api/v2/capabilities.hpp"
#include "api/v2/meters.hpp"
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

constexpr Action kVersions = {"root", {}, versions, true};

[[noreturn]] void refuse_gnocchi(const Context& context, bool meters) {
  if (meters && context.request.method == "POST") {
    const std::string* direct = context.arguments.last("direct");
    if (direct != nullptr && bool_from_string(*direct).value_or(false)) {
      throw ApiError::abort(400, "direct option cannot be true when Gnocchi is enabled.");
    }
  }
  throw ApiError::abort(410,
                        "This telemetry installation is configured to use Gnocchi. Please use the Gnocchi API "
                        "available on the metric endpoint to retrieve data.");
}

[[noreturn]] void refuse_alarms() {
  throw ApiError::abort(410, "alarms URLs is unavailable when Aodh is disabled or unavailable.");
}

/// What the path names but this version does not answer yet.
[[noreturn]] void refuse_missing(std::string_view what) {
  throw ApiError::abort(501, "This version does not provide " + std::string(what) + " yet.");
}

class QueryController final : public Controller {
 public:
  Lookup lookup(std::string_view kind, const Context& context) const override {
    if (kind == "alarms") refuse_alarms();
    if (kind == "samples" && context.settings->gnocchi_is_enabled) refuse_gnocchi(context, false);
    if (kind == "samples") refuse_missing("complex queries");
    return {};
  }
};

class V2Controller final : public Controller {
 public:
  const Controller* child(std::string_view segment) const override {
    if (segment == "capabilities") return &capabilities_;
    if (segment == "events" || segment == "event_types") refuse_missing("events");
    return nullptr;
  }

  Lookup lookup(std::string_view kind, const Context& context) const override {
    const bool gnocchi = context.settings->gnocchi_is_enabled;
    if (kind == "meters") {
      if (gnocchi && !posts_to_bus(context)) refuse_gnocchi(context, true);
      return {&meters_, false};
    }
    if ((kind == "samples" || kind == "resources") && gnocchi) refuse_gnocchi(context, false);
    if (kind == "samples") return {&samples_, false};
    if (kind == "resources") refuse_missing("resources");
    if (kind == "query") return {&query_, false};
    if (kind == "alarms") refuse_alarms();
    return {};
  }

 private:
  /// With Gnocchi behind the bus, posting without `direct` still works.
  static bool posts_to_bus(const Context& context) {
    if (context.request.method != "POST") return false;
    const std::string* direct = context.arguments.last("direct");
    return direct == nullptr || !bool_from_string(*direct).value_or(false);
  }

  CapabilitiesController capabilities_;
  MetersController meters_;
  SamplesController samples_;
  QueryController query_;
};

class RootController final : public Controller {
 public:
  const Controller* child(std::string_view segment) const override { return segment == "v2" ? &v2_ : nullptr; }
  const Action* index() const override { return &kVersions; }

 private:
  V2Controller v2_;
};

}  // namespace

std::unique_ptr<const Controller> make_root() { return std::make_unique<RootController>(); }

}  // namespace ceilometer::api::v2
