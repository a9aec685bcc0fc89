#include "api/v2/event_fields.hpp"

namespace ceilometer::api::v2 {

namespace {

/// Notifications nest as their services like; Python's own bound is about that.
constexpr std::size_t kMaxDepth = 1000;

struct TextOf {
  std::string operator()(std::monostate /*null*/) const { return "None"; }
  std::string operator()(std::string_view text) const { return std::string(text); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const {
    std::string out;
    json::append_python_float(out, number);
    return out;
  }
  std::string operator()(TimePoint t) const { return isoformat(t); }
};

}  // namespace

std::string trait_text(const model::Trait& trait) { return std::visit(TextOf(), trait.value); }

json::Value parse_raw(std::optional<std::string_view> raw) {
  if (!raw) return nullptr;
  auto value = json::parse(*raw, {kMaxDepth});
  return value ? *std::move(value) : json::Value();
}

}  // namespace ceilometer::api::v2
