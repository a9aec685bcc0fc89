#include "identity/discovery.hpp"

#include <optional>
#include <utility>

#include "http/origin.hpp"
#include "identity/members.hpp"
#include "json/value.hpp"

namespace ceilometer::identity {

namespace {

std::string without_slash(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  return std::string(url);
}

/// The URL that knows of all versions.
std::string without_version(const std::string& url) {
  constexpr std::string_view kOld = "/v2.0";
  return url.ends_with(kOld) ? without_slash(std::string_view(url).substr(0, url.size() - kOld.size())) : url;
}

bool is_usable(const json::Object& version) {
  const std::string status = text(version, "status");
  return text(version, "id").starts_with("v3") && (status == "stable" || status == "current" || status == "supported" ||
                                                   status == "CURRENT" || status == "SUPPORTED");
}

std::string self_link(const json::Object& version) {
  const auto* links = member<json::Array>(version, "links");
  if (links == nullptr) return {};
  for (const json::Value& value : *links) {
    const auto* link = value.as<json::Object>();
    if (link != nullptr && text(*link, "rel") == "self") return text(*link, "href");
  }
  return {};
}

/// The versions that a document lists; a version's own document lists one.
std::vector<const json::Object*> versions_of(const json::Object& document) {
  std::vector<const json::Object*> result;
  if (const auto* one = member<json::Object>(document, "version")) result.push_back(one);
  const auto* versions = member<json::Object>(document, "versions");
  const auto* values = versions != nullptr ? member<json::Array>(*versions, "values") : nullptr;
  if (values == nullptr) values = member<json::Array>(document, "versions");
  if (values == nullptr) return result;
  for (const json::Value& value : *values) {
    if (const auto* version = value.as<json::Object>()) result.push_back(version);
  }
  return result;
}

/// A link as it can be asked, "" where it cannot.
std::string resolved(const std::string& link, const std::string& asked_origin) {
  if (link.starts_with('/')) return asked_origin + link;
  const auto its_origin = http::origin(link);
  if (!its_origin) return {};
  const bool same_but_plain = *its_origin == "http://" + asked_origin.substr(asked_origin.find("://") + 3) &&
                              asked_origin.starts_with("https://");
  if (!same_but_plain) return link;
  return "https" + link.substr(link.find("://"));
}

}  // namespace

Result<std::string> v3_link(std::string_view body, const std::string& url) {
  const auto document = json::parse(body);
  const auto* object = document ? document->as<json::Object>() : nullptr;
  const auto asked = http::origin(url);
  if (object == nullptr || !asked) return Error{"it is no document of versions"};
  for (const json::Object* version : versions_of(*object)) {
    if (!is_usable(*version)) continue;
    std::string link = without_slash(resolved(self_link(*version), *asked));
    if (!link.empty()) return link;
  }
  return Error{"it has no v3 API"};
}

Result<std::string> Discovery::v3_url(const std::string& url, Deadline deadline) {
  const std::string root = without_version(without_slash(url));
  if (root.ends_with("/v3")) return root;
  {
    const std::lock_guard lock(mutex_);
    const auto known = found_.find(root);
    if (known != found_.end()) return known->second;
  }
  const auto response = exchange_.send({.url = root + "/", .headers = {{"Accept", "application/json"}}}, deadline);
  if (!response) return response.error();
  if (response->status != 200 && response->status != 300) {
    return Error{answers(root, response->status) + " where it was asked for its versions"};
  }
  auto link = v3_link(response->body, root);
  if (!link)
    return Error{answers(root, response->status) + " where it was asked for its versions, but " + link.error().message};
  const std::lock_guard lock(mutex_);
  return found_.insert_or_assign(root, *std::move(link)).first->second;
}

}  // namespace ceilometer::identity
