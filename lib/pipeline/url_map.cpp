#include "pipeline/url_map.hpp"

#include <algorithm>
#include <tuple>

#include "base/strings.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::pipeline {
namespace {

void merge_slashes(std::string& path) {
  if (path.find("//") == std::string::npos) return;
  const auto same = [](char a, char b) { return a == '/' && b == '/'; };
  path.erase(std::unique(path.begin(), path.end(), same), path.end());
}

UrlMap::Place make_place(std::string_view domain, std::string_view path) {
  UrlMap::Place place{to_lower(domain), std::string(path)};
  merge_slashes(place.path);
  while (place.path.ends_with('/')) place.path.pop_back();
  return place;
}

// "host:8777" as it is, "host" with the scheme's port.
std::string with_port(std::string_view host, std::string_view scheme) {
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) return std::string(host);
  return std::string(host) + (scheme == "http" ? ":80" : ":443");
}

}  // namespace

Result<UrlMap::Place> UrlMap::parse_place(std::string_view text) {
  std::string_view domain;
  std::string_view port;
  std::string_view path;
  const auto parts = split_words(text);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool named = parts[i] == "domain" || parts[i] == "port";
    if (named && i + 1 == parts.size()) return Error{in_quotes(parts[i]) + " must be followed by its value"};
    auto& target = parts[i] == "domain" ? domain : parts[i] == "port" ? port : path;
    if (!target.empty()) return Error{in_quotes(parts[i]) + " is one path, domain or port too many"};
    target = parts[named ? ++i : i];
  }
  if (!port.empty() && domain.empty()) return Error{"a port needs a domain"};
  if (!domain.empty()) {
    std::string host(domain);
    if (!port.empty()) host.append(":").append(port);
    return make_place(host, path.empty() || path.starts_with('/') ? std::string(path) : "/" + std::string(path));
  }
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!path.starts_with(scheme)) continue;
    path.remove_prefix(scheme.size());
    const auto slash = path.find('/');
    return make_place(path.substr(0, slash), slash == std::string_view::npos ? "" : path.substr(slash));
  }
  if (!path.empty() && path[0] != '/') return Error{in_quotes(path) + " must begin with \"/\" or \"http://\""};
  return make_place({}, path);
}

UrlMap::UrlMap(std::vector<Mount> mounts, std::unique_ptr<Handler> not_found)
    : mounts_(std::move(mounts)), not_found_(std::move(not_found)) {
  std::stable_sort(mounts_.begin(), mounts_.end(), [](const Mount& a, const Mount& b) {
    const auto key = [](const Place& p) { return std::tuple(p.domain.empty(), std::string_view(p.domain)); };
    if (key(a.place) != key(b.place)) return key(a.place) < key(b.place);
    return a.place.path.size() > b.place.path.size();
  });
}

http::Response UrlMap::handle(http::Request& request) const {
  std::string host;
  std::string host_and_port;
  if (!mounts_.empty() && !mounts_.front().place.domain.empty()) {
    host_and_port = with_port(to_lower(request.host), request.scheme);
    host = host_and_port.substr(0, host_and_port.rfind(':'));
  }
  const std::string_view path = request.path_info;
  std::string merged;
  if (path.find("//") != std::string_view::npos) {
    merged = path;
    merge_slashes(merged);
  }
  const std::string_view looked_up = merged.empty() ? path : std::string_view(merged);
  for (const auto& [place, app] : mounts_) {
    if (!place.domain.empty() && place.domain != host && place.domain != host_and_port) continue;
    if (!looked_up.starts_with(place.path)) continue;
    const auto rest = looked_up.substr(place.path.size());
    if (!rest.empty() && rest[0] != '/') continue;
    request.script_name += place.path;
    request.path_info = std::string(rest);
    return app->handle(request);
  }
  if (not_found_) return not_found_->handle(request);
  return http::Response::make(404, "text/plain; charset=UTF-8", "404 Not Found\n\nThe resource could not be found.\n");
}

}  // namespace ceilometer::pipeline
