#include "filters/health_report.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/clock.hpp"
#include "http/negotiation.hpp"
#include "json/write.hpp"

namespace ceilometer::filters {
namespace {

using Results = std::vector<HealthResult>;

/// Python's name for what a backend returns, which the original shows as each result's kind.
constexpr std::string_view kKind = "HealthcheckResult";

std::string now() {
  std::string out;
  append_isoformat(out, utc_now(), ' ');
  return out;
}

std::string as_text(const Results& results) {
  std::string out;
  for (const auto& result : results) {
    if (!out.empty()) out += '\n';
    out += result.reason;
  }
  return out;
}

void append_member(std::string& out, std::string_view name, std::string_view value, std::string_view indent) {
  out.append(indent).append("\"").append(name).append("\": ");
  json::append_string(out, value);
}

// json.dumps(..., indent=4, sort_keys=True), whose keys are few enough to be written in their order.
std::string as_json(const Results& results, bool detailed) {
  std::string out = detailed ? "{\n    \"detailed\": true,\n" : "{\n    \"detailed\": false,\n";
  if (detailed) {
    append_member(out, "now", now(), "    ");
    out += ",\n";
  }
  out += "    \"reasons\": [";
  for (const auto& result : results) {
    if (&result != &results.front()) out += ',';
    out += "\n        ";
    if (!detailed) {
      json::append_string(out, result.reason);
      continue;
    }
    out += "{\n";
    append_member(out, "class", kKind, "            ");
    out += ",\n";
    append_member(out, "details", result.details, "            ");
    out += ",\n";
    append_member(out, "reason", result.reason, "            ");
    out += "\n        }";
  }
  return out + (results.empty() ? "]\n}" : "\n    ]\n}");
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string row(std::string_view cell, std::initializer_list<std::string_view> texts) {
  std::string out = "<TR>\n";
  for (const auto text : texts) {
    out.append("<").append(cell).append(">").append(escaped(text)).append("</").append(cell).append(">\n");
  }
  return out + "</TR>\n";
}

// Scripts look for "Result of N checks:" and <TD>OK</TD>.
std::string as_html(const Results& results, bool detailed) {
  std::string out = "<HTML>\n<HEAD><TITLE>Healthcheck Status</TITLE></HEAD>\n<BODY>\n";
  if (detailed) out += "<H1>Server status</H1>\n<B>Current time:</B><PRE>" + now() + "</PRE>\n<HR></HR>\n";
  out += "<H2>Result of " + std::to_string(results.size()) + " checks:</H2>\n<TABLE border=\"1\">\n<TBODY>\n";
  out += detailed ? row("TH", {"Kind", "Reason", "Details"}) : row("TH", {"Reason"});
  for (const auto& result : results) {
    out += detailed ? row("TD", {kKind, result.reason, result.details}) : row("TD", {result.reason});
  }
  return out + "</TBODY>\n</TABLE>\n<HR></HR>\n</BODY>\n</HTML>";
}

}  // namespace

http::Response health_report(const http::Request& request, const Results& results, bool detailed) {
  const bool well = std::all_of(results.begin(), results.end(), [](const HealthResult& r) { return r.available; });
  if (request.method == "HEAD") return http::Response::make(well ? 204 : 503, "text/plain; charset=UTF-8", "");
  static constexpr std::array<std::string_view, 3> kOffers = {"text/plain", "text/html", "application/json"};
  const auto accept = request.headers.joined("Accept").value_or(std::string());
  const auto media = http::best_match(accept, kOffers).value_or(kOffers.front());
  const int status = well ? 200 : 503;
  if (media == "application/json") {
    return http::Response::make(status, "application/json", as_json(results, detailed));
  }
  if (media == "text/html") {
    return http::Response::make(status, "text/html; charset=UTF-8", as_html(results, detailed));
  }
  return http::Response::make(status, "text/plain; charset=UTF-8", as_text(results));
}

}  // namespace ceilometer::filters
