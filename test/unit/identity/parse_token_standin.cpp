// Enough of a parser for the tests of the cache, where the room has none of its own.

#include "base/clock.hpp"
#include "identity/token.hpp"

namespace ceilometer::identity {

__attribute__((weak)) Result<std::shared_ptr<const Token>> parse_token(std::string_view body) {
  const auto parsed = json::parse(body);
  const auto* root = parsed ? parsed->as<json::Object>() : nullptr;
  const auto* member = root != nullptr ? root->find("token") : nullptr;
  const auto* object = member != nullptr ? member->as<json::Object>() : nullptr;
  const auto* expires = object != nullptr ? object->find("expires_at") : nullptr;
  const auto* text = expires != nullptr ? expires->as<std::string>() : nullptr;
  const auto time = text != nullptr ? parse_isotime(*text) : std::nullopt;
  if (!time) return Error{"it is no token"};
  auto token = std::make_shared<Token>();
  token->expires_at = time->utc();
  if (const auto* user = object->find("user")) {
    if (const auto* fields = user->as<json::Object>()) {
      if (const auto* id = fields->find("id")) token->user.id = *id->as<std::string>();
    }
  }
  return std::shared_ptr<const Token>(std::move(token));
}

}  // namespace ceilometer::identity
