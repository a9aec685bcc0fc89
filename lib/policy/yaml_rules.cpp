#include "policy/yaml_rules.hpp"

#ifdef CEILOMETER_HAVE_YAML

#include <yaml.h>

#include <algorithm>
#include <utility>

#include "base/dynamic_library.hpp"

namespace ceilometer::policy {

namespace {

// What of libyaml is used.
struct LibYaml {
  decltype(&yaml_parser_initialize) parser_initialize = nullptr;
  decltype(&yaml_parser_delete) parser_delete = nullptr;
  decltype(&yaml_parser_set_encoding) parser_set_encoding = nullptr;
  decltype(&yaml_parser_set_input_string) parser_set_input_string = nullptr;
  decltype(&yaml_parser_parse) parser_parse = nullptr;
  decltype(&yaml_event_delete) event_delete = nullptr;

  static Result<LibYaml> load() {
    const Result<DynamicLibrary> library = DynamicLibrary::open("libyaml-0.so.2");
    if (!library) return library.error();
    LibYaml yaml;
    for (const Result<void>& bound : {library->bind("yaml_parser_initialize", yaml.parser_initialize),
                                      library->bind("yaml_parser_delete", yaml.parser_delete),
                                      library->bind("yaml_parser_set_encoding", yaml.parser_set_encoding),
                                      library->bind("yaml_parser_set_input_string", yaml.parser_set_input_string),
                                      library->bind("yaml_parser_parse", yaml.parser_parse),
                                      library->bind("yaml_event_delete", yaml.event_delete)}) {
      if (!bound) return bound.error();
    }
    return yaml;
  }
};

Error at_line(std::size_t line, const std::string& what) { return {"line " + std::to_string(line) + ": " + what}; }

struct Event {
  yaml_event_type_t type = YAML_NO_EVENT;
  std::size_t line = 0;
  std::string text;    ///< of a scalar
  bool plain = false;  ///< a scalar without quotes
};

std::string_view view(const yaml_char_t* text) { return reinterpret_cast<const char*>(text); }

// One pass over a text. libyaml's events are copied into our own at once, so that there is one place that frees them.
class EventReader {
 public:
  EventReader(const LibYaml& yaml, std::string_view text) : yaml_(yaml), good_(yaml.parser_initialize(&parser_) != 0) {
    if (!good_) return;
    yaml_.parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_.parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~EventReader() {
    if (good_) yaml_.parser_delete(&parser_);
  }
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  Result<Event> next() {
    if (!good_) return Error{"there is not enough memory to read it"};
    yaml_event_t raw;
    if (yaml_.parser_parse(&parser_, &raw) == 0) return problem();
    Result<Event> event = copy(raw);
    yaml_.event_delete(&raw);
    return event;
  }

 private:
  Error problem() const {
    const std::string what = parser_.problem != nullptr ? parser_.problem : "it cannot be read";
    // What the reader finds (bytes that are no text) it places by the byte only.
    if (parser_.error == YAML_READER_ERROR) {
      return {"byte " + std::to_string(parser_.problem_offset) + ": it is no YAML: " + what + "."};
    }
    return at_line(parser_.problem_mark.line + 1, "it is no YAML: " + what + ".");
  }

  static Result<Event> copy(const yaml_event_t& raw) {
    Event event{raw.type, raw.start_mark.line + 1, {}, false};
    const yaml_char_t* anchor = nullptr;
    const yaml_char_t* tag = nullptr;
    switch (raw.type) {
      case YAML_ALIAS_EVENT:
        return at_line(event.line, "aliases (*name) are not read.");
      case YAML_SCALAR_EVENT:
        anchor = raw.data.scalar.anchor;
        tag = raw.data.scalar.tag;
        if (tag != nullptr && view(tag) == YAML_STR_TAG) tag = nullptr;
        event.text.assign(reinterpret_cast<const char*>(raw.data.scalar.value), raw.data.scalar.length);
        event.plain = raw.data.scalar.style == YAML_PLAIN_SCALAR_STYLE && raw.data.scalar.tag == nullptr;
        break;
      case YAML_SEQUENCE_START_EVENT:
        anchor = raw.data.sequence_start.anchor;
        tag = raw.data.sequence_start.tag;
        break;
      case YAML_MAPPING_START_EVENT:
        anchor = raw.data.mapping_start.anchor;
        tag = raw.data.mapping_start.tag;
        break;
      default:
        break;
    }
    if (anchor != nullptr) return at_line(event.line, "anchors (&name) are not read.");
    // `rule: !` is a tag without a text, which PyYAML takes for nothing, and nothing lets everybody in.
    if (tag != nullptr)
      return at_line(event.line, "tags (!name) are not read: a text that begins with ! needs quotes.");
    return event;
  }

  const LibYaml& yaml_;
  yaml_parser_t parser_{};
  bool good_;
};

// Whether YAML 1.1 reads a text without quotes as text, and not as null, a boolean, a number or a date. Of what begins
// like a number, a little more is refused than YAML would (2fa): quotes are cheap.
bool is_plain_text(std::string_view text) {
  constexpr std::string_view kWords[] = {"",      "~",     "null", "Null", "NULL", "yes", "Yes", "YES", "no",
                                         "No",    "NO",    "true", "True", "TRUE", "on",  "On",  "ON",  "false",
                                         "False", "FALSE", "off",  "Off",  "OFF",  "<<",  "="};
  if (std::find(std::begin(kWords), std::end(kWords), text) != std::end(kWords)) return false;
  constexpr std::string_view kNumberBegins = "0123456789+-.";
  constexpr std::string_view kNumberHolds = "0123456789abcdefABCDEFxinINTtZz_.:+- \t";
  return kNumberBegins.find(text.front()) == std::string_view::npos ||
         text.find_first_not_of(kNumberHolds) != std::string_view::npos;
}

// Walks the events: a document holds a mapping, its values are texts or lists, these hold texts or lists of texts.
class RuleReader {
 public:
  RuleReader(const LibYaml& yaml, std::string_view text) : events_(yaml, text) {}

