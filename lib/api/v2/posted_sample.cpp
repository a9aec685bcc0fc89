#include "api/v2/posted_sample.hpp"

#include <algorithm>
#include <array>

#include "base/api_error.hpp"
#include "base/messages.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"

namespace ceilometer::api::v2 {

namespace {

std::string_view class_name(const json::Value& value) {
  if (value.is_null()) return "NoneType";
  if (value.as<bool>() != nullptr) return "bool";
  if (value.as<double>() != nullptr) return "float";
  if (value.as<std::string>() != nullptr) return "str";
  if (value.as<json::Array>() != nullptr) return "list";
  return value.as<json::Object>() != nullptr ? "dict" : "int";
}

/// What was sent, for a sentence; a large body is not worth sending back whole.
std::string shown(const json::Value& value) {
  static constexpr std::size_t kEnough = 4000;
  std::string text = json::python_str(value);
  if (text.size() > kEnough) text = text.substr(0, utf8_prefix(text, kEnough)) + "...";
  return text;
}

/// An error of the whole argument, as WSME reports what went wrong while it converted.
ApiError invalid_body(const json::Value& body, Sentence reason) {
  return ApiError(400, invalid_input("samples", shown(body), std::move(reason)));
}

ApiError wrong_type(std::string_view attribute, const json::Value& value, std::string_view found) {
  return ApiError(400, invalid_input(attribute, shown(value),
                                     sentence("Wrong type. Expected '{0}', got '{1}'", std::string("<class 'str'>"),
                                              "<class '" + std::string(found) + "'>")));
}

/// Reads the attributes of one item, in the order in which the original declared them.
class Reader {
 public:
  Reader(const json::Value& body, json::Object& item, TimePoint now) : body_(body), item_(item), now_(now) {}

  PostedSample read() {
    refuse_unknown();
    PostedSample s;
    s.source = text("source", false);
    s.counter_name = text("counter_name", true);
    s.counter_type = text("counter_type", true);
    s.counter_unit = text("counter_unit", true);
    s.counter_volume = volume();
    s.user_id = text("user_id", false);
    s.project_id = text("project_id", false);
    s.resource_id = text("resource_id", true);
    s.timestamp = time("timestamp");
    s.recorded_at = time("recorded_at");
    s.has_recorded_at = item_.find("recorded_at") != nullptr;
    read_metadata(s);
    s.message_id = text("message_id", false);
    return s;
  }

 private:
  void refuse_unknown() const {
    static constexpr std::array<std::string_view, 12> kAttributes = {
        "source",     "counter_name", "counter_type", "counter_unit", "counter_volume",    "user_id",
        "project_id", "resource_id",  "timestamp",    "recorded_at",  "resource_metadata", "message_id"};
    std::string unknown;
    std::size_t count = 0;
    for (const auto& member : item_.members()) {
      if (std::find(kAttributes.begin(), kAttributes.end(), member.name) != kAttributes.end()) continue;
      if (count++ > 0) unknown += ", ";
      unknown += member.name;
    }
    if (count > 0) {
      throw ApiError(400, count == 1 ? sentence("Unknown attribute for argument {0}: {1}", "samples", unknown)
                                     : sentence("Unknown attributes for argument {0}: {1}", "samples", unknown));
    }
  }

  json::Value* find(std::string_view name, bool mandatory) const {
    json::Value* value = item_.find(name);
    if (value == nullptr && mandatory) throw ApiError(400, invalid_input(name, "None", "Mandatory field missing."));
    return value;
  }

  PostedText text(std::string_view name, bool mandatory) const {
    json::Value* value = find(name, mandatory);
    if (value == nullptr || value->is_null()) return {};
    auto* string = value->as<std::string>();
    if (string == nullptr) throw wrong_type(name, *value, class_name(*value));
    return {string};
  }

