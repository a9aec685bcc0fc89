#include "conformance/xml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/strings.hpp"
#include "conformance/same.hpp"

namespace ceilometer::conformance {
namespace {

constexpr std::size_t kMaxDepth = 100;
constexpr std::string_view kSpace = " \t\r\n";

void append_utf8(std::string& out, std::uint32_t c) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

/// Decodes the reference between & and ;. False for one that XML alone does not know.
bool append_reference(std::string& out, std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNamed{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [known, c] : kNamed) {
    if (name == known) {
      out += c;
      return true;
    }
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const int base = name.starts_with('x') ? 16 : 10;
  if (base == 16) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto end = std::from_chars(name.data(), name.data() + name.size(), code, base);
  if (name.empty() || end.ec != std::errc{} || end.ptr != name.data() + name.size()) return false;
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
  append_utf8(out, code);
  return true;
}

bool append_text(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t at = std::min(text.find('&'), text.size());
    out += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) break;
    const std::size_t end = text.find(';');
    if (end == std::string_view::npos || !append_reference(out, text.substr(1, end - 1))) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

/// Builds the tree with a stack of its own: open elements are held by value until their end tag.
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Result<Element> parse() {
    if (!is_valid_utf8(rest_)) return Error{"not UTF-8"};
    while (!rest_.empty()) {
      if (const char* wrong = rest_.starts_with('<') ? markup() : text()) return Error{wrong};
    }
    if (!open_.empty() || !done_) return Error{"no whole document"};
    return std::move(root_);
  }

 private:
  /// Where character data goes: an open element's text, or the tail of its last child.
  std::string& here() {
    Element& top = open_.back();
    return top.children.empty() ? top.text : top.children.back().tail;
  }

  const char* text() {
    const std::size_t end = std::min(rest_.find('<'), rest_.size());
    const std::string_view data = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (open_.empty()) return trim(data).empty() ? nullptr : "text outside the root";
    return append_text(here(), data) ? nullptr : "an unknown reference";
  }

  const char* markup() {
    if (rest_.starts_with("<?")) return skip_past("?>");
    if (rest_.starts_with("<!--")) return skip_past("-->");
    if (rest_.starts_with("<![CDATA[")) return cdata();
    if (rest_.starts_with("<!")) return "a DTD";
    return rest_.starts_with("</") ? end_tag() : start_tag();
  }

  const char* skip_past(std::string_view mark) {
    const std::size_t at = rest_.find(mark);
    if (at == std::string_view::npos) return "an open comment or instruction";
    rest_.remove_prefix(at + mark.size());
    return nullptr;
  }

  const char* cdata() {
    constexpr std::size_t kOpening = 9;
    const std::size_t at = rest_.find("]]>");
    if (at == std::string_view::npos || open_.empty()) return "a misplaced CDATA section";
    here() += rest_.substr(kOpening, at - kOpening);
    rest_.remove_prefix(at + 3);
    return nullptr;
  }

  const char* end_tag() {
    const std::size_t at = rest_.find('>');
    if (at == std::string_view::npos || open_.empty()) return "a misplaced end tag";
    std::string_view name = rest_.substr(2, at - 2);
    while (!name.empty() && kSpace.find(name.back()) != std::string_view::npos) name.remove_suffix(1);
    if (name != open_.back().tag) return "mismatched tag";
    rest_.remove_prefix(at + 1);
    close();
    return nullptr;
  }

  void close() {
    Element element = std::move(open_.back());
    open_.pop_back();
    if (open_.empty()) {
      root_ = std::move(element);
      done_ = true;
    } else {
      open_.back().children.push_back(std::move(element));
    }
  }

  std::string_view take_name() {
    const std::size_t end = std::min(rest_.find_first_of(" \t\r\n/>=<\"'&"), rest_.size());
    const std::string_view name = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return name;
  }

  bool skip_space() {
    const std::size_t end = std::min(rest_.find_first_not_of(kSpace), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }

  const char* start_tag() {
    if (done_) return "more than one root";
    if (open_.size() >= kMaxDepth) return "too deep";
    rest_.remove_prefix(1);
    Element element;
    element.tag = take_name();
    if (element.tag.empty()) return "a tag without a name";
    for (;;) {
      const bool space = skip_space();
      if (rest_.starts_with("/>") || rest_.starts_with('>')) break;
      if (!space) return "a malformed tag";
      if (const char* wrong = attribute(element)) return wrong;
    }
    const bool empty = rest_.starts_with('/');
    rest_.remove_prefix(empty ? 2 : 1);
    open_.push_back(std::move(element));
    if (empty) close();
    return nullptr;
  }

  const char* attribute(Element& element) {
    const std::string_view name = take_name();
    skip_space();
    if (name.empty() || !rest_.starts_with('=')) return "a malformed attribute";
    rest_.remove_prefix(1);
    skip_space();
    const char quote = rest_.empty() ? ' ' : rest_.front();
    const std::size_t end = quote == '"' || quote == '\'' ? rest_.find(quote, 1) : std::string_view::npos;
    if (end == std::string_view::npos) return "an unquoted attribute";
    std::string value;
    const std::string_view raw = rest_.substr(1, end - 1);
    if (raw.find('<') != std::string_view::npos || !append_text(value, raw)) return "a malformed attribute's value";
    element.attributes.emplace_back(name, std::move(value));
    rest_.remove_prefix(end + 1);
    return nullptr;
  }

  std::string_view rest_;
  std::vector<Element> open_;
  Element root_;
  bool done_ = false;
};

std::size_t digits(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_not_of("0123456789", at);
  return (end == std::string_view::npos ? text.size() : end) - at;
}

/// A number written with a point or an exponent: -1.5, 1e+16.
bool is_float(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits(text, at);
  if (whole == 0) return false;
  at += whole;
  bool marked = false;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits(text, at + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
    marked = true;
  }
  if (at < text.size() && text[at] == 'e') {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = digits(text, at);
    if (exponent == 0) return false;
    at += exponent;
    marked = true;
  }
  return marked && at == text.size();
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
}

/// Spells an element one way. The depth is bounded by the parser.
std::string spell(Element& element) {
  if (is_float(element.text)) {
    std::array<char, 64> buffer{};
    const int n = std::snprintf(buffer.data(), buffer.size(), "%.9e", std::strtod(element.text.c_str(), nullptr));
    element.text.assign(buffer.data(), static_cast<std::size_t>(n));
  }
  std::vector<std::string> children;
  children.reserve(element.children.size());
  for (Element& child : element.children) children.push_back(spell(child));
  std::sort(children.begin(), children.end());
  std::string out = "<" + element.tag;
  for (const auto& [name, value] : element.attributes) {
    out += " " + name + "=\"";
    append_escaped(out, value);
    out += '"';
  }
  out += '>';
  append_escaped(out, element.text);
  for (const std::string& child : children) out += child;
  out += "</" + element.tag + ">";
  append_escaped(out, element.tail);
  return out;
}

}  // namespace

Result<Element> parse_xml(std::string_view text) { return Parser(text).parse(); }

std::vector<std::string> xml_items(Element root, std::string_view prefix) {
  std::vector<std::string> items;
  items.reserve(root.children.size() + 2);
  for (Element& child : root.children) items.push_back(spell(child));
  std::sort(items.begin(), items.end());
  for (std::string& item : items) item = std::string(trim(place(item, prefix)));
  if (is_float(root.text)) spell(root);
  items.push_back(root.tag);
  items.emplace_back(trim(root.text));
  return items;
}

std::vector<std::vector<std::string>> xml_fields(const Element& root) {
  std::vector<std::vector<std::string>> fields;
  for (const Element& child : root.children) {
    fields.emplace_back();
    for (const Element& field : child.children) fields.back().push_back(field.tag);
  }
  return fields;
}

}  // namespace ceilometer::conformance
