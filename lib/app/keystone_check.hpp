#pragma once

#include <memory>

#include "app/application.hpp"
#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "identity/keystone.hpp"

namespace ceilometer::app {

/// The client that the pipeline's authtoken filter asks Keystone with, for a tool that wants to know whether Keystone
/// answers (KeystoneClient::check). Options are read as the filter reads them: its section of the paste file first,
/// where `report` has one, then [keystone_authtoken]. The error is a sentence naming the key. Nothing is opened yet;
/// `logger` must outlive the client.
Result<std::shared_ptr<identity::KeystoneClient>> keystone_client(const std::shared_ptr<const config::Config>& config,
                                                                  const Report* report, Logger& logger);

}  // namespace ceilometer::app
