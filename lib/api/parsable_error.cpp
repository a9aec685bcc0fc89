#include "api/parsable_error.hpp"

#include <array>

#include "api/negotiation.hpp"
#include "api/rendering/xml_text.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"

namespace ceilometer::api {

namespace {

/// What webob says of a status.
struct Status {
  int code;
  std::string_view title;
  std::string_view explanation;
};

constexpr std::array<Status, 15> kStatuses = {{
    {400, "Bad Request",
     "The server could not comply with the request since it is either malformed or otherwise incorrect."},
    {401, "Unauthorized",
     "This server could not verify that you are authorized to access the document you requested. Either you supplied "
     "the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials "
     "required."},
    {403, "Forbidden", "Access was denied to this resource."},
    {404, "Not Found", "The resource could not be found."},
    {405, "Method Not Allowed", ""},
    {406, "Not Acceptable", ""},
    {408, "Request Timeout", "The server has waited too long for the request to be sent by the client."},
    {410, "Gone", "This resource is no longer available. No forwarding address is given."},
    {413, "Request Entity Too Large", "The body of your request was too large for this server."},
    {415, "Unsupported Media Type", "The request media type is not supported by this server."},
    {500, "Internal Server Error",
     "The server has either erred or is incapable of performing the requested operation."},
    {501, "Not Implemented", ""},
    {503, "Service Unavailable", "The server is currently unavailable. Please try again at a later time."},
    {504, "Gateway Timeout", "The gateway has timed out."},
    {507, "Insufficient Storage", "There was not enough space to save the resource"},
}};

const Status& status_of(int code) {
  for (const auto& status : kStatuses) {
    if (status.code == code) return status;
  }
  return status_of(500);
}

std::string_view accept_of(const http::Request& request) { return request.headers.get("Accept").value_or(""); }

/// The middle part of webob's pages; `line` is what stands for a line break, plain pages lose theirs.
std::string page_body(const Status& status, const ApiError& error, const http::Request& request, bool html) {
  const auto escaped = [html](std::string_view text) { return html ? xml_escaped(text) : std::string(text); };
  const std::string line_break = html ? "<br /><br />\n" : "\n\n ";
  const std::string detail = escaped(error.message());
  if (status.code == 405) {
    return "The method " + escaped(request.method) + " is not allowed for this resource. " + line_break + detail;
  }
  if (status.code == 406) {
    return std::string("The resource could not be generated that was acceptable to your browser") +
           (html ? "\n" : " ") + "(content of type " + escaped(accept_of(request)) + ". " + line_break + detail;
  }
  return escaped(status.explanation) + line_break + detail + (html ? "\n\n" : "  ");
}

std::string page(const Status& status, const ApiError& error, const http::Request& request, bool html) {
  const std::string title = std::to_string(status.code) + " " + std::string(status.title);
  const std::string body = page_body(status, error, request, html);
  if (!html) return title + "\n\n" + body;
  return "<html>\n <head>\n  <title>" + title + "</title>\n </head>\n <body>\n  <h1>" + title + "</h1>\n  " + body +
         "\n </body>\n</html>";
}

/// What the router's error looked like before it was wrapped.
struct Abort {
  std::string text;
  bool is_json = false;
  bool is_xml = false;  ///< an HTML page, which happens to be well-formed
};

Abort abort_body(const ApiError& error, const http::Request& request) {
  static constexpr std::array<std::string_view, 3> kOffers = {"text/plain", "text/html", "application/json"};
  const Status& status = status_of(error.status());
  const std::string_view accept = accept_of(request);
  if (best_match(accept, kOffers) == "application/json") {
    json::Object body;
    body.members() = {{"code", status.code}, {"title", status.title}, {"description", error.message()}};
    return {json::dumps(json::Value(std::move(body))), true, false};
  }
  const bool html = accept.find("html") != std::string_view::npos || accept.find("*/*") != std::string_view::npos;
  return {page(status, error, request, html), false, html};
}

std::string_view fault_code(const ApiError& error) { return error.status() < 500 ? "Client" : "Server"; }

std::string fault_json(const ApiError& error) {
  json::Object fault;
  fault.members() = {{"faultcode", fault_code(error)}, {"faultstring", error.message()}, {"debuginfo", nullptr}};
  return json::dumps(json::Value(std::move(fault)));
}

std::string fault_xml(const ApiError& error, std::string_view empty_debuginfo) {
  return "<error><faultcode>" + std::string(fault_code(error)) + "</faultcode><faultstring>" +
         xml_escaped(error.message()) + "</faultstring>" + std::string(empty_debuginfo) + "</error>";
}

std::string as_json(const ApiError& error, const http::Request& request, bool xml_fault) {
  std::string out = "{\"error_message\": ";
  if (error.shape() == ApiError::Shape::kAbort) {
    const auto body = abort_body(error, request);
    if (body.is_json) {
      out += body.text;
    } else {
      json::append_string(out, body.text);
    }
  } else if (xml_fault) {
    json::append_string(out, fault_xml(error, "<debuginfo />"));
  } else {
    out += fault_json(error);
  }
  return out + "}";
}

std::string as_xml(const ApiError& error, const http::Request& request, bool xml_fault) {
  std::string inner = std::to_string(error.status());
  if (error.shape() == ApiError::Shape::kAbort) {
    auto body = abort_body(error, request);
    if (body.is_xml) inner = std::move(body.text);
  } else if (xml_fault) {
    inner = fault_xml(error, "<debuginfo/>");
  }
  return "<error_message>" + inner + "</error_message>";
}

}  // namespace

http::Response error_response(const ApiError& error, const http::Request& request, std::string_view media,
                              const std::string& allow) {
  static constexpr std::array<std::string_view, 2> kOffers = {"application/json", "application/xml"};
  const bool xml_fault = media != "application/json";
  const bool xml = best_match(accept_of(request), kOffers) == "application/xml";
  auto response = xml ? http::Response::make(error.status(), "application/xml", as_xml(error, request, xml_fault))
                      : http::Response::make(error.status(), "application/json", as_json(error, request, xml_fault));
  if (!allow.empty()) response.headers.set("Allow", allow);
  if (error.retry_after() > 0) response.headers.set("Retry-After", std::to_string(error.retry_after()));
  return response;
}

}  // namespace ceilometer::api
