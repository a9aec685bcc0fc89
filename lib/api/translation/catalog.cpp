#include "api/translation/catalog.hpp"

namespace ceilometer::api {

Catalog::Catalog(std::string_view bytes) : bytes_(bytes) {
  static constexpr std::uint32_t kMagic = 0x950412DE;
  if (bytes.size() < 28 || word(0) != kMagic || word(4) >> 16U != 0) return;
  ids_ = word(12);
  texts_ = word(16);
  const std::uint64_t count = word(8);
  if (ids_ + 8 * count > bytes.size() || texts_ + 8 * count > bytes.size()) return;
  count_ = static_cast<std::uint32_t>(count);
}

std::uint32_t Catalog::word(std::size_t at) const {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes_[at + i]);
  return value;
}

std::string_view Catalog::text(std::size_t table, std::uint32_t i) const {
  const std::size_t length = word(table + 8UL * i);
  const std::size_t offset = word(table + 8UL * i + 4);
  return offset <= bytes_.size() && length <= bytes_.size() - offset ? bytes_.substr(offset, length)
                                                                     : std::string_view();
}

std::string_view Catalog::translate(std::string_view id) const {
  // msgfmt sorts the ids; the empty one is the catalog's own header.
  if (id.empty()) return id;
  std::uint32_t low = 0;
  std::uint32_t high = count_;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const std::string_view candidate = text(ids_, middle);
    if (candidate == id) {
      const std::string_view found = text(texts_, middle);
      return found.empty() ? id : found;
    }
    if (candidate < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return id;
}

}  // namespace ceilometer::api
