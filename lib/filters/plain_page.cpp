#include "filters/plain_page.hpp"

#include <string>

namespace ceilometer::filters {

// The empty lines and blanks are where webob's template had its detail and its comment, of which there is none.
http::Response plain_page(const http::Request& request, int status, std::string_view title,
                          std::string_view explanation, std::string_view detail) {
  const auto accept = request.headers.joined("Accept").value_or(std::string());
  const bool html = accept.find("html") != std::string::npos || accept.find("*/*") != std::string::npos;
  std::string body;
  if (html) {
    body.append("<html>\n <head>\n  <title>").append(title).append("</title>\n </head>\n <body>\n  <h1>");
    body.append(title).append("</h1>\n  ").append(explanation).append("<br /><br />\n").append(detail);
    body.append("\n\n\n </body>\n</html>");
    return http::Response::make(status, "text/html; charset=UTF-8", std::move(body));
  }
  body.append(title).append("\n\n");
  for (const char c : explanation) {
    if (c != '\r') body += c == '\n' ? ' ' : c;
  }
  body.append("\n\n ").append(detail).append("  ");
  return http::Response::make(status, "text/plain; charset=UTF-8", std::move(body));
}

}  // namespace ceilometer::filters
