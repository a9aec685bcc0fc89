#include "api/rendering/xml_text.hpp"

#include "json/write.hpp"

namespace ceilometer::api {

void append_xml_text(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::uint32_t code = json::next_code_point(text, i);
    switch (code) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\t':
      case '\n':
        out += static_cast<char>(code);
        break;
      default:
        if (code >= 0x20 && code < 0x80) {
          out += static_cast<char>(code);
        } else if ((code < 0x20 && code != '\r') || code == 0xFFFE || code == 0xFFFF) {
          out += "&#65533;";
        } else {
          out += "&#" + std::to_string(code) + ";";
        }
    }
  }
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  append_xml_text(out, text);
  return out;
}

}  // namespace ceilometer::api
