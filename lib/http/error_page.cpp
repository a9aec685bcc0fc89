#include "http/error_page.hpp"

#include <string>

namespace ceilometer::http {

Response error_page(const Request& request, int status, std::string_view title, std::string_view explanation,
                    std::string_view detail) {
  const auto accept = request.headers.joined("Accept").value_or("");
  const bool html = accept.find("html") != std::string::npos || accept.find("*/*") != std::string::npos;
  const std::string line = std::to_string(status) + " " + std::string(title);
  std::string page;
  if (html) {
    page.append("<html>\n <head>\n  <title>").append(line).append("</title>\n </head>\n <body>\n  <h1>").append(line);
    page.append("</h1>\n  ").append(explanation).append("<br /><br />\n").append(detail);
    page.append("\n\n\n </body>\n</html>");
  } else {
    // webob makes text of its HTML: line ends become spaces, breaks become line ends.
    page.append(line).append("\n\n").append(explanation).append("\n\n ").append(detail).append("  ");
  }
  return Response::make(status, html ? "text/html; charset=UTF-8" : "text/plain; charset=UTF-8", std::move(page));
}

}  // namespace ceilometer::http
