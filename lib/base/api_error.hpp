#pragma once

#include <exception>
#include <string>
#include <utility>

#include "base/sentence.hpp"

namespace ceilometer {

/// The one exception that ends a request: thrown anywhere below the api-server, mapped to status and body once, in
/// api/parsable_error. Everything else that is thrown is a bug and becomes a 500 whose text stays in the log.
class ApiError : public std::exception {
 public:
  /// Which of the original's two error shapes the client sees.
  enum class Shape {
    kFault,  ///< a controller's: {"faultcode", "faultstring", "debuginfo"} (WSME's format_exception)
    kAbort,  ///< the router's or policy's: title and description, worded by Accept (Pecan's abort)
  };

  ApiError(int status, Sentence sentence, Shape shape = Shape::kFault)
      : status_(status), shape_(shape), sentence_(std::move(sentence)), message_(sentence_.english()) {}

  static ApiError abort(int status, Sentence detail = {}) { return {status, std::move(detail), Shape::kAbort}; }

  /// The answer is elsewhere: 307 or 308 with a Location.
  static ApiError redirect(int status, std::string location) {
    ApiError error(status, ceilometer::sentence("The resource has been moved to {0}", location), Shape::kAbort);
    error.location_ = std::move(location);
    return error;
  }

  int status() const { return status_; }
  /// Where a redirect leads; "" for errors.
  const std::string& location() const { return location_; }
  Shape shape() const { return shape_; }
  /// The sentence for the client, to be said in its language, and in English for the log.
  const Sentence& sentence() const { return sentence_; }
  const std::string& message() const { return message_; }
  const char* what() const noexcept override { return message_.c_str(); }

  /// Seconds for a Retry-After header; 0 is none. Set on 503 where trying again makes sense.
  int retry_after() const { return retry_after_; }
  ApiError&& with_retry_after(int seconds) && {
    retry_after_ = seconds;
    return std::move(*this);
  }

 private:
  int status_;
  Shape shape_;
  int retry_after_ = 0;
  Sentence sentence_;
  std::string message_;
  std::string location_;
};

}  // namespace ceilometer
