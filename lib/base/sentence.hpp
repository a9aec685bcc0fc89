#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ceilometer {

/// A sentence for a client that can be said in another language: English with numbered places ("Limit {0}"), and what
/// stands in them. The English text is the key of the translation catalogs, as in gettext.
///
/// A literal is a sentence to translate; a std::string or std::string_view is data and stays as it is.
class Sentence {
 public:
  Sentence() = default;
  template <std::size_t N>
  Sentence(const char (&id)[N]) : text_(id, N - 1), is_data_(false) {}  // NOLINT(google-explicit-constructor)
  Sentence(std::string data) : text_(std::move(data)) {}                // NOLINT(google-explicit-constructor)
  Sentence(std::string_view data) : text_(data) {}                      // NOLINT(google-explicit-constructor)
  Sentence(std::string id, std::vector<Sentence> arguments)
      : text_(std::move(id)), is_data_(false), arguments_(std::move(arguments)) {}

  /// What a catalog says for an English text; the text itself where it says nothing.
  using Translate = std::function<std::string_view(std::string_view)>;

  std::string in(const Translate& translate) const;
  std::string english() const;
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
  bool is_data_ = true;
  std::vector<Sentence> arguments_;
};

/// A sentence with its places filled in order: {0}, {1}, ...
template <std::size_t N, class... Arguments>
Sentence sentence(const char (&id)[N], Arguments&&... arguments) {
  return Sentence(std::string(id, N - 1), std::vector<Sentence>{Sentence(std::forward<Arguments>(arguments))...});
}

}  // namespace ceilometer
