#include "unit/api/fakes.hpp"

#include <stdexcept>

#include "api/hooks/translation_hook.hpp"

namespace ceilometer::api::test {

Api::Api(const std::optional<Settings>& settings, std::shared_ptr<identity::ServiceCatalog> catalog) {
  const auto config = config::Config::load({});
  if (!config) throw std::runtime_error(config.error().message);
  const auto no_client = [](const http::ClientOptions&) { return std::shared_ptr<http::Client>(); };
  auto policy = policy::PolicySource::load(*config, logger, no_client);
  if (!policy) throw std::runtime_error(policy.error().message);
  auto fake = std::make_unique<FakeNotifier>();
  notifier = fake.get();
  std::vector<std::unique_ptr<Hook>> hooks;
  hooks.push_back(
      std::make_unique<ConfigHook>(settings.value_or(Settings::from(**config)), *policy, std::move(catalog)));
  hooks.push_back(std::make_unique<DatabaseHook>(store, events));
  hooks.push_back(std::make_unique<NotifierHook>(std::move(fake)));
  hooks.push_back(std::make_unique<TranslationHook>());
  server_ = std::make_unique<ApiServer>(std::move(hooks), logger);
}

Api::Answer Api::ask(const std::string& method, const std::string& path, const std::string& query,
                     const HeaderList& headers, const std::string& body) {
  http::Request request;
  request.method = method;
  request.scheme = "http";
  request.host = "localhost:8777";
  request.path_info = path;
  request.query = query;
  TextBody source(body);
  request.body = &source;
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  auto response = server_->handle(request);
  while (response.producer && response.producer->next(response.body)) {
  }
  return {response.status, std::string(response.headers.get("Content-Type").value_or("")), response.body,
          std::string(response.headers.get("Allow").value_or("")),
          std::string(response.headers.get("Location").value_or(""))};
}

}  // namespace ceilometer::api::test
