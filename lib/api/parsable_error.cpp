#include "api/parsable_error.hpp"

#include <array>

#include "api/rendering/xml_text.hpp"
#include "base/strings.hpp"
#include "http/negotiation.hpp"
#include "json/write.hpp"

namespace ceilometer::api {

namespace {

/// What webob says of a status.
struct Status {
  int code;
  std::string_view title;
  std::string_view explanation;
};

/// Marks a text for the translation catalogs.
constexpr std::string_view translatable(std::string_view id) { return id; }

constexpr std::string_view kMethodNotAllowed = translatable("The method {0} is not allowed for this resource.");
constexpr std::string_view kNotAcceptable =
    translatable("The resource could not be generated that was acceptable to your browser (content of type {0}.");

constexpr std::array<Status, 13> kStatuses = {{
    {400, "Bad Request",
     translatable("The server could not comply with the request since it is either malformed or otherwise incorrect.")},
    {401, "Unauthorized",
     translatable("This server could not verify that you are authorized to access the document you requested. Either "
                  "you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to "
                  "supply the credentials required.")},
    {403, "Forbidden", translatable("Access was denied to this resource.")},
    {404, "Not Found", translatable("The resource could not be found.")},
    {405, "Method Not Allowed", kMethodNotAllowed},
    {406, "Not Acceptable", kNotAcceptable},
    {408, "Request Timeout", translatable("The server has waited too long for the request to be sent by the client.")},
    {410, "Gone", translatable("This resource is no longer available. No forwarding address is given.")},
    {413, "Request Entity Too Large", translatable("The body of your request was too large for this server.")},
    {415, "Unsupported Media Type", translatable("The request media type is not supported by this server.")},
    {500, "Internal Server Error",
     translatable("The server has either erred or is incapable of performing the requested operation.")},
    {501, "Not Implemented", translatable("The server cannot do what was asked.")},
    {503, "Service Unavailable",
     translatable("The server is currently unavailable. Please try again at a later time.")},
}};

const Status& status_of(int code) {
  for (const auto& status : kStatuses) {
    if (status.code == code) return status;
  }
  return status_of(500);
}

std::string said(const Sentence& sentence, const Language* language) {
  return sentence.in([language](std::string_view id) { return language ? language->catalog.translate(id) : id; });
}

/// Words one error for one request.
class ErrorText {
 public:
  ErrorText(const ApiError& error, const http::Request& request, const ErrorFormat& format)
      : error_(error),
        request_(request),
        language_(format.language),
        accept_(request.headers.joined("Accept").value_or("")),
        xml_fault_(format.media != "application/json"),
        message_(said(error.sentence(), language_)) {}

  bool wants_xml() const {
    static constexpr std::array<std::string_view, 2> kOffers = {"application/json", "application/xml"};
    return http::best_match(accept_, kOffers) == "application/xml";
  }

  std::string as_json() const {
    std::string out = "{\"error_message\": ";
    if (error_.shape() == ApiError::Shape::kAbort) {
      const auto body = abort_body();
      if (body.kind == Abort::kJson) {
        out += body.text;
      } else {
        json::append_string(out, body.text);
      }
    } else if (xml_fault_) {
      json::append_string(out, fault_xml("<debuginfo />"));
    } else {
      out += fault_json();
    }
    return out + "}";
  }

  std::string as_xml() const {
    std::string inner = std::to_string(error_.status());
    if (error_.shape() == ApiError::Shape::kAbort) {
      auto body = abort_body();
      if (body.kind == Abort::kHtml) inner = as_lxml(std::move(body.text));  // which happens to be well-formed
    } else if (xml_fault_) {
      inner = fault_xml("<debuginfo/>");
    }
    return "<error_message>" + inner + "</error_message>";
  }

 private:
  /// What the router's error looked like before it was wrapped.
  struct Abort {
    enum Kind { kText, kHtml, kJson } kind;
    std::string text;
  };

  Abort abort_body() const {
    static constexpr std::array<std::string_view, 3> kOffers = {"text/plain", "text/html", "application/json"};
    const Status& status = status_of(error_.status());
    if (http::best_match(accept_, kOffers) == "application/json") {
      json::Object body;
      body.members() = {{"code", status.code}, {"title", status.title}, {"description", message_}};
      return {Abort::kJson, json::dumps(json::Value(std::move(body)))};
    }
    const std::string title = std::to_string(status.code) + " " + std::string(status.title);
    const bool html = accept_.find("html") != std::string::npos || accept_.find("*/*") != std::string::npos;
    if (!html) return {Abort::kText, title + "\n\n" + page_text(status, false)};
    return {Abort::kHtml, "<html>\n <head>\n  <title>" + title + "</title>\n </head>\n <body>\n  <h1>" + title +
                              "</h1>\n  " + page_text(status, true) + "\n </body>\n</html>"};
  }

  /// The middle part of webob's pages. Two of them name what was asked and leave a space before the break.
  std::string page_text(const Status& status, bool html) const {
    const auto shown = [html](std::string_view text) { return html ? xml_escaped(text) : std::string(text); };
    const std::string_view asked = status.code == 405 ? std::string_view(request_.method) : std::string_view(accept_);
    std::string out = shown(said(Sentence(std::string(status.explanation), {Sentence(asked)}), language_));
    const auto content = out.find(" (content of type");
    if (html && status.code == 406 && content != std::string::npos) out[content] = '\n';  // as webob breaks the line
    const bool names = status.code == 405 || status.code == 406;
    if (names) out += ' ';
    out += html ? "<br /><br />\n" : "\n\n ";
    out += shown(message_);
    if (!names) out += html ? "\n\n" : "  ";
    return out;
  }

  /// An empty element as lxml spells it.
  static std::string as_lxml(std::string html) {
    for (auto at = html.find("<br />"); at != std::string::npos; at = html.find("<br />", at))
      html.replace(at, 6, "<br/>");
    return html;
  }

  std::string_view fault_code() const { return error_.status() < 500 ? "Client" : "Server"; }

  std::string fault_json() const {
    json::Object fault;
    fault.members() = {{"faultcode", fault_code()}, {"faultstring", message_}, {"debuginfo", nullptr}};
    return json::dumps(json::Value(std::move(fault)));
  }

  std::string fault_xml(std::string_view empty_debuginfo) const {
    return "<error><faultcode>" + std::string(fault_code()) + "</faultcode><faultstring>" + xml_escaped(message_) +
           "</faultstring>" + std::string(empty_debuginfo) + "</error>";
  }

  const ApiError& error_;
  const http::Request& request_;
  const Language* language_;
  std::string accept_;
  bool xml_fault_;
  std::string message_;
};

}  // namespace

http::Response error_response(const ApiError& error, const http::Request& request, const ErrorFormat& format) {
  if (!error.location().empty()) {  // below 400 the original's middleware let the answer pass as it was
    auto moved = http::Response::make(error.status(), "text/plain; charset=UTF-8",
                                      said(error.sentence(), format.language) + "\n");
    moved.headers.set("Location", error.location());
    return moved;
  }
  const ErrorText text(error, request, format);
  auto response = text.wants_xml() ? http::Response::make(error.status(), "application/xml", text.as_xml())
                                   : http::Response::make(error.status(), "application/json", text.as_json());
  if (!format.allow.empty()) response.headers.set("Allow", format.allow);
  if (error.retry_after() > 0) response.headers.set("Retry-After", std::to_string(error.retry_after()));
  return response;
}

}  // namespace ceilometer::api
