// For people's eyes, and for those who read mod_status' lines.

#include <array>
#include <charconv>
#include <map>

#include "base/clock.hpp"
#include "status/renderings.hpp"

namespace ceilometer::status {

namespace {

constexpr std::string_view kPrefix = "ceilometer_";

std::string milliseconds(double seconds) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, seconds * 1e3, std::chars_format::fixed, 3).ptr;
  return std::string(text, end) + " ms";
}

/// The bound below which that part of the durations is.
std::string quantile(const Spread& spread, double part) {
  const double wanted = part * static_cast<double>(spread.count());
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kDurationBounds.size(); ++i) {
    below += spread.by_bucket[i];
    if (static_cast<double>(below) >= wanted) return "< " + milliseconds(kDurationBounds[i]);
  }
  return "> " + milliseconds(kDurationBounds.back());
}

std::string joined(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    if (value.empty()) continue;
    if (!text.empty()) text += ' ';
    text += value;
  }
  return text;
}

std::string shown(const Family& family, const Sample& sample) {
  if (family.kind == Kind::kInfo) return joined(sample.labels);
  std::string number = std::to_string(sample.value);
  if (!family.name.ends_with("_time_seconds")) return family.unit == "seconds" ? number + " s" : number;
  return number + " (" + isoformat(TimePoint(std::chrono::seconds(sample.value))) + "Z)";
}

std::string shown(const Spread& spread) {
  const auto count = spread.count();
  return std::to_string(count) + ", mean " + milliseconds(spread.sum / static_cast<double>(count)) + ", half " +
         quantile(spread, 0.5) + ", 95 % " + quantile(spread, 0.95) + ", 99 % " + quantile(spread, 0.99);
}

/// "token_lookups", "front" -> "TokenLookupsFront".
std::string camel(std::string_view text) {
  std::string out;
  bool begins = true;
  for (const char c : text) {
    if (c == '_') {
      begins = true;
      continue;
    }
    out += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = false;
  }
  return out;
}

struct Line {
  std::string name;
  std::string value;
};

void add_lines(std::vector<Line>& lines, const Family& family) {
  const std::string name = camel(family.name);
  if (family.kind == Kind::kHistogram) {
    std::uint64_t count = 0;
    double sum = 0;
    for (const auto& spread : family.spreads) {
      count += spread.count();
      sum += spread.sum;
    }
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), sum, std::chars_format::fixed, 6).ptr;
    lines.push_back({name + "Count", std::to_string(count)});
    lines.push_back({name + "Sum", std::string(text.data(), end)});
    return;
  }
  if (family.kind == Kind::kInfo) {
    for (const auto& sample : family.samples) lines.push_back({name, joined(sample.labels)});
    return;
  }
  if (family.kind == Kind::kGauge && family.samples.empty()) return;  // not zero: nobody knows
  // Routes are too many for mod_status' page: there the statuses are told apart.
  std::uint64_t sum = 0;
  std::map<std::string, std::uint64_t> by_last_label;
  for (const auto& sample : family.samples) {
    sum += sample.value;
    if (!sample.labels.empty()) by_last_label[camel(sample.labels.back().second)] += sample.value;
  }
  lines.push_back({name, std::to_string(sum)});
  for (const auto& [label, value] : by_last_label) lines.push_back({name + label, std::to_string(value)});
}

std::vector<Line> lines_of(std::span<const Family> families) {
  std::vector<Line> lines;
  for (const auto& family : families) add_lines(lines, family);
  return lines;
}

}  // namespace

std::string as_text(std::span<const Family> families) {
  std::string out;
  for (const auto& family : families) {
    out.append(family.name.substr(kPrefix.size())).append(": ").append(family.help).append("\n");
    const auto line = [&](const Labels& labels, const std::string& value) {
      const std::string label = family.kind == Kind::kInfo ? std::string() : joined(labels);
      out.append("    ").append(label).append(label.empty() ? "" : ": ").append(value).append("\n");
    };
    for (const auto& sample : family.samples) line(sample.labels, shown(family, sample));
    for (const auto& spread : family.spreads) line(spread.labels, shown(spread));
  }
  return out;
}

std::string as_auto_lines(std::span<const Family> families) {
  std::string out;
  for (const auto& line : lines_of(families)) out.append(line.name).append(": ").append(line.value).append("\n");
  return out;
}

std::string as_html_piece(std::span<const Family> families, bool tables) {
  std::string out = "<hr />\n<h2>mod_ceilometer</h2>\n";
  out += tables ? "<table border=\"0\">\n" : "<pre>\n";
  for (const auto& line : lines_of(families)) {
    // Names, numbers and a version: nothing that HTML would take for its own.
    out.append(tables ? "<tr><td>" : "").append(line.name).append(tables ? "</td><td>" : ": ");
    out.append(line.value).append(tables ? "</td></tr>\n" : "\n");
  }
  return out + (tables ? "</table>\n" : "</pre>\n");
}

}  // namespace ceilometer::status
