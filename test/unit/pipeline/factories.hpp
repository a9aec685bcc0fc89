#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/paste_loader.hpp"

namespace ceilometer::test {

/// A filter that puts its name and options around the rest's body: "cors(" + ... + ")".
class Bracket final : public pipeline::Filter {
 public:
  explicit Bracket(std::string name) : name_(std::move(name)) {}
  http::Response handle(http::Request& request, const pipeline::Handler& next) const override {
    auto response = next.handle(request);
    response.body = name_ + "(" + response.body + ")";
    return response;
  }

 private:
  std::string name_;
};

/// An application that answers with its text and where it was reached.
class Echo final : public pipeline::Handler {
 public:
  explicit Echo(std::string text) : text_(std::move(text)) {}
  http::Response handle(http::Request& request) const override {
    return http::Response::make(200, "text/plain", text_ + "@" + request.script_name + "|" + request.path_info);
  }

 private:
  std::string text_;
};

/// " k=v" for every local option, then "; k=v" for the globals but `here` and `__file__`.
inline std::string show(const pipeline::FactoryOptions& options) {
  std::string out;
  for (const auto& [key, value] : options.local) out += " " + key + "=" + value;
  for (const auto& [key, value] : options.global) {
    if (key != "here" && key != "__file__") out += "; " + key + "=" + value;
  }
  return out;
}

inline pipeline::FilterFactory bracket(const std::string& name) {
  return [name](const pipeline::FilterOptions& options) -> Result<std::unique_ptr<pipeline::Filter>> {
    if (const auto* fail = options.find("fail")) return options.error("fail", *fail);
    if (const auto* note = options.find("note")) options.note("note", *note);
    return std::unique_ptr<pipeline::Filter>(std::make_unique<Bracket>(name + show(options)));
  };
}

inline pipeline::AppFactory echo(const std::string& name) {
  return [name](const pipeline::AppOptions& options) -> Result<std::unique_ptr<pipeline::Handler>> {
    if (const auto* fail = options.find("fail")) return options.error("fail", *fail);
    return std::unique_ptr<pipeline::Handler>(std::make_unique<Echo>(name + show(options)));
  };
}

/// cors, request_id and api-server as doubles; authtoken, osprofiler and healthcheck as known and not provided.
inline pipeline::Registry registry() {
  using Names = std::vector<std::string_view>;
  pipeline::Registry made;
  made.add_filter(Names{"oslo_middleware.cors:filter_factory", "egg:oslo.middleware#cors"}, bracket("cors"));
  made.add_filter(Names{"oslo_middleware:RequestId.factory", "oslo.middleware:RequestId.factory"}, bracket("id"));
  made.add_filter(Names{"site:login"}, bracket("login"), pipeline::Role::kAuthentication);
  made.add_app(Names{"ceilometer.api.app:app_factory"}, echo("api"));
  made.add_app(Names{"site.other:app"}, echo("other"));
  made.add_refused(Names{"keystonemiddleware.auth_token:filter_factory"}, pipeline::Role::kAuthentication);
  made.add_refused(Names{"osprofiler.web:WsgiMiddleware.factory", "egg:oslo.middleware#healthcheck",
                         "oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory",
                         "keystonemiddleware.audit:filter_factory"});
  return made;
}

}  // namespace ceilometer::test
