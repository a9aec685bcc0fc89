#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::upkeep {

inline constexpr std::string_view kSource = "the source";
inline constexpr std::string_view kTarget = "the target";

/// Why a copy ends: a sentence that says at which end. Never leaves copy.hpp's functions.
class WrongEnd : public std::exception {
 public:
  WrongEnd(std::string_view end, const std::string& sentence) : sentence_(std::string(end) + ": " + sentence) {}
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  std::string sentence_;
};

/// Does what concerns one end; a DatabaseError becomes a WrongEnd.
template <class Work>
auto at_end(std::string_view end, const Work& work) {
  try {
    return work();
  } catch (const sql::DatabaseError& error) {
    throw WrongEnd(end, error.what());
  }
}

}  // namespace ceilometer::storage::upkeep
