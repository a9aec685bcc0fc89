#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace ceilometer::conformance {

/// An answer of another form than its kind has: it can be said to differ, not how.
struct Incomparable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Equal to the client: floats to a relative 1e-9, 1 is not 1.0, true is not 1, objects whatever their order.
bool same(const json::Value& a, const json::Value& b);
/// Equal as Python's == has it: exactly, but 1 is 1.0.
bool equal(const json::Value& a, const json::Value& b);
/// The same items in any order.
bool bag(const json::Array& a, const json::Array& b);

/// A member of an object, null where there is none. Throws Incomparable for what is no object.
json::Value member(const json::Value& object, std::string_view name);

/// Links carry the server's own address and the prefix it is mounted at: spells them alike.
std::string place(std::string_view text, std::string_view prefix);
/// The same in every text of a value.
json::Value placed(json::Value value, std::string_view prefix);

/// Sorts what has no order inside an item: its traits and links.
json::Value unordered(json::Value value);

}  // namespace ceilometer::conformance
