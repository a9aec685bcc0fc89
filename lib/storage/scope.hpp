#pragma once

#include <optional>
#include <string>
#include <utility>

namespace ceilometer::storage {

/// Whose data a caller may see. Every read of a store takes one, and none is made by default: it cannot be forgotten.
class Scope {
 public:
  static Scope everything() { return Scope(Kind::kEverything, {}); }
  /// The project's rows. Which sample is a meter's latest is asked of everybody's, as the original did: a meter that
  /// went on to another project is not listed any more.
  static Scope project(std::string id) { return Scope(Kind::kProject, std::move(id)); }
  /// As if the others' rows were not there, for any part of a statement: nothing tells that they are.
  static Scope sealed_project(std::string id) { return Scope(Kind::kSealed, std::move(id)); }
  static Scope nothing() { return Scope(Kind::kNothing, {}); }

  bool is_everything() const { return kind_ == Kind::kEverything; }
  bool is_nothing() const { return kind_ == Kind::kNothing; }
  /// The one project, or null where the scope is everything or nothing.
  const std::string* project_id() const {
    return kind_ == Kind::kProject || kind_ == Kind::kSealed ? &project_ : nullptr;
  }
  bool is_sealed() const { return kind_ == Kind::kSealed; }

 private:
  enum class Kind { kEverything, kProject, kSealed, kNothing };
  Scope(Kind kind, std::string project) : kind_(kind), project_(std::move(project)) {}

  Kind kind_;
  std::string project_;
};

}  // namespace ceilometer::storage
