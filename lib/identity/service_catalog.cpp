#include "identity/service_catalog.hpp"

#include <utility>

#include "http/origin.hpp"
#include "identity/client_options.hpp"
#include "identity/option_source.hpp"

namespace ceilometer::identity {

namespace {

constexpr std::string_view kLogName = "ceilometer.identity";

}  // namespace

KeystoneCatalog::KeystoneCatalog(Options options, std::shared_ptr<http::Client> client, Logger& logger)
    : options_(std::move(options)),
      logger_(logger),
      exchange_(std::move(client), options_.exchange),
      own_(options_.auth, exchange_, logger, {}) {}

std::shared_ptr<const Session> KeystoneCatalog::current() {
  std::shared_ptr<const Session> old;
  {
    const std::lock_guard lock(mutex_);
    if (Clock::now() < ask_at_) return known_;
    old = known_;
  }
  if (old != nullptr) own_.reject(old);  // a catalog comes with a token: a newer one with a newer token
  const auto session = own_.get(exchange_.deadline());
  const std::lock_guard lock(mutex_);
  const bool is_first = Clock::now() >= ask_at_;  // of those that come back from one question
  ask_at_ = Clock::now() + (session ? options_.lifetime : options_.retry_after);
  if (session) known_ = *session;
  if (is_first && session) {
    logger_.log(LogLevel::kInfo, kLogName, "CEIL0210: the catalog of services was read");
  } else if (is_first) {
    logger_.log(LogLevel::kWarning, kLogName,
                "CEIL0211: the catalog of services cannot be read, and will be asked for again later: " +
                    session.error().message);
  }
  return known_;
}

ServiceCatalog::Answer KeystoneCatalog::find(std::string_view type) {
  const auto session = current();
  if (session == nullptr) return {};
  auto url = session->catalog.url(type, options_.interface, options_.region);
  if (!url || !http::origin(*url)) return {.kind = Answer::Kind::kNone};  // clients are sent there: it must be one
  return {.kind = Answer::Kind::kFound, .url = *std::move(url)};
}

Result<std::shared_ptr<ServiceCatalog>> make_service_catalog(const std::shared_ptr<const config::Config>& config,
                                                             Logger& logger, std::vector<std::string>& warnings) {
  const ConfigSource source(config, "service_credentials");
  if (!has_service_auth(source)) return std::shared_ptr<ServiceCatalog>();
  auto auth = read_service_auth(source);
  if (!auth) return auth.error();
  const auto http_options = read_client_options(source);
  if (!http_options) return http_options.error();
  const auto client = http::make_client(*http_options);
  if (!client) {
    return Error{source.place("auth_url") +
                 ": the catalog cannot be asked for Gnocchi, Aodh and Panko, which section " +
                 "[api] leaves open: " + client.error().message};
  }
  warnings.insert(warnings.end(), auth->warnings.begin(), auth->warnings.end());
  KeystoneCatalog::Options options;
  options.auth = *std::move(auth);
  options.region = config->get_string("service_credentials", "region_name");
  options.exchange.time = http_options->timeout;
  return std::shared_ptr<ServiceCatalog>(std::make_shared<KeystoneCatalog>(std::move(options), *client, logger));
}

}  // namespace ceilometer::identity
