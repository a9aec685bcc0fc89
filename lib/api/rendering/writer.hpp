#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/rendering/xml_text.hpp"
#include "base/clock.hpp"
#include "json/write.hpp"

namespace ceilometer::api {

/// Names and texts, in order: a {text: text} attribute. A value may be null.
using TextMap = std::vector<std::pair<std::string, std::optional<std::string>>>;
/// The same of floats.
using NumberMap = std::vector<std::pair<std::string, std::optional<double>>>;

// The two renderers of WSME results. Both have the same members, so one template per record writes both; a field that
// is not called is left out (Unset), one without a value is null. They append to `out`, which must outlive them.

/// {"name": "value", ...} as json.dumps spells it.
class JsonRecord {
 public:
  explicit JsonRecord(std::string& out) : out_(out) { out_ += '{'; }

  void text(std::string_view name, std::optional<std::string_view> value) {
    key(name);
    if (value) {
      json::append_string(out_, *value);
    } else {
      out_ += "null";
    }
  }
  void number(std::string_view name, std::optional<double> value) {
    key(name);
    if (value) {
      json::append_float(out_, *value);
    } else {
      out_ += "null";
    }
  }
  void integer(std::string_view name, std::int64_t value) {
    key(name);
    json::append_int(out_, value);
  }
  void time(std::string_view name, std::optional<TimePoint> value) {
    key(name);
    if (value) {
      out_ += '"';
      append_isoformat(out_, *value);
      out_ += '"';
    } else {
      out_ += "null";
    }
  }
  void boolean(std::string_view name, bool value) {
    key(name);
    json::append_bool(out_, value);
  }
  /// What render_map made of a map.
  void map(std::string_view name, std::string_view rendered) {
    key(name);
    out_ += rendered;
  }
  void end() { out_ += '}'; }

  static std::string render_map(const TextMap& map) {
    std::string out;
    JsonRecord record(out);
    for (const auto& [name, value] : map) record.text(name, value);
    record.end();
    return out;
  }
  static std::string render_map(const NumberMap& map) {
    std::string out;
    JsonRecord record(out);
    for (const auto& [name, value] : map) record.number(name, value);
    record.end();
    return out;
  }

 private:
  void key(std::string_view name) {
    if (!first_) out_ += ", ";
    first_ = false;
    json::append_string(out_, name);
    out_ += ": ";
  }

  std::string& out_;
  bool first_ = true;
};

/// <name>value</name>..., the inside of an element, as ElementTree spells it.
class XmlRecord {
 public:
  explicit XmlRecord(std::string& out) : out_(out) {}

  void text(std::string_view name, std::optional<std::string_view> value) {
    if (!value) return null(name);
    if (value->empty()) return empty(name);
    open(name);
    append_xml_text(out_, *value);
    close(name);
  }
  void number(std::string_view name, std::optional<double> value) {
    if (!value) return null(name);
    open(name);
    json::append_python_float(out_, *value);
    close(name);
  }
  void integer(std::string_view name, std::int64_t value) {
    open(name);
    json::append_int(out_, value);
    close(name);
  }
  void time(std::string_view name, std::optional<TimePoint> value) {
    if (!value) return null(name);
    open(name);
    append_isoformat(out_, *value);
    close(name);
  }
  void boolean(std::string_view name, bool value) {
    open(name);
    json::append_bool(out_, value);
    close(name);
  }
  void map(std::string_view name, std::string_view rendered) {
    if (rendered.empty()) return empty(name);
    open(name);
    out_ += rendered;
    close(name);
  }
  void end() {}

  static std::string render_map(const TextMap& map) {
    std::string out;
    XmlRecord items(out);
    for (const auto& [name, value] : map) {
      out += "<item>";
      items.text("key", name);
      items.text("value", value);
      out += "</item>";
    }
    return out;
  }
  static std::string render_map(const NumberMap& map) {
    std::string out;
    XmlRecord items(out);
    for (const auto& [name, value] : map) {
      out += "<item>";
      items.text("key", name);
      items.number("value", value);
      out += "</item>";
    }
    return out;
  }

 private:
  void open(std::string_view name) {
    out_ += '<';
    out_ += name;
    out_ += '>';
  }
  void close(std::string_view name) {
    out_ += "</";
    out_ += name;
    out_ += '>';
  }
  void null(std::string_view name) {
    out_ += '<';
    out_ += name;
    out_ += " nil=\"true\" />";
  }
  void empty(std::string_view name) {
    out_ += '<';
    out_ += name;
    out_ += " />";
  }

  std::string& out_;
};

}  // namespace ceilometer::api