  Result<RuleTexts> read() {
    RuleTexts rules;
    Result<Event> event = events_.next();  // the stream's start
    if (event) event = events_.next();
    if (!event) return event.error();
    if (event->type == YAML_STREAM_END_EVENT) return rules;
    event = events_.next();  // what the document holds
    if (!event) return event.error();
    if (event->type == YAML_MAPPING_START_EVENT) {
      const Result<void> members = read_members(rules);
      if (!members) return members.error();
    } else if (event->type != YAML_SCALAR_EVENT || !event->plain || !is_null(event->text)) {
      return at_line(event->line, "it is no mapping of rules (name: rule).");
    }
    event = events_.next();  // the document's end
    if (event) event = events_.next();
    if (!event) return event.error();
    if (event->type != YAML_STREAM_END_EVENT) return at_line(event->line, "a second document begins.");
    return rules;
  }

 private:
  static bool is_null(std::string_view text) {
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
  }

  Result<void> read_members(RuleTexts& rules) {
    for (;;) {
      const Result<Event> name = events_.next();
      if (!name) return name.error();
      if (name->type == YAML_MAPPING_END_EVENT) return {};
      if (name->type != YAML_SCALAR_EVENT || (name->plain && !is_plain_text(name->text))) {
        return at_line(name->line, "the name of a rule must be a text.");
      }
      Result<json::Value> rule = read_rule(name->text);
      if (!rule) return rule.error();
      rules.insert_or_assign(name->text, *std::move(rule));
    }
  }

  Result<json::Value> read_rule(const std::string& name) {
    const Result<Event> event = events_.next();
    if (!event) return event.error();
    if (event->type == YAML_SEQUENCE_START_EVENT) return read_list(name, true);
    return read_text(name, *event, "it must be a string or a list");
  }

  static Result<json::Value> read_text(const std::string& name, const Event& event, const std::string& otherwise) {
    const bool is_text = event.type == YAML_SCALAR_EVENT && !(event.plain && !is_plain_text(event.text));
    if (is_text) return json::Value(event.text);
    return at_line(event.line, "rule \"" + name + "\": " + otherwise +
                                   (event.type == YAML_SCALAR_EVENT ? "; without quotes this is none." : "."));
  }

  Result<json::Value> read_list(const std::string& name, bool may_hold_lists) {
    json::Array list;
    for (;;) {
      const Result<Event> event = events_.next();
      if (!event) return event.error();
      if (event->type == YAML_SEQUENCE_END_EVENT) return json::Value(std::move(list));
      Result<json::Value> item = event->type == YAML_SEQUENCE_START_EVENT && may_hold_lists
                                     ? read_list(name, false)
                                     : read_text(name, *event,
                                                 may_hold_lists ? "a list must hold strings and lists of strings"
                                                                : "a list in a list must hold strings");
      if (!item) return item.error();
      list.push_back(*std::move(item));
    }
  }

  EventReader events_;
};

}  // namespace

Result<RuleTexts> parse_yaml_rules(std::string_view text) {
  if (text.size() > kMaxYamlSize) return Error{"line 1: it is larger than 1 MiB, which is too much of YAML."};
  const Result<LibYaml> yaml = LibYaml::load();
  if (!yaml) return Error{"line 1: it is no JSON, and YAML cannot be read: " + yaml.error().message + "."};
  return RuleReader(*yaml, text).read();
}

}  // namespace ceilometer::policy

#else

namespace ceilometer::policy {

Result<RuleTexts> parse_yaml_rules(std::string_view /*text*/) {
  return Error{"line 1: it is no JSON object of rules, and this build does not read YAML (CEILOMETER_YAML)."};
}

}  // namespace ceilometer::policy

#endif
