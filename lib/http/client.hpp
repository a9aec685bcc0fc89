#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::http {

/// How a client speaks to a server. Fixed when it is made.
struct ClientOptions {
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{60'000};  ///< for a whole exchange
  std::string ca_file = {};                   ///< "": the system's certificates
  std::string cert_file = {};                 ///< a client's certificate, "" is none
  std::string key_file = {};                  ///< its key; "": in cert_file
  bool insecure = false;                      ///< any server's certificate will do
  std::string user_agent = "mod_ceilometer";
  std::size_t max_response = 16U << 20U;  ///< bytes of an answer's body; a longer answer is an error
};

struct ClientRequest {
  std::string method = "GET";
  std::string url = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};                 ///< sent where it is not empty, with the Content-Type that `headers` says
  std::chrono::milliseconds timeout{0};  ///< for this exchange, where it is shorter than the client's; 0: the client's
};

struct ClientResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< of the last answer, in order
  std::string body = {};

  /// The first header of that name, in any case; "" where there is none.
  std::string_view header(std::string_view name) const;
};

/// An HTTP client with kept-alive connections. Redirects are not followed; proxies from the environment are not used.
///
/// Thread-safe: each call takes a connection of its own. Made in the parent process, it opens nothing before the first
/// send() and forgets, in a child, what its parent had open. Files of the options are read by whoever connects: in a
/// child, with its rights.
class Client {
 public:
  virtual ~Client() = default;

  /// One exchange, bounded by the options' times. Any status is a success; the error says in one sentence, without the
  /// URL's user info and without header values, why no whole answer came. Does not throw but std::bad_alloc.
  virtual Result<ClientResponse> send(const ClientRequest& request) = 0;

  /// Closes idle connections, at a child's end.
  virtual void close() noexcept = 0;
};

/// A client over libcurl, which is loaded now. The error says which library is missing, or which file of the options
/// cannot be read. Call it where no other thread runs yet: in the parent process.
Result<std::shared_ptr<Client>> make_client(const ClientOptions& options);

}  // namespace ceilometer::http
