#include "json/value.hpp"

#include <algorithm>

namespace ceilometer::json {

// Here and not in the header, where Member is not yet complete.
Object::Object() = default;
Object::~Object() = default;
Object::Object(const Object&) = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(const Object&) = default;
Object& Object::operator=(Object&&) noexcept = default;

const Value* Object::find(std::string_view name) const {
  for (const auto& member : members_) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

Value* Object::find(std::string_view name) {
  for (auto& member : members_) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

Value& Object::operator[](std::string_view name) {
  if (Value* value = find(name)) return *value;
  return members_.emplace_back(Member{std::string(name), {}}).value;
}

Value sorted(Value value) {
  if (auto* array = value.as<Array>()) {
    for (auto& item : *array) item = sorted(std::move(item));
  } else if (auto* object = value.as<Object>()) {
    for (auto& member : object->members()) member.value = sorted(std::move(member.value));
    std::sort(object->members().begin(), object->members().end(),
              [](const Member& a, const Member& b) { return a.name < b.name; });
  }
  return value;
}

bool Object::erase(std::string_view name) {
  for (auto it = members_.begin(); it != members_.end(); ++it) {
    if (it->name == name) {
      members_.erase(it);
      return true;
    }
  }
  return false;
}

}  // namespace ceilometer::json
