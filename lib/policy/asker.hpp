#pragma once

#include <cstdint>
#include <string_view>

#include "policy/credentials.hpp"

namespace ceilometer::policy {

/// What a check comes to. kUnknown is neither true nor false: `not` of it is not true.
enum class Answer : std::uint8_t { kNo, kUnknown, kYes };

/// Asks the servers that http: and https: checks name, on behalf of one request: one thread, one caller.
class Asker {
 public:
  virtual ~Asker() = default;

  /// `rule` is the name of the rule that the request asked for. kUnknown where no answer could be had.
  virtual Answer ask(std::string_view url, std::string_view rule, const Credentials& credentials) noexcept = 0;
};

}  // namespace ceilometer::policy
