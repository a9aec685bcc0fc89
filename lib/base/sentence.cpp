#include "base/sentence.hpp"

namespace ceilometer {

std::string Sentence::in(const Translate& translate) const {
  if (is_data_) return text_;
  const std::string_view text = translate(text_);
  if (arguments_.empty()) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && text[i + 1] >= '0';
    const std::size_t n = is_place ? static_cast<std::size_t>(text[i + 1] - '0') : arguments_.size();
    if (n < arguments_.size()) {
      out += arguments_[n].in(translate);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string Sentence::english() const {
  return in([](std::string_view text) { return text; });
}

}  // namespace ceilometer
