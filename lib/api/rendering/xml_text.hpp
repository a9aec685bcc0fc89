#pragma once

#include <string>
#include <string_view>

namespace ceilometer::api {

/// Appends text as ElementTree writes it: & < > escaped, what is not ASCII as &#233;, characters that XML 1.0 cannot
/// hold as U+FFFD. The text is UTF-8.
void append_xml_text(std::string& out, std::string_view text);
std::string xml_escaped(std::string_view text);

}  // namespace ceilometer::api
