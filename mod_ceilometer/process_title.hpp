#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ceilometer::httpd {

/// CeilometerProcessTitle's text as shown: %{GROUP} alone (mod_wsgi's display-name=%{GROUP}) is "(ceilometer-api)".
std::string expand_title(std::string_view title);

/// Where the kernel finds this process's command line, from /proc/self/stat; nullopt where it does not say.
std::optional<std::span<char>> command_line_area();

/// The area's part of a /proc/<pid>/stat line: fields 48 and 49. The command's name, in parentheses, may hold anything.
std::optional<std::pair<unsigned long, unsigned long>> parse_argument_range(std::string_view stat);

/// Overwrites the area with the title, cut where it is too long, and fills up with NULs: every pointer into the area
/// still finds a terminated text.
void write_title(std::span<char> area, std::string_view title);

/// Shows `title` for this process in ps. Where the command line cannot be reached, the thread's name is set instead (15
/// bytes are shown).
void set_process_title(std::string_view title);

}  // namespace ceilometer::httpd
