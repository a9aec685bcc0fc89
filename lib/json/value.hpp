#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ceilometer::json {

class Value;
struct Member;
using Array = std::vector<Value>;

/// An integer beyond 64 bits, kept as it was written ("-12345678901234567890"): Python's ints have no bound.
struct BigInt {
  std::string digits;
};

/// Members in the order of first appearance, names unique: a Python dict that was read from JSON.
class Object {
 public:
  Object();
  ~Object();
  Object(const Object&);
  Object(Object&&) noexcept;
  Object& operator=(const Object&);
  Object& operator=(Object&&) noexcept;

  const Value* find(std::string_view name) const;
  Value* find(std::string_view name);
  /// The value of that name, made null where there is none. Linear: for building small objects.
  Value& operator[](std::string_view name);
  bool erase(std::string_view name);

  const std::vector<Member>& members() const { return members_; }
  std::vector<Member>& members() { return members_; }
  bool empty() const { return members_.empty(); }
  std::size_t size() const;

 private:
  std::vector<Member> members_;
};

/// A JSON value with Python's types: null, bool, int of any size, float, str (UTF-8), list, dict. Plain and copyable.
class Value {
 public:
  using Variant = std::variant<std::nullptr_t, bool, std::int64_t, BigInt, double, std::string, Array, Object>;

  Value() : x_(nullptr) {}
  Value(std::nullptr_t) : x_(nullptr) {}             // NOLINT(google-explicit-constructor)
  Value(bool b) : x_(b) {}                           // NOLINT(google-explicit-constructor)
  Value(int i) : x_(std::int64_t{i}) {}              // NOLINT(google-explicit-constructor)
  Value(std::int64_t i) : x_(i) {}                   // NOLINT(google-explicit-constructor)
  Value(BigInt i) : x_(std::move(i)) {}              // NOLINT(google-explicit-constructor)
  Value(double d) : x_(d) {}                         // NOLINT(google-explicit-constructor)
  Value(std::string s) : x_(std::move(s)) {}         // NOLINT(google-explicit-constructor)
  Value(std::string_view s) : x_(std::string(s)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* s) : x_(std::string(s)) {}       // NOLINT(google-explicit-constructor)
  Value(Array a) : x_(std::move(a)) {}               // NOLINT(google-explicit-constructor)
  Value(Object o) : x_(std::move(o)) {}              // NOLINT(google-explicit-constructor)

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(x_); }
  /// The value as T (bool, std::int64_t, BigInt, double, std::string, Array, Object), or null if it is another.
  template <class T>
  const T* as() const {
    return std::get_if<T>(&x_);
  }
  template <class T>
  T* as() {
    return std::get_if<T>(&x_);
  }
  const Variant& variant() const { return x_; }

 private:
  Variant x_;
};

struct Member {
  std::string name;
  Value value;
};

inline std::size_t Object::size() const { return members_.size(); }

/// The value with the members of every object in it, however deep, sorted by name.
Value sorted(Value value);

/// Limits of what `parse` accepts.
struct Limits {
  std::size_t depth = 100;  ///< nested arrays and objects
};

/// Parses one JSON text the way Python's json.loads does: NaN, Infinity and -Infinity are numbers, of duplicate names
/// the last value wins, ints have no bound, floats overflow to infinity. Stricter than Python where it must be: UTF-8
/// only, no lone surrogates, bounded depth. The stack does not grow with the input. nullopt where it is no such text.
std::optional<Value> parse(std::string_view text, Limits limits = {});

}  // namespace ceilometer::json
