#include "app/application.hpp"

#include <array>
#include <utility>

#include "api/api_server.hpp"
#include "api/hooks/config_hook.hpp"
#include "api/hooks/database_hook.hpp"
#include "api/hooks/notifier_hook.hpp"
#include "api/hooks/translation_hook.hpp"
#include "app/database_probe.hpp"
#include "app/databases.hpp"
#include "app/keystone_probe.hpp"
#include "app/middleware.hpp"
#include "app/quiet_task.hpp"
#include "app/request_account.hpp"
#include "app/summary_task.hpp"
#include "filters/authtoken_factory.hpp"
#include "filters/not_provided.hpp"
#include "http/client.hpp"
#include "identity/service_catalog.hpp"
#include "notify/drivers.hpp"
#ifdef CEILOMETER_HAVE_RABBITMQ
#include "notify/rabbit/rabbit_notifier.hpp"
#endif
#include "pipeline/paste_loader.hpp"
#include "policy/policy_source.hpp"

namespace ceilometer::app {

namespace {

constexpr std::string_view kLogName = "ceilometer.app";

using ConfigPtr = std::shared_ptr<const config::Config>;

Result<notify::Choice> make_notifier(const config::Config& config, const Stores& stores, Host& host) {
  Logger& logger = host.logger();
  notify::MakeBus bus;
#ifdef CEILOMETER_HAVE_RABBITMQ
  bus = [&](const config::Config& settings, notify::EnvelopeVersion version) {
    return notify::rabbit::make_rabbit_notifier(settings, version, host.logger(), &host.metrics());
  };
#endif
  const auto store = [metering = stores.metering](std::span<const model::NewSample> samples) {
    metering->record(samples);
  };
  return notify::make_notifier(config, store, bus, logger);
}

constexpr std::array<std::string_view, 2> kApiServer = {"ceilometer.api.app:app_factory",
                                                        "egg:ceilometer#ceilometer-api"};

/// Remembers the Keystone of every authtoken filter that is made.
pipeline::FilterFactory authtoken_factory(const ConfigPtr& config, Host& host,
                                          const std::shared_ptr<Keystones>& keystones) {
  return [=, &host](const pipeline::FilterOptions& options) -> Result<std::unique_ptr<pipeline::Filter>> {
    auto made = filters::make_authtoken(options, config, host);
    if (!made) return made.error();
    keystones->push_back(std::move(made->keystone));
    return std::move(made->filter);
  };
}

/// Every filter and application that a paste file may name.
void register_factories(pipeline::Registry& registry, const ConfigPtr& config, Host& host,
                        const filters::HealthProbes& probes, const std::shared_ptr<Keystones>& keystones,
                        const pipeline::AppFactory& api_server) {
  register_middleware(registry, config, host.logger(), probes);
  registry.add_filter(filters::Authtoken::kFactories, authtoken_factory(config, host, keystones),
                      pipeline::Role::kAuthentication);
  filters::refuse_not_provided(registry);
  registry.add_app(kApiServer, api_server);
}

Result<std::string> find_paste_file(const Settings& settings, const config::Config& config) {
  if (!settings.paste_config.empty()) return settings.paste_config;
  const std::string name = config.get_string("DEFAULT", "api_paste_config");
  if (auto file = config.find_file(name)) return *std::move(file);
  return Error{config.place("DEFAULT", "api_paste_config") + ": the paste file '" + name + "' was not found"};
}

}  // namespace

struct Application::State {
  Logger& logger;
  ConfigPtr config;
  Stores stores;
  notify::Choice notifier;
  std::string paste_file;
  pipeline::Loaded pipeline;
  std::shared_ptr<policy::PolicySource> policy;
  std::vector<std::string> log_notes;
  std::shared_ptr<identity::ServiceCatalog> catalog;
  std::vector<std::string> catalog_warnings;
  std::shared_ptr<const Keystones> keystones;
  std::unique_ptr<PeriodicTask> summary_task;
  std::unique_ptr<PeriodicTask> quiet_task;
  RequestAccount requests;
};

Application::Application(std::unique_ptr<State> state) : state_(std::move(state)) {}

Application::~Application() = default;

Result<Logging> Application::logging(const Settings& settings) {
  const auto config = config::Config::load(settings.sources);
  if (!config) return config.error();
  return config::log_settings(**config);
}

Result<std::unique_ptr<Application>> Application::build(const Settings& settings, Host& host) {
  Logger& logger = host.logger();
  auto config = config::Config::load(settings.sources);
  if (!config) return config.error();
  const auto logging = config::log_settings(**config);
  if (!logging) return logging.error();
  auto policy = policy::PolicySource::load(*config, logger, http::make_client, {}, &host.metrics());
  if (!policy) return policy.error();
  auto store_options = storage::StoreOptions::read(**config);
  store_options.metrics = &host.metrics();
  store_options.processes = host.workers().processes;
  store_options.threads = host.workers().threads;
  const auto stores = make_stores(**config, store_options, logger);
  if (!stores) return stores.error();
  auto summary_task = make_summary_task(**config, logger, host.metrics());
  if (!summary_task) return summary_task.error();

  const auto api_settings = api::Settings::from(**config);
  std::vector<std::string> catalog_warnings;
  const auto catalog = api_settings.need_catalog() ? identity::make_service_catalog(*config, logger, catalog_warnings)
                                                   : std::shared_ptr<identity::ServiceCatalog>();
  if (!catalog) return catalog.error();
  const auto notifier = make_notifier(**config, *stores, host);
  if (!notifier) return notifier.error();

  const auto api_server = [&](const pipeline::AppOptions& /*options*/) -> Result<std::unique_ptr<pipeline::Handler>> {
    std::vector<std::unique_ptr<api::Hook>> hooks;
    hooks.push_back(std::make_unique<api::ConfigHook>(api_settings, *policy, *catalog));
    hooks.push_back(std::make_unique<api::DatabaseHook>(stores->metering, stores->events));
    hooks.push_back(std::make_unique<api::NotifierHook>(notifier->notifier));
    hooks.push_back(std::make_unique<api::TranslationHook>());
    return std::unique_ptr<pipeline::Handler>(
        std::make_unique<api::ApiServer>(std::move(hooks), logger, (*config)->get_bool("api", "pecan_debug")));
  };
  pipeline::Registry registry;
  const auto keystones = std::make_shared<Keystones>();
  const auto keystone_probe = std::make_shared<KeystoneProbe>(keystones, logger);
  const filters::HealthProbes probes{{"database", std::make_shared<DatabaseProbe>(stores->metering)},
                                     {"keystone", keystone_probe}};
  register_factories(registry, *config, host, probes, keystones, api_server);
  auto paste_file = find_paste_file(settings, **config);
  if (!paste_file) return paste_file.error();
  auto loaded = pipeline::load(*paste_file, registry, settings.paste_ignored);
  if (!loaded) return loaded.error();
  if (auto verified = keystone_probe->verify(); !verified) return verified.error();
  return std::unique_ptr<Application>(new Application(std::unique_ptr<State>(
      new State{logger, *config, *stores, *notifier, *std::move(paste_file), *std::move(loaded), *policy,
                logging->notes, *catalog, std::move(catalog_warnings), keystones, *std::move(summary_task),
                make_quiet_task(*stores), RequestAccount(**config, logger, host.metrics())})));
}

Result<std::shared_ptr<storage::MeteringStore>> Application::metering_store(const config::Config& config,
                                                                            Logger& logger) {
  auto stores = make_stores(config, storage::StoreOptions::read(config), logger);
  if (!stores) return stores.error();
  return std::move(stores->metering);
}

PeriodicTask* Application::periodic_task() const { return state_->summary_task.get(); }

PeriodicTask& Application::quiet_task() const { return *state_->quiet_task; }

Report Application::report() const { return {state_->paste_file, state_->pipeline.stages}; }

Result<void> Application::check_databases() const {
  try {
    model::Sample sample;
    state_->stores.metering->samples({}, storage::Scope::everything(), 1)->next(sample);
    model::EventType type;
    state_->stores.events->event_types()->next(type);
    return {};
  } catch (const std::exception& error) {
    return Error{error.what()};
  }
}

Result<void> Application::check_keystone(std::chrono::milliseconds limit) const {
  if (state_->keystones->empty()) return Error{"no filter of the pipeline asks Keystone"};
  for (const auto& keystone : *state_->keystones) {
    if (auto checked = keystone->check(std::chrono::steady_clock::now() + limit); !checked) return checked;
  }
  return {};
}

void Application::log_start() const {
  const auto log = [this](LogLevel level, const std::string& line) { state_->logger.log(level, kLogName, line); };
  log(LogLevel::kInfo, "CEIL0100: Full WSGI config used: " + state_->paste_file);
  std::string filters;
  for (const auto& name : state_->pipeline.filters) filters += name + " ";
  log(LogLevel::kInfo, "CEIL0103: pipeline: " + filters + "api-server");
  const auto log_all = [&](LogLevel level, const char* id, const std::vector<std::string>& lines) {
    for (const auto& line : lines) log(level, std::string(id) + ": " + line);
  };
  log(LogLevel::kInfo, "CEIL0300: " + state_->notifier.note);
  log_all(LogLevel::kWarning, "CEIL0301", state_->notifier.warnings);
  log_all(LogLevel::kWarning, "CEIL0104", state_->config->warnings());
  log_all(LogLevel::kWarning, "CEIL0105", state_->pipeline.notes);
  const auto rules = state_->policy->rules();
  log_all(LogLevel::kInfo, "CEIL0106", rules->notes);
  log_all(LogLevel::kWarning, "CEIL0107", rules->warnings);
  log_all(LogLevel::kWarning, "CEIL0224", state_->catalog_warnings);
  log_all(LogLevel::kInfo, "CEIL0108", state_->log_notes);
  if (state_->logger.enabled(LogLevel::kDebug, kLogName)) {
    log_all(LogLevel::kDebug, "CEIL0109", state_->config->describe());
  }
}

http::Response Application::handle(http::Request& request) const {
  state_->requests.begin(request);
  return state_->pipeline.handler->handle(request);
}

void Application::account(const http::Request& request, const End& end) const noexcept {
  state_->requests.end(request, end.status, end.duration, end.whole);
}

void Application::close() noexcept {
  state_->notifier.notifier->close();
  state_->stores.metering->close();
  state_->stores.events->close();
  state_->policy->close();
  if (state_->catalog != nullptr) state_->catalog->close();
  for (const auto& keystone : *state_->keystones) keystone->close();
}

}  // namespace ceilometer::app
