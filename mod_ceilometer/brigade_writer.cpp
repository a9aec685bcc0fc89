#include "brigade_writer.hpp"

#include <httpd.h>

#include <http_protocol.h>
#include <util_filter.h>

namespace ceilometer::httpd {

BrigadeWriter::BrigadeWriter(request_rec* r)
    : r_(r), brigade_(apr_brigade_create(r->pool, r->connection->bucket_alloc)) {}

bool BrigadeWriter::write(std::string_view data) {
  if (data.empty()) return !r_->connection->aborted;
  // Transient: a filter that keeps it past this call copies it; none else does.
  APR_BRIGADE_INSERT_TAIL(brigade_,
                          apr_bucket_transient_create(data.data(), data.size(), r_->connection->bucket_alloc));
  return pass();
}

bool BrigadeWriter::finish(std::string_view data) {
  if (!data.empty()) {
    APR_BRIGADE_INSERT_TAIL(brigade_,
                            apr_bucket_transient_create(data.data(), data.size(), r_->connection->bucket_alloc));
  }
  APR_BRIGADE_INSERT_TAIL(brigade_, apr_bucket_eos_create(r_->connection->bucket_alloc));
  return pass();
}

void BrigadeWriter::break_off() {
  // httpd's chunk filter leaves out the last chunk for a bad gateway; any other end would look like a whole answer.
  r_->connection->keepalive = AP_CONN_CLOSE;
  APR_BRIGADE_INSERT_TAIL(brigade_,
                          ap_bucket_error_create(HTTP_BAD_GATEWAY, nullptr, r_->pool, r_->connection->bucket_alloc));
  APR_BRIGADE_INSERT_TAIL(brigade_, apr_bucket_eos_create(r_->connection->bucket_alloc));
  pass();
}

bool BrigadeWriter::pass() {
  started_ = true;
  const apr_status_t status = ap_pass_brigade(r_->output_filters, brigade_);
  apr_brigade_cleanup(brigade_);
  return status == APR_SUCCESS && !r_->connection->aborted;
}

}  // namespace ceilometer::httpd
