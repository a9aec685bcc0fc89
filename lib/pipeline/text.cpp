#include "pipeline/text.hpp"

namespace ceilometer::pipeline {
namespace {

constexpr std::size_t kLongestQuote = 100;

void append_printable(std::string& out, std::string_view text) {
  for (const char c : text.substr(0, kLongestQuote)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  if (text.size() > kLongestQuote) out += "...";
}

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  append_printable(out, text);
  out += '"';
  return out;
}

std::string location(std::string_view file, std::string_view section, std::string_view key) {
  std::string out(file);
  out += ", [";
  append_printable(out, section);
  out += ']';
  if (!key.empty()) {
    out += ' ';
    append_printable(out, key);
  }
  return out;
}

Error error_at(std::string_view location, std::string_view reason) {
  std::string message(location);
  message += ": ";
  message += reason;
  return {std::move(message)};
}

std::vector<std::string_view> split_words(std::string_view text) {
  constexpr std::string_view kSpace = " \t\v\f\r\n";
  std::vector<std::string_view> out;
  for (auto begin = text.find_first_not_of(kSpace); begin != std::string_view::npos;) {
    const auto end = text.find_first_of(kSpace, begin);
    out.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kSpace, end);
  }
  return out;
}

}  // namespace ceilometer::pipeline
