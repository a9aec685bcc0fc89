#pragma once

#include <apr_buckets.h>
#include <httpd.h>

#include "base/api_error.hpp"
#include "http/request.hpp"

namespace ceilometer::httpd {

/// A request's body, through httpd's input filters: chunks decoded, LimitRequestBody and Timeout kept. One thread's.
class RequestBody final : public http::BodySource {
 public:
  explicit RequestBody(request_rec* r);

  std::size_t read(char* buffer, std::size_t size) override;

  /// Whether an input filter has answered the request itself: nothing more may be sent (AP_FILTER_ERROR).
  bool answered_by_filter() const { return filter_answered_; }

  /// Takes what was not read from the connection, so that the next request begins where it should and a client that
  /// sends before it reads gets our answer. Where that is not to be had, the connection ends with this answer.
  void drain();

 private:
  [[noreturn]] void fail(apr_status_t status);
  [[noreturn]] void refuse(const ApiError& error);

  request_rec* r_;
  apr_bucket_brigade* brigade_ = nullptr;
  bool ended_;
  bool too_long_;
  bool failed_ = false;
  bool filter_answered_ = false;
};

}  // namespace ceilometer::httpd
