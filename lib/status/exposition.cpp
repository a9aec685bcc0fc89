// Prometheus' text format and OpenMetrics', which came of it. They differ in where a counter's "_total" is part of the
// name, in how numbers are spelled, in units, in infos, and in the end.

#include <charconv>

#include "status/renderings.hpp"

namespace ceilometer::status {

namespace {

/// The shortest spelling, without an exponent.
std::string number(double value) {
  char text[400];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr;
  return {text, end};
}

std::string escaped(std::string_view text, bool in_quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && in_quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
  return out;
}

class Exposition {
 public:
  explicit Exposition(bool open) : open_(open) {}

  void add(const Family& family) {
    // A family is named as its samples are in Prometheus' format; in OpenMetrics it is what they have in common.
    const std::string samples = std::string(family.name).append(suffix_of(family.kind));
    head(open_ ? family.name : samples, family);
    for (const auto& sample : family.samples) line(samples, sample.labels, std::to_string(sample.value));
    for (const auto& spread : family.spreads) add(family.name, spread);
  }

  std::string finish() && {
    if (open_) out_ += "# EOF\n";
    return std::move(out_);
  }

 private:
  static std::string_view suffix_of(Kind kind) {
    if (kind == Kind::kCounter) return "_total";
    return kind == Kind::kInfo ? "_info" : "";
  }

  std::string_view type_of(Kind kind) const {
    switch (kind) {
      case Kind::kCounter:
        return "counter";
      case Kind::kHistogram:
        return "histogram";
      case Kind::kInfo:
        return open_ ? "info" : "gauge";
      case Kind::kGauge:
        break;
    }
    return "gauge";
  }

  void head(std::string_view name, const Family& family) {
    out_.append("# HELP ").append(name).append(" ").append(escaped(family.help, open_)).append("\n");
    out_.append("# TYPE ").append(name).append(" ").append(type_of(family.kind)).append("\n");
    if (open_ && !family.unit.empty()) out_.append("# UNIT ").append(name).append(" ").append(family.unit).append("\n");
  }

  void line(std::string_view name, const Labels& labels, std::string_view value) {
    out_ += name;
    char before = '{';
    for (const auto& [label, text] : labels) {
      out_ += before;
      out_.append(label).append("=\"").append(escaped(text, true)).append("\"");
      before = ',';
    }
    if (!labels.empty()) out_ += '}';
    out_.append(" ").append(value).append("\n");
  }

  void add(std::string_view name, const Spread& spread) {
    const std::string bucket = std::string(name) + "_bucket";
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < spread.by_bucket.size(); ++i) {
      below += spread.by_bucket[i];
      Labels labels = spread.labels;
      labels.emplace_back("le", i < kDurationBounds.size() ? bound(kDurationBounds[i]) : "+Inf");
      line(bucket, labels, std::to_string(below));
    }
    line(std::string(name) + "_sum", spread.labels, number(spread.sum));
    line(std::string(name) + "_count", spread.labels, std::to_string(below));
  }

  /// OpenMetrics has 1.0 where Prometheus has 1.
  std::string bound(double value) const {
    std::string text = number(value);
    if (open_ && text.find('.') == std::string::npos) text += ".0";
    return text;
  }

  const bool open_;
  std::string out_;
};

std::string exposed(std::span<const Family> families, bool open) {
  Exposition exposition(open);
  for (const auto& family : families) {
    // What has not happened yet has nothing to be told of.
    if (!family.samples.empty() || !family.spreads.empty()) exposition.add(family);
  }
  return std::move(exposition).finish();
}

}  // namespace

std::string as_prometheus(std::span<const Family> families) { return exposed(families, false); }
std::string as_openmetrics(std::span<const Family> families) { return exposed(families, true); }

}  // namespace ceilometer::status
