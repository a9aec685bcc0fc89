#include "process_title.hpp"

#include <sys/prctl.h>

#include <algorithm>
#include <charconv>
#include <fstream>

#include "base/strings.hpp"

namespace ceilometer::httpd {

std::string expand_title(std::string_view title) {
  return std::string(title == "%{GROUP}" ? std::string_view("(ceilometer-api)") : title);
}

std::optional<std::pair<unsigned long, unsigned long>> parse_argument_range(std::string_view stat) {
  const auto name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos) return std::nullopt;
  const auto fields = split(trim(stat.substr(name_end + 2)), ' ');
  constexpr std::size_t kFirstField = 3;  // what follows the name
  constexpr std::size_t kArgStart = 48 - kFirstField;
  if (fields.size() < kArgStart + 2) return std::nullopt;
  unsigned long range[2] = {0, 0};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto text = fields[kArgStart + i];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), range[i]);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  }
  if (range[0] == 0 || range[1] <= range[0]) return std::nullopt;
  return std::pair(range[0], range[1]);
}

std::optional<std::span<char>> command_line_area() {
  std::ifstream file("/proc/self/stat");
  std::string stat;
  if (!std::getline(file, stat)) return std::nullopt;
  const auto range = parse_argument_range(stat);
  if (!range) return std::nullopt;
  return std::span(reinterpret_cast<char*>(range->first), range->second - range->first);
}

void write_title(std::span<char> area, std::string_view title) {
  if (area.empty()) return;
  const auto shown = title.substr(0, area.size() - 1);
  std::fill(std::copy(shown.begin(), shown.end(), area.begin()), area.end(), '\0');
}

void set_process_title(std::string_view title) {
  // httpd keeps argv's pointers, not how much memory is behind them; the kernel tells both, and the memory is ours.
  if (const auto area = command_line_area()) {
    write_title(*area, title);
  } else {
    prctl(PR_SET_NAME, std::string(title).c_str(), 0, 0, 0);
  }
}

}  // namespace ceilometer::httpd
