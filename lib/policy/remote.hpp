#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "http/client.hpp"
#include "policy/asker.hpp"
#include "policy/said_once.hpp"

namespace ceilometer::policy {

/// [oslo_policy] remote_*, read once.
struct RemoteOptions {
  bool as_json = false;                       ///< remote_content_type is application/json
  std::chrono::milliseconds timeout{60'000};  ///< of one question; and no further one is begun after it
  std::size_t max_checks = 10;                ///< questions of one request
  bool verify = false;                        ///< the server's certificate
  std::string ca_file;
  std::string cert_file;
  std::string key_file;

  /// The error is one sentence naming file, section and key.
  static Result<RemoteOptions> read(const config::Config& config);
};

/// http::make_client, or a test's.
using ClientFactory = std::function<Result<std::shared_ptr<http::Client>>(const http::ClientOptions&)>;

/// Whom rules ask; null where no rule does.
struct RemoteClients {
  std::shared_ptr<http::Client> plain;  ///< http:
  std::shared_ptr<http::Client> tls;    ///< https:

  bool any() const { return plain != nullptr || tls != nullptr; }
};

/// `clients` with those that are wanted and no others: what lacks is made. The error is one sentence.
Result<RemoteClients> make_remote_clients(const RemoteOptions& options, const ClientFactory& make,
                                          RemoteClients clients, bool plain, bool tls);

/// Asks as oslo.policy's HttpCheck and HttpsCheck do: POST with rule, target ({}) and credentials; a body `True`, with
/// or without double quotes, grants. A server that cannot be asked, or answers with another status than 2xx, is
/// unknown; the log says so once a minute.
///
/// For one request: no question is asked twice, and no more than the options allow. What it borrows outlives it.
std::unique_ptr<Asker> make_asker(const RemoteOptions& options, RemoteClients clients, Logger& logger, SaidOnce& said);

}  // namespace ceilometer::policy
