#include "app/keystone_check.hpp"

#include <algorithm>

#include "filters/authtoken.hpp"
#include "http/client.hpp"
#include "identity/client_options.hpp"
#include "identity/option_source.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::app {

namespace {

identity::ConfigSource::Local local_options(const Report& report) {
  const auto& names = filters::Authtoken::kFactories;
  for (const auto& stage : report.stages) {
    const std::string factory = pipeline::canonical_factory(stage.factory);
    if (std::find(names.begin(), names.end(), factory) == names.end()) continue;
    identity::ConfigSource::Local local;
    local.values.insert(stage.options.begin(), stage.options.end());
    local.place = stage.file + ", [" + stage.section + "]";
    return local;
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<identity::KeystoneClient>> keystone_client(const std::shared_ptr<const config::Config>& config,
                                                                  const Report* report, Logger& logger) {
  const identity::ConfigSource source(config, "keystone_authtoken",
                                      report == nullptr ? identity::ConfigSource::Local() : local_options(*report));
  auto options = identity::KeystoneOptions::read(source);
  if (!options) return options.error();
  const auto client_options = identity::read_client_options(source);
  if (!client_options) return client_options.error();
  auto client = http::make_client(*client_options);
  if (!client) return Error{"section [keystone_authtoken]: " + client.error().message};
  return std::make_shared<identity::KeystoneClient>(*std::move(options), *std::move(client), logger);
}

}  // namespace ceilometer::app
