#include "conformance/compare.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.hpp"
#include "conformance/same.hpp"
#include "conformance/xml.hpp"
#include "json/write.hpp"

namespace ceilometer::conformance {
namespace {

using json::Array;
using json::Object;
using json::Value;
using Difference = std::optional<std::string>;

std::string_view media_type(std::string_view type) { return trim(type.substr(0, type.find(';'))); }

/// Python's truth of a value.
bool truthy(const Value& value) {
  if (const auto* b = value.as<bool>()) return *b;
  if (const auto* text = value.as<std::string>()) return !text->empty();
  if (const auto* array = value.as<Array>()) return !array->empty();
  if (const auto* object = value.as<Object>()) return !object->empty();
  if (const auto* i = value.as<std::int64_t>()) return *i != 0;
  if (const auto* d = value.as<double>()) return *d != 0;
  return !value.is_null();
}

/// The member "error_message" of an error's body; null where there is none, or no object.
Value error_message(const Value& error) {
  return error.as<Object>() != nullptr ? member(error, "error_message") : Value();
}

/// An error without what it quotes of the input: its fault code (false where it has none) and its sentence's beginning.
struct Lead {
  Value faultcode = false;
  std::string text;

  bool operator==(const Lead& other) const { return equal(faultcode, other.faultcode) && text == other.text; }
};

Lead lead(const Value& error) {
  const Value message = error_message(error);
  const bool is_fault = message.as<Object>() != nullptr;
  std::string text = json::python_str(is_fault ? member(message, "faultstring") : message);
  text.resize(std::min(text.find_first_of("[{'\"<"), text.size()));
  return {is_fault ? member(message, "faultcode") : Value(false), std::string(trim(text))};
}

bool same_names(const Object& a, const Object& b) {
  if (a.size() != b.size()) return false;
  for (const auto& m : a.members()) {
    if (b.find(m.name) == nullptr) return false;
  }
  return true;
}

bool asks_for_english(const Exchange& exchange) {
  const std::string language = to_lower(exchange.header("Accept-Language", "en"));
  return language.starts_with("en") || language.starts_with("xx");
}

Difference error_difference(const Exchange& exchange, const Value& want, const Value& got) {
  if (same(want, got) || lead(want) == lead(got)) return std::nullopt;
  if (!asks_for_english(exchange) && got.as<Object>() != nullptr) {
    return equal(lead(want).faultcode, lead(got).faultcode) ? std::nullopt : Difference("other error shape");
  }
  const Value w = member(want, "error_message");
  const Value g = error_message(got);
  const auto* w_fault = w.as<Object>();
  const auto* g_fault = g.as<Object>();
  if ((w_fault != nullptr) != (g_fault != nullptr)) return "other error shape";
  if (w_fault != nullptr &&
      (!same_names(*w_fault, *g_fault) || !equal(member(w, "faultcode"), member(g, "faultcode")))) {
    return "other error shape";
  }
  constexpr std::size_t kShown = 200;
  return "wording: " + json::dumps(g).substr(0, kShown) + ", expected " + json::dumps(w).substr(0, kShown);
}

Difference xml_difference(const Exchange& exchange, const Answer& answer, const std::string& of,
                          std::string_view prefix) {
  auto want = parse_xml(exchange.answer);
  auto got = parse_xml(answer.body);
  if (!want || !got) return "bad XML: " + (want ? got : want).error().message;
  if (of == "post samples") {
    return xml_fields(*got) == xml_fields(*want) ? std::nullopt : Difference("other XML");
  }
  if (xml_items(std::move(*got), prefix) == xml_items(std::move(*want), prefix)) return std::nullopt;
  return answer.status >= 400 ? "wording: other XML" : "other XML";
}

/// Takes out of a list of posted samples what a server makes up.
void forget_made_up(Value& list, const Array* sent) {
  auto* items = list.as<Array>();
  if (items == nullptr) return;
  for (std::size_t i = 0; i < items->size(); ++i) {
    auto* item = (*items)[i].as<Object>();
    if (item == nullptr) throw Incomparable("an item is no object");
    for (const std::string_view field : {"message_id", "id", "recorded_at"}) {
      const Value* value = item->find(field);
      if (value != nullptr && !value->is_null()) (*item)[field] = "made up";
    }
    const Value given = sent != nullptr && i < sent->size() ? member((*sent)[i], "timestamp") : Value();
    // A year or a month alone gets the rest of its date from the day on which it is posted.
    const auto* text = given.as<std::string>();
    const bool is_sent = truthy(given) && (text == nullptr || text->size() > std::string_view("2016-03").size());
    if (!is_sent) item->erase("timestamp");
  }
}

/// What Python iterates: a list's items, an object's names.
Array items_of(const Value& value) {
  if (const auto* array = value.as<Array>()) return *array;
  const auto* object = value.as<Object>();
  if (object == nullptr) throw Incomparable("the body is no list");
  Array names;
  for (const auto& m : object->members()) names.emplace_back(m.name);
  return names;
}

Difference posted_difference(const Exchange& exchange, const std::string& of, Value want, Value got) {
  Value sent = Array{};
  if (!exchange.body.empty()) {
    auto parsed = json::parse(exchange.body);
    if (!parsed) throw Incomparable("what was sent is no JSON");
    sent = std::move(*parsed);
  }
  // The times of samples read back were made up, whatever was sent with this request.
  const Array* times = of == "post samples" ? sent.as<Array>() : nullptr;
  forget_made_up(want, times);
  forget_made_up(got, times);
  return bag(items_of(want), items_of(got)) ? std::nullopt : Difference("other items");
}

/// What the status and the headers alone decide: a verdict, or nothing yet.
struct Verdict {
  bool decided = false;
  Difference difference;
};

Verdict fails_unless(bool passes, std::string how) {
  return {true, passes ? std::nullopt : Difference(std::move(how))};
}

Verdict early_verdict(const Exchange& exchange, const Answer& answer) {
  const int status = answer.status;
  const std::string shown = "status " + std::to_string(status);
  // httpd merges slashes before the application sees them.
  if (exchange.path.starts_with("//")) return fails_unless(status == 200 || status == 404, shown);
  if (leaked(exchange)) return fails_unless(status == 404, shown + ": another project's sample");
  if (exchange.status == 500 || exchange.status == 501) {
    return fails_unless((status >= 200 && status < 500) || status == 501,
                        shown + " for what the recorded server could not answer");
  }
  if (status != exchange.status) return fails_unless(false, shown + ", expected " + std::to_string(exchange.status));
  if (exchange.method == "HEAD") return fails_unless(answer.body.empty(), "HEAD has a body");
  if (media_type(answer.type) != media_type(exchange.type)) {
    return fails_unless(false, "content type '" + answer.type + "', expected '" + exchange.type + "'");
  }
  if (answer.body == exchange.answer) return {true, std::nullopt};
  return {};
}

/// The text of these pages is not compared, unless it says what was not found.
bool is_plain_page(const Exchange& exchange, int status) {
  constexpr std::array kPages{404, 405, 406, 410, 415};
  if (std::find(kPages.begin(), kPages.end(), status) == kPages.end()) return false;
  constexpr std::string_view kTitle = "404 Not Found";
  constexpr std::string_view kPhrase = "Not Found";
  std::string text = exchange.answer;
  for (std::size_t at = text.find(kTitle); at != std::string::npos; at = text.find(kTitle, at)) {
    text.erase(at, kTitle.size());
  }
  return text.find(kPhrase) == std::string::npos;
}

Difference compare(const Exchange& exchange, const Answer& answer, std::string_view prefix, const Known& known) {
  const auto early = early_verdict(exchange, answer);
  if (early.decided) return early.difference;
  if (is_plain_page(exchange, answer.status)) return std::nullopt;
  const std::string of = kind(exchange);
  if (answer.type.find("xml") != std::string::npos) return xml_difference(exchange, answer, of, prefix);
  auto want = json::parse(exchange.answer);
  if (!want) return answer.status >= 400 ? "wording: other text" : "other text";
  auto got = json::parse(answer.body);
  if (!got) return "bad JSON";
  Value w = placed(std::move(*want), prefix);
  Value g = placed(std::move(*got), prefix);
  if (answer.status >= 400) return error_difference(exchange, w, g);
  if (of == "post samples" || exchange.path.find("resource_id&q.value=posted-") != std::string::npos) {
    return posted_difference(exchange, of, std::move(w), std::move(g));
  }
  if (w.as<Array>() != nullptr && g.as<Array>() != nullptr) {
    return list_difference(exchange, of, std::move(w), std::move(g), known);
  }
  return same(unordered(std::move(w)), unordered(std::move(g))) ? std::nullopt : Difference("other body");
}

}  // namespace

std::optional<std::string> difference(const Exchange& exchange, const Answer& answer, std::string_view prefix,
                                      const Known& known) {
  try {
    return compare(exchange, answer, prefix, known);
  } catch (const Incomparable& e) {
    return std::string("cannot be compared: ") + e.what();
  }
}

}  // namespace ceilometer::conformance
