#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/headers.hpp"
#include "http/request_trace.hpp"

namespace ceilometer::http {

/// Where a request's body comes from, chunked or not: pulled once, in order.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// Fills up to `size` bytes; 0 at the end. Throws ApiError (400) when the client breaks off or breaks the protocol,
  /// (408) when it is too slow, (413) when the host's own limit (LimitRequestBody) is passed.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
};

/// One request, as the host received it. Views point into memory that the host keeps for the request's life. Owned by
/// the host; one thread at a time.
///
/// A filter may change what an inner filter or the application sees: headers, script_name, path_info, scheme, host,
/// remote_addr.
struct Request {
  std::string method;        ///< as sent: "GET", "HEAD", ...
  std::string scheme;        ///< "http" or "https"
  std::string host;          ///< Host header, or the server's name and port: what a client would put after "://"
  std::string script_name;   ///< where the application is mounted: "" or "/telemetry"; decoded
  std::string path_info;     ///< the rest, decoded once by the host: "/v2/meters"
  std::string_view query;    ///< the query string as sent, without "?"
  std::string_view raw_uri;  ///< the request target as sent
  std::string remote_addr;
  std::string_view auth_type;    ///< how the host itself knows the client ("Negotiate"), "" where it does not
  std::string_view remote_user;  ///< as whom
  int server_port = 0;           ///< of the server's end of the connection, whatever the Host header says
  Headers headers;
  BodySource* body = nullptr;  ///< never null while the host handles the request

  /// What the filters leave for each other and for the log.
  std::string request_id;         ///< "req-<uuid>": set by the request_id filter
  std::string global_request_id;  ///< a well-formed inbound X-Openstack-Request-Id
  bool identity_is_checked =
      false;  ///< an authentication filter was here: identity headers are its word, not the client's
  std::shared_ptr<const void> identity;  ///< keeps what such a filter's headers are views of
  std::size_t route = 0;                 ///< where the path led, by the application's numbers; 0 is nowhere
  std::shared_ptr<RequestTrace> trace;   ///< null: nobody wants to know

  /// "http://host:port/telemetry" without a slash at the end (webob's application_url): what links begin with.
  std::string application_url() const;
};

/// The whole body, at most `limit` bytes: throws ApiError 413 beyond, and what BodySource::read throws.
std::string read_body(Request& request, std::size_t limit);

}  // namespace ceilometer::http
