#pragma once

#include <string>
#include <utility>

namespace ceilometer::storage {

/// Whose events a caller may see. There is none by default: it cannot be forgotten.
class EventScope {
 public:
  /// Those whose traits project_id and user_id are the caller's.
  static EventScope owner(std::string project_id, std::string user_id) {
    return {Kind::kOwner, std::move(project_id), std::move(user_id)};
  }
  /// What an admin sees: the events of the project that the token is for, and those that belong to no project. Events
  /// without any text trait were never shown.
  static EventScope admin(std::string project_id) { return {Kind::kAdmin, std::move(project_id), {}}; }

  bool is_admin() const { return kind_ == Kind::kAdmin; }
  const std::string& project_id() const { return project_id_; }
  /// Meaningless for an admin.
  const std::string& user_id() const { return user_id_; }

 private:
  enum class Kind { kOwner, kAdmin };
  EventScope(Kind kind, std::string project_id, std::string user_id)
      : kind_(kind), project_id_(std::move(project_id)), user_id_(std::move(user_id)) {}

  Kind kind_;
  std::string project_id_;
  std::string user_id_;
};

}  // namespace ceilometer::storage
