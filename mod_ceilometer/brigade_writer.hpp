#pragma once

#include <apr_buckets.h>
#include <httpd.h>

#include <string_view>

namespace ceilometer::httpd {

/// Sends a body down httpd's output filters, piece by piece. A write blocks while the client does not take what was
/// sent, so an answer's memory does not grow with its length. One thread's; lives within its request.
class BrigadeWriter {
 public:
  explicit BrigadeWriter(request_rec* r);

  /// Sends, with the headers at the first call. False when the client is gone: nothing more is wanted. `data` need not
  /// outlive the call.
  bool write(std::string_view data);

  /// Sends the last piece (may be empty) and the end.
  bool finish(std::string_view data);

  /// Ends an answer whose beginning is sent so that the client notices: no final chunk, and the connection closes.
  void break_off();

  /// Whether the headers are out, and with them the status.
  bool started() const { return started_; }

 private:
  bool pass();

  request_rec* r_;
  apr_bucket_brigade* brigade_;
  bool started_ = false;
};

}  // namespace ceilometer::httpd
