#include "api/api_server.hpp"

#include <array>
#include <chrono>
#include <optional>

#include "api/binding.hpp"
#include "api/parsable_error.hpp"
#include "api/query_shape.hpp"
#include "api/routing/router.hpp"
#include "api/translation/languages.hpp"
#include "api/v2/root.hpp"
#include "base/strings.hpp"
#include "http/negotiation.hpp"

namespace ceilometer::api {

namespace {

/// The media type of an answer (Pecan's find_controller). No Accept and */* mean JSON; other masks are matched with
/// the XML types first, as the controllers declare them.
std::string_view negotiate(const http::Request& request, const Action& action) {
  static constexpr std::array<std::string_view, 3> kWithXml = {"application/xml", "text/xml", "application/json"};
  static constexpr std::array<std::string_view, 1> kJson = {"application/json"};
  const auto accept = request.headers.joined("Accept").value_or("");
  if (accept.empty() || accept == "*/*") return "application/json";
  const auto best = action.json_only ? http::best_match(accept, kJson) : http::best_match(accept, kWithXml);
  if (!best) throw ApiError::abort(406);
  return *best;
}

}  // namespace

/// An answer to one request, with what an error needs to know of how far it came.
class Dispatch {
 public:
  Dispatch(const std::vector<std::unique_ptr<Hook>>& hooks, const Controller& root, MetadataTexts& texts,
           http::Request& request)
      : hooks_(hooks), root_(root), texts_(texts), request_(request) {}

  http::Response run() {
    context_.emplace(request_);
    context_->metadata_texts = &texts_;
    for (const auto& hook : hooks_) hook->on_route(*context_);
    // Pecan's hooks attach what controllers need before they run, but its routing asks the configuration too.
    for (const auto& hook : hooks_) hook->before(*context_);
    if (!is_valid_utf8(request_.path_info)) throw ApiError::abort(400);
    // Pecan's way around browsers that know no other methods; a GET still changes nothing.
    const std::string* other_method = context_->arguments.last("_method");
    const std::string method = other_method != nullptr ? to_upper(*other_method) : request_.method;
    const Route found = route(root_, method, request_.path_info, *context_, allow_);
    action_name_ = found.action->name;
    request_.route = static_cast<std::size_t>(found.action->route);
    const std::string_view media = negotiate(request_, *found.action);
    if (found.has_too_many) throw ApiError::abort(404);
    context_->media = media;
    if (found.action->admit != nullptr) found.action->admit(*context_);
    add_form(*context_);
    const auto arguments =
        found.action->json_only ? Action::Arguments(*found.action, found.captured) : bind(found, *context_);
    if (request_.trace) request_.trace->query_shape = shape_of(*found.action, arguments);
    auto response = found.action->run(*context_, arguments);
    for (auto hook = hooks_.rbegin(); hook != hooks_.rend(); ++hook) (*hook)->after(*context_, response);
    return response;
  }

  /// What the path led to.
  std::string_view action_name() const { return action_name_; }

  http::Response fail(const ApiError& error) {
    if (context_) {
      for (auto hook = hooks_.rbegin(); hook != hooks_.rend(); ++hook) (*hook)->on_error(*context_, error);
    }
    if (!context_) {  // the query string could not be read, and no hook has run
      const auto* language = best_language(request_.headers.joined("Accept-Language").value_or(""));
      return error_response(error, request_, {"application/json", language, {}});
    }
    return error_response(error, request_, {context_->media, context_->language, allow_});
  }

 private:
  const std::vector<std::unique_ptr<Hook>>& hooks_;
  const Controller& root_;
  MetadataTexts& texts_;
  http::Request& request_;
  std::optional<Context> context_;
  std::string allow_;
  std::string_view action_name_ = "nothing";
};

ApiServer::ApiServer(std::vector<std::unique_ptr<Hook>> hooks, Logger& logger, bool log_requests)
    : hooks_(std::move(hooks)),
      root_(v2::make_root()),
      metadata_texts_(std::make_unique<MetadataTexts>()),
      logger_(logger),
      log_requests_(log_requests) {}

ApiServer::~ApiServer() = default;

http::Response ApiServer::handle(http::Request& request) const {
  using Clock = std::chrono::steady_clock;
  const auto begin = log_requests_ ? Clock::now() : Clock::time_point();
  Dispatch dispatch(hooks_, *root_, *metadata_texts_, request);
  auto response = answer(dispatch, request);
  if (log_requests_) {
    const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    log(LogLevel::kInfo, "CEIL0112", request,
        std::string(dispatch.action_name()) + " " + std::to_string(response.status) + " in " +
            std::to_string(taken.count()) + " us" + (response.producer ? ", and the answer goes on" : ""));
  }
  return response;
}

http::Response ApiServer::answer(Dispatch& dispatch, const http::Request& request) const {
  try {
    return dispatch.run();
  } catch (const ApiError& error) {
    if (error.status() >= 500 && error.status() != 501) log(LogLevel::kError, "CEIL0110", request, error.message());
    return dispatch.fail(error);
  } catch (const std::exception& error) {
    log(LogLevel::kError, "CEIL0111", request, std::string("unexpected: ") + error.what());
    return dispatch.fail(ApiError(500, "The server met an error it did not expect; its log tells more"));
  }
}

void ApiServer::log(LogLevel level, std::string_view id, const http::Request& request, const std::string& text) const {
  logger_.log(
      level, "ceilometer.api",
      std::string(id) + ": " + request.request_id + " " + request.method + " " + request.path_info + ": " + text);
}

}  // namespace ceilometer::api
