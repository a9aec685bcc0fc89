#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "json/value.hpp"

namespace ceilometer::query {

/// What a sample is compared by (the attributes of storage.models.Sample).
enum class Field {
  kMeter,
  kType,
  kUnit,
  kVolume,
  kUser,
  kProject,
  kResource,
  kSource,
  kTimestamp,
  kRecordedAt,
  kMessageId,
  kMessageSignature,
  kResourceMetadata,  ///< the whole of it, as JSON text
  kMetadata           ///< one key of it
};

enum class Operator { kEqual, kNotEqual, kLess, kAtMost, kGreater, kAtLeast, kIn, kMatches };

/// A value to compare with. Times are compared with times only, text stands for everything else that is no number.
using Operand = std::variant<bool, std::int64_t, json::BigInt, double, std::string, TimePoint>;

/// FIELD COMPARISON VALUE. What has no value is neither equal nor unequal to anything: the comparison is unknown, as in
/// SQL, except for kMatches, which sees the word None there.
struct Leaf {
  Field field = Field::kMeter;
  std::string key;  ///< kMetadata: which, nested ones joined by dots
  Operator comparison = Operator::kEqual;
  std::vector<Operand> values;  ///< several for kIn, one for all others; of kMatches it is the pattern (Python's)
};

/// A condition on samples: comparisons under and, or and not, in SQL's logic of true, false and unknown. At most
/// kMaxLevels levels and kMaxNodes nodes, where to_complex_query made it: what recurses over it is bounded.
struct Expr {
  enum class Kind { kLeaf, kAnd, kOr, kNot };

  static Expr of(Leaf l) {
    Expr e;
    e.leaf = std::move(l);
    return e;
  }
  static Expr of(Kind kind, std::vector<Expr> children) {
    Expr e;
    e.kind = kind;
    e.children = std::move(children);
    return e;
  }

  Kind kind = Kind::kLeaf;
  Leaf leaf;                   ///< of kLeaf
  std::vector<Expr> children;  ///< one of kNot, two or more of kAnd and kOr
};

inline constexpr std::size_t kMaxLevels = 50;    ///< of and, or, not above one another, the comparison included
inline constexpr std::size_t kMaxNodes = 1000;   ///< and, or, not and comparisons together
inline constexpr std::size_t kMaxValues = 5000;  ///< of all the lists of `in` together

}  // namespace ceilometer::query
