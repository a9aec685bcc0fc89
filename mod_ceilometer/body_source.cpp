#include "body_source.hpp"

#include <httpd.h>

#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <util_filter.h>

#include "module.h"

APLOG_USE_MODULE(ceilometer);

namespace ceilometer::httpd {

namespace {

/// A Content-Length beyond LimitRequestBody. httpd's own filter would refuse it too, but with a page of its own.
bool announces_too_much(const request_rec* r) {
  const char* announced = apr_table_get(r->headers_in, "Content-Length");
  const apr_off_t limit = ap_get_limit_req_body(r);
  apr_off_t length = 0;
  return announced != nullptr && limit > 0 && ap_parse_strict_length(&length, announced) && length > limit;
}

}  // namespace

RequestBody::RequestBody(request_rec* r)
    // A subrequest has no body of its own; reading would take the main request's.
    : r_(r), ended_(r->main != nullptr), too_long_(r->main == nullptr && announces_too_much(r)) {}

std::size_t RequestBody::read(char* buffer, std::size_t size) {
  if (failed_) fail(APR_EGENERAL);
  if (too_long_) fail(APR_ENOSPC);
  if (brigade_ == nullptr) brigade_ = apr_brigade_create(r_->pool, r_->connection->bucket_alloc);
  while (!ended_ && size > 0) {
    apr_status_t status =
        ap_get_brigade(r_->input_filters, brigade_, AP_MODE_READBYTES, APR_BLOCK_READ, static_cast<apr_off_t>(size));
    if (status != APR_SUCCESS) fail(status);
    for (apr_bucket* b = APR_BRIGADE_FIRST(brigade_); b != APR_BRIGADE_SENTINEL(brigade_); b = APR_BUCKET_NEXT(b)) {
      if (APR_BUCKET_IS_EOS(b)) ended_ = true;
    }
    apr_size_t length = size;
    status = apr_brigade_flatten(brigade_, buffer, &length);
    apr_brigade_cleanup(brigade_);
    if (status != APR_SUCCESS) fail(status);
    if (length > 0) return length;
  }
  return 0;
}

void RequestBody::fail(apr_status_t status) {
  failed_ = true;
  if (brigade_ != nullptr) apr_brigade_cleanup(brigade_);
  // What is left of the body cannot be told from a next request.
  r_->connection->keepalive = AP_CONN_CLOSE;
  switch (const int code = ap_map_http_request_error(status, HTTP_BAD_REQUEST); code) {
    case AP_FILTER_ERROR:
      filter_answered_ = true;
      refuse(ApiError(HTTP_BAD_REQUEST, "The request body was refused by httpd"));
    case HTTP_REQUEST_ENTITY_TOO_LARGE:
      refuse(ApiError(code, "Request is too large."));
    case HTTP_REQUEST_TIME_OUT:
      refuse(ApiError(code, "The request body did not arrive in time"));
    default:
      refuse(ApiError(code, "The request body is incomplete or malformed"));
  }
}

void RequestBody::refuse(const ApiError& error) {
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r_, "CEIL0003: %s", error.what());
  throw error;
}

void RequestBody::drain() {
  if (ended_) return;
  ended_ = true;
  if (failed_ || too_long_ || r_->expecting_100) {
    // A client that waits for "100 Continue" need not send at all.
    r_->connection->keepalive = AP_CONN_CLOSE;
    return;
  }
  const int status = ap_discard_request_body(r_);
  if (status == OK) return;
  r_->connection->keepalive = AP_CONN_CLOSE;
  filter_answered_ = status == AP_FILTER_ERROR;
}

}  // namespace ceilometer::httpd
