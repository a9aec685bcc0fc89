#include "handler.hpp"

#include <httpd.h>  // before its other headers, which do not stand alone

#include <apr_strings.h>
#include <apr_tables.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>

#include <chrono>
#include <string>

#include "base/strings.hpp"
#include "body_source.hpp"
#include "brigade_writer.hpp"
#include "claim.hpp"
#include "guarded.hpp"
#include "module.h"

APLOG_USE_MODULE(ceilometer);

namespace ceilometer::httpd {
namespace {

/// How much of a produced body is gathered before it goes down the filters.
constexpr std::size_t kPiece = 16 * 1024;

/// As for a CGI script or under WSGI: a name with an underscore (or a dot) could pass for another one, X_Roles for
/// X-Roles, so it is not passed on.
bool is_plain_name(std::string_view name) {
  for (const char c : name) {
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter_or_digit && c != '-') return false;
  }
  return !name.empty();
}

int add_header(void* headers, const char* name, const char* value) {
  if (name != nullptr && value != nullptr && is_plain_name(name)) {
    static_cast<http::Headers*>(headers)->add_view(name, value);
  }
  return 1;  // go on
}

std::string host_of(request_rec* r) {
  if (const char* host = apr_table_get(r->headers_in, "Host"); host != nullptr && *host != '\0') return host;
  std::string host = ap_get_server_name_for_url(r);
  const apr_port_t port = ap_get_server_port(r);
  if (!ap_is_default_port(port, r)) host.append(":").append(std::to_string(port));
  return host;
}

void fill(http::Request& request, request_rec* r, const Claim& claim, http::BodySource& body) {
  request.method = r->method;
  request.scheme = ap_http_scheme(r);
  request.host = host_of(r);
  request.script_name = claim.script_name;
  request.path_info = claim.path_info;
  if (r->args != nullptr) request.query = r->args;
  if (r->unparsed_uri != nullptr) request.raw_uri = r->unparsed_uri;
  if (r->useragent_ip != nullptr) request.remote_addr = r->useragent_ip;
  if (r->ap_auth_type != nullptr) request.auth_type = r->ap_auth_type;
  if (r->user != nullptr) request.remote_user = r->user;
  if (r->connection->local_addr != nullptr) request.server_port = r->connection->local_addr->port;
  apr_table_do(add_header, &request.headers, r->headers_in, nullptr);
  request.body = &body;
}

const char* in_pool(request_rec* r, std::string_view text) { return apr_pstrmemdup(r->pool, text.data(), text.size()); }

void set_headers(request_rec* r, const http::Response& response) {
  r->status = response.status;
  r->status_line = nullptr;
  for (const auto& field : response.headers) {
    if (iequals(field.name, "Content-Length")) continue;  // ours to know
    if (iequals(field.name, "Content-Type")) {
      ap_set_content_type(r, in_pool(r, field.value));
    } else {
      apr_table_addn(r->headers_out, in_pool(r, field.name), in_pool(r, field.value));
    }
  }
}

/// What a client sees of a bug: the shape of every other fault, and nothing of the reason.
http::Response plain_500() {
  return http::Response::make(
      500, "application/json",
      R"({"error_message": {"faultcode": "Server", "faultstring": "Internal Server Error", "debuginfo": null}})");
}

/// For the access log and ErrorLogFormat, as notes (%{request_id}n) and in the environment (%{CEILOMETER_REQUEST_ID}e):
/// there also where a filter took it off the answer.
void publish_request_ids(request_rec* r, const http::Request& request, const http::Response& response) {
  const auto publish = [r](std::string_view id, const char* note, const char* variable) {
    if (id.empty()) return;
    const char* text = in_pool(r, id);
    apr_table_setn(r->notes, note, text);
    apr_table_setn(r->subprocess_env, variable, text);
  };
  std::string_view id = request.request_id;
  if (id.empty()) id = response.headers.get("X-Openstack-Request-Id").value_or("");
  publish(id, "request_id", "CEILOMETER_REQUEST_ID");
  publish(request.global_request_id, "global_request_id", "CEILOMETER_GLOBAL_REQUEST_ID");
}

/// Accounts for a request when it is over, however it ends. Outlives the response.
class Account {
 public:
  Account(const app::Application& application, const request_rec* r, const http::Request& request)
      : application_(application), r_(r), request_(request) {}
  ~Account() { application_.account(request_, {r_->status, std::chrono::steady_clock::now() - begin_, whole_}); }
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  void broken_off() { whole_ = false; }

 private:
  const app::Application& application_;
  const request_rec* r_;
  const http::Request& request_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  bool whole_ = true;
};

/// Appends what the producer makes until there is enough to send. False when there is nothing more.
bool gather(http::BodyProducer& producer, std::string& piece) {
  while (piece.size() < kPiece) {
    if (!producer.next(piece)) return false;
  }
  return true;
}

int sent(request_rec* r, bool taken, Account& account) {
  if (taken) return OK;
  account.broken_off();
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "CEIL0004: the client went away before it had the whole answer");
  return r->connection->aborted ? OK : AP_FILTER_ERROR;
}

int send_whole(request_rec* r, const http::Response& response, std::string_view body, Account& account) {
  set_headers(r, response);
  ap_set_content_length(r, static_cast<apr_off_t>(body.size()));
  BrigadeWriter writer(r);
  return sent(r, writer.finish(r->header_only ? std::string_view() : body), account);
}

/// The rest of an answer whose first piece is at hand; the status is not sent before that piece exists.
int stream(request_rec* r, http::Response& response, std::string piece, Account& account) {
  set_headers(r, response);
  BrigadeWriter writer(r);
  try {
    for (bool more = true; more;) {
      if (!writer.write(piece)) return sent(r, false, account);
      piece.clear();
      more = gather(*response.producer, piece);
    }
  } catch (...) {
    log_current_exception({r, nullptr});
    account.broken_off();
    writer.break_off();
    return OK;
  }
  return sent(r, writer.finish(piece), account);
}

int send(request_rec* r, http::Response& response, Account& account) {
  if (!response.producer) return send_whole(r, response, response.body, account);
  if (r->header_only) {
    set_headers(r, response);
    BrigadeWriter writer(r);
    return sent(r, writer.finish({}), account);
  }
  std::string piece = std::move(response.body);
  piece.reserve(kPiece + kPiece / 4);
  bool more = false;
  try {
    more = gather(*response.producer, piece);
  } catch (...) {
    log_current_exception({r, nullptr});
    const auto failure = plain_500();
    return send_whole(r, failure, failure.body, account);
  }
  return more ? stream(r, response, std::move(piece), account) : send_whole(r, response, piece, account);
}

int handle(request_rec* r) {
  return guarded({r, nullptr}, HTTP_INTERNAL_SERVER_ERROR, [&] {
    const Claim* claim = claim_of(r);
    if (claim == nullptr) return DECLINED;
    RequestBody body(r);
    http::Request request;
    fill(request, r, *claim, body);
    const app::Application& application = claim->service->application();
    Account account(application, r, request);
    http::Response response;
    try {
      response = application.handle(request);
    } catch (...) {
      publish_request_ids(r, request, response);
      log_current_exception({r, nullptr});
      response = plain_500();
    }
    publish_request_ids(r, request, response);
    body.drain();
    if (body.answered_by_filter()) return AP_FILTER_ERROR;
    return send(r, response, account);
  });
}

}  // namespace

void register_handler_hooks(apr_pool_t*) { ap_hook_handler(handle, nullptr, nullptr, APR_HOOK_MIDDLE); }

}  // namespace ceilometer::httpd