  std::optional<double> volume() const {
    const json::Value& value = *find("counter_volume", true);
    if (value.is_null()) return std::nullopt;
    if (const auto* d = value.as<double>()) return *d;
    if (const auto* b = value.as<bool>()) return *b ? 1.0 : 0.0;
    std::string digits;
    if (const auto* i = value.as<std::int64_t>()) digits = std::to_string(*i);
    if (const auto* big = value.as<json::BigInt>()) digits = big->digits;
    if (const auto* string = value.as<std::string>()) digits = *string;
    if (digits.empty() && value.as<std::string>() == nullptr) {
      throw ApiError(400, invalid_input("counter_volume", shown(value), "unable to convert to float"));
    }
    const auto number = parse_python_float(digits);
    if (!number) throw invalid_body(body_, sentence("could not convert string to float: '{0}'", shown(value)));
    return number;
  }

  std::optional<PostedTime> time(std::string_view name) const {
    const json::Value* value = item_.find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    const auto* string = value->as<std::string>();
    if (string == nullptr) throw ApiError(400, invalid_input(name, shown(*value), "invalid timestamp format"));
    const auto t = parse_posted_time(*string, now_);
    if (!t) throw invalid_body(body_, sentence("Unknown string format: {0}", shown(*value)));
    return t;
  }

  void read_metadata(PostedSample& s) const {
    json::Value* value = item_.find("resource_metadata");
    if (value == nullptr) return;
    s.metadata_is_null = value->is_null();
    if (value->is_null()) return;
    s.resource_metadata = value->as<json::Object>();
    if (s.resource_metadata == nullptr) {
      throw invalid_body(body_, sentence("Value not a valid dict: {0}", shown(*value)));
    }
    for (const auto& member : s.resource_metadata->members()) {
      if (!member.value.is_null() && member.value.as<std::string>() == nullptr) {
        throw wrong_type("resource_metadata", *value, class_name(member.value));
      }
    }
  }

  const json::Value& body_;
  json::Object& item_;
  TimePoint now_;
};

bool is_number(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

}  // namespace

std::optional<PostedTime> parse_posted_time(std::string_view text, TimePoint today) {
  using namespace std::chrono;
  text = trim(text);
  // Digits alone: dateutil's YYYYMMDDhhmm[ss], and years; the rest of them it could not place.
  if (is_number(text) && (text.size() == 12 || text.size() == 14)) {
    return parse_posted_time(std::string(text.substr(0, 8)) + "T" + std::string(text.substr(8)), today);
  }
  auto t = parse_isotime(text);
  if (!t) return std::nullopt;
  const bool has_zone =
      text.ends_with('Z') || (text.size() > 10 && text.find_first_of("+-", 10) != std::string_view::npos);
  if (!has_zone) t->offset.reset();
  if (text.size() <= 7) {  // 2016, 2016-03: what is not written is today's
    const year_month_day now{floor<days>(today)};
    const year_month_day date{floor<days>(t->local)};
    const auto month_of = text.size() <= 4 ? now.month() : date.month();
    const auto last = year_month_day{date.year() / month_of / std::chrono::last};
    t->local = sys_days{date.year() / month_of / std::min(now.day(), last.day())};
  }
  return t;
}

TextMap PostedSample::take_metadata() {
  TextMap map;
  if (resource_metadata == nullptr) return map;
  map.reserve(resource_metadata->size());
  for (auto& member : resource_metadata->members()) {
    auto* text = member.value.as<std::string>();
    map.emplace_back(std::move(member.name), text ? std::optional(std::move(*text)) : std::nullopt);
  }
  return map;
}

std::vector<PostedSample> read_posted_samples(json::Value& body) {
  if (body.is_null()) return {};
  auto* items = body.as<json::Array>();
  if (items == nullptr) throw invalid_body(body, sentence("Value not a valid list: {0}", shown(body)));
  const TimePoint now = utc_now();
  std::vector<PostedSample> samples;
  samples.reserve(items->size());
  for (auto& item : *items) {
    auto* object = item.as<json::Object>();
    if (object == nullptr) throw invalid_body(body, sentence("every sample must be an object, not {0}", shown(item)));
    samples.push_back(Reader(body, *object, now).read());
  }
  return samples;
}

}  // namespace ceilometer::api::v2
