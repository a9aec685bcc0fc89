#pragma once

#include <cstdint>
#include <string_view>

namespace ceilometer::api {

/// A gettext catalog as msgfmt writes it (.mo, little endian), read in place. Copies are cheap; the bytes must outlive
/// them. A view that is no catalog, or a damaged one, translates nothing.
class Catalog {
 public:
  Catalog() = default;
  explicit Catalog(std::string_view bytes);

  /// The translation, or `id` itself where there is none.
  std::string_view translate(std::string_view id) const;
  /// How many sentences it has.
  std::uint32_t size() const { return count_; }

 private:
  std::uint32_t word(std::size_t at) const;
  std::string_view text(std::size_t table, std::uint32_t i) const;

  std::string_view bytes_;
  std::uint32_t count_ = 0;
  std::uint32_t ids_ = 0;
  std::uint32_t texts_ = 0;
};

}  // namespace ceilometer::api
