#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/client.hpp"

namespace ceilometer::identity {

/// When to give up: everything that one question to Keystone takes (discovery, the own token, retries) ends by then.
using Deadline = std::chrono::steady_clock::time_point;

/// Keystone's side of an HTTP exchange: asked again, a few times and ever slower, while it cannot be reached or
/// answers 5xx. Thread-safe.
class Exchange {
 public:
  struct Options {
    int retries = 3;                         ///< http_request_max_retries
    std::chrono::milliseconds pause{100};    ///< before the first retry; doubled for each further one
    std::chrono::milliseconds time{30'000};  ///< for one question: http_connect_timeout
  };

  Exchange(std::shared_ptr<http::Client> client, Options options);

  Deadline deadline() const { return std::chrono::steady_clock::now() + options_.time; }

  /// The answer, whatever its status; the error says why there is none, and holds no secrets.
  Result<http::ClientResponse> send(http::ClientRequest request, Deadline deadline) const;

  void close() noexcept { client_->close(); }

 private:
  std::shared_ptr<http::Client> client_;
  Options options_;
};

/// "Keystone at https://host:5000 answers 503": for reasons.
std::string answers(const std::string& url, int status);

}  // namespace ceilometer::identity
