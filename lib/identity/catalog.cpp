#include "identity/catalog.hpp"

#include <algorithm>

#include "base/strings.hpp"
#include "identity/members.hpp"

namespace ceilometer::identity {

namespace {

// "publicURL" and "Public" are "public".
std::string plain_interface(std::string_view interface) {
  std::string name = to_lower(interface);
  if (name.ends_with("url")) name.resize(name.size() - 3);
  return name;
}

template <class F>
void for_each_endpoint(const json::Object& service, F&& f) {
  const auto* endpoints = member<json::Array>(service, "endpoints");
  if (endpoints == nullptr) return;
  for (const json::Value& value : *endpoints) {
    const auto* endpoint = value.as<json::Object>();
    if (endpoint == nullptr || text(*endpoint, "interface").empty() || text(*endpoint, "url").empty()) continue;
    f(*endpoint);
  }
}

template <class F>
void for_each_service(const json::Array& services, F&& f) {
  for (const json::Value& value : services) {
    const auto* service = value.as<json::Object>();
    if (service == nullptr || member<std::string>(*service, "type") == nullptr) continue;
    f(*service, text(*service, "type"));
  }
}

json::Array regions_of(const json::Object& service) {
  json::Array regions;
  for_each_endpoint(service, [&](const json::Object& endpoint) {
    const std::string region = text(endpoint, "region");
    auto found = std::find_if(regions.begin(), regions.end(), [&](const json::Value& value) {
      return text(*value.as<json::Object>(), "region") == region;
    });
    if (found == regions.end()) {
      json::Object fresh;
      if (!region.empty()) fresh["region"] = region;
      found = regions.insert(regions.end(), std::move(fresh));
    }
    (*found->as<json::Object>())[to_lower(text(endpoint, "interface")) + "URL"] = text(endpoint, "url");
  });
  return regions;
}

}  // namespace

Catalog::Catalog(const json::Array& services) {
  for_each_service(services, [&](const json::Object& service, const std::string& type) {
    for_each_endpoint(service, [&](const json::Object& endpoint) {
      std::string region = text(endpoint, "region_id");
      if (region.empty()) region = text(endpoint, "region");
      endpoints_.push_back(
          {type, plain_interface(text(endpoint, "interface")), std::move(region), text(endpoint, "url")});
    });
  });
}

std::optional<std::string> Catalog::url(std::string_view type, std::string_view interface,
                                        std::string_view region) const {
  const std::string wanted = plain_interface(interface);
  const auto found = std::find_if(endpoints_.begin(), endpoints_.end(), [&](const Endpoint& endpoint) {
    return endpoint.type == type && endpoint.interface == wanted && (region.empty() || endpoint.region == region);
  });
  return found != endpoints_.end() ? std::optional(found->url) : std::nullopt;
}

json::Array v2_catalog(const json::Array& services) {
  json::Array result;
  for_each_service(services, [&](const json::Object& service, const std::string& type) {
    json::Object old;
    old["type"] = type;
    if (const json::Value* name = service.find("name")) old["name"] = *name;
    old["endpoints"] = regions_of(service);
    result.emplace_back(std::move(old));
  });
  return result;
}

std::vector<std::string> service_types(const json::Array& services) {
  std::vector<std::string> result;
  for_each_service(services, [&](const json::Object& /*service*/, std::string type) {
    if (std::find(result.begin(), result.end(), type) == result.end()) result.push_back(std::move(type));
  });
  return result;
}

}  // namespace ceilometer::identity
