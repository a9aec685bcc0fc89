#pragma once

#include <memory>
#include <string>
#include <utility>

#include "http/headers.hpp"

namespace ceilometer::http {

/// Makes a body piece by piece, when the client can take the next. Owns what it reads from (a store's cursor).
class BodyProducer {
 public:
  virtual ~BodyProducer() = default;
  /// Appends the next piece to `out` (some kilobytes; `out` may hold text already). False when there is nothing more
  /// (it may have appended a last piece). May throw: the host then breaks the answer off so that the client notices.
  virtual bool next(std::string& out) = 0;
};

/// An answer. The body is `body`, then whatever `producer` makes.
struct Response {
  int status = 200;
  Headers headers;  ///< without Content-Length: the host knows it or sends chunks
  std::string body;
  std::unique_ptr<BodyProducer> producer;

  static Response make(int status, std::string content_type, std::string body) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    if (!content_type.empty()) response.headers.set("Content-Type", std::move(content_type));
    return response;
  }
};

}  // namespace ceilometer::http
