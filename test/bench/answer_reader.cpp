#include "bench/answer_reader.hpp"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace ceilometer::test {

namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

template <class T>
T number(std::string_view text, int base = 10) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end == text.data()) throw std::runtime_error("no number: " + std::string(text));
  return value;
}

std::optional<std::string_view> header(std::string_view head, std::string_view name) {
  for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
    const auto field = head.substr(at + 2);
    if (field.size() <= name.size() || field[name.size()] != ':') continue;
    if (::strncasecmp(field.data(), name.data(), name.size()) != 0) continue;
    const auto value = field.substr(name.size() + 1);
    return value.substr(std::min(value.find_first_not_of(' '), value.size()));
  }
  return std::nullopt;
}

}  // namespace

bool AnswerReader::take(std::string_view data) {
  if (part_ == Part::kDone) part_ = Part::kHead;
  while (!data.empty()) {
    switch (part_) {
      case Part::kHead: {
        // The head's end may have come in two parts.
        const auto known = text_.size();
        text_ += data;
        const auto end = text_.find(kHeadEnd, known < kHeadEnd.size() ? 0 : known - kHeadEnd.size());
        if (end == std::string::npos) return false;
        data.remove_prefix(end + kHeadEnd.size() - known);
        text_.resize(end + 2);
        read_head();
        text_.clear();
        break;
      }
      case Part::kBody:
      case Part::kChunk:
        count(data);
        break;
      case Part::kChunkHead:
      case Part::kTrailer:
        line(data);
        break;
      case Part::kDone:
        throw std::runtime_error("more came than one answer");
    }
  }
  return part_ == Part::kDone;
}

void AnswerReader::read_head() {
  const std::string_view head(text_);
  if (!head.starts_with("HTTP/1.1 ")) throw std::runtime_error("no HTTP/1.1 answer: " + text_);
  status_ = number<int>(head.substr(9));
  body_size_ = 0;
  if (const auto length = header(head, "Content-Length")) {
    left_ = number<std::size_t>(*length);
    part_ = left_ > 0 ? Part::kBody : Part::kDone;
  } else if (header(head, "Transfer-Encoding")) {
    part_ = Part::kChunkHead;
  } else {
    throw std::runtime_error("an answer without an end: " + text_);
  }
}

void AnswerReader::count(std::string_view& data) {
  const auto taken = std::min(left_, data.size());
  data.remove_prefix(taken);
  left_ -= taken;
  body_size_ += taken;
  if (left_ > 0) return;
  if (part_ == Part::kChunk) body_size_ -= 2;  // its line end
  part_ = part_ == Part::kChunk ? Part::kChunkHead : Part::kDone;
}

/// A line between chunks, as soon as it is whole.
void AnswerReader::line(std::string_view& data) {
  const auto end = data.find('\n');
  text_ += data.substr(0, end);
  data.remove_prefix(end == std::string_view::npos ? data.size() : end + 1);
  if (end == std::string_view::npos) return;
  if (part_ == Part::kTrailer) {
    if (text_ == "\r") part_ = Part::kDone;
  } else {
    left_ = number<std::size_t>(text_, 16);
    part_ = left_ > 0 ? Part::kChunk : Part::kTrailer;
    left_ += 2;
  }
  text_.clear();
}

}  // namespace ceilometer::test
