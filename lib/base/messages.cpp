#include "base/messages.hpp"

namespace ceilometer {

namespace {

std::string argument(std::string_view opening, std::string_view name, std::string_view reason) {
  std::string out(opening);
  out += " argument: \"";
  out += name;
  out += '"';
  if (!reason.empty()) {
    out += ": ";
    out += reason;
  }
  return out;
}

}  // namespace

std::string invalid_input(std::string_view field, std::string_view value, std::string_view reason) {
  std::string out = "Invalid input for field/attribute ";
  out += field;
  out += ". Value: '";
  out += value;
  out += "'. ";
  out += reason;
  return out;
}

std::string unknown_argument(std::string_view name, std::string_view reason) {
  return argument("Unknown", name, reason);
}

std::string missing_argument(std::string_view name, std::string_view reason) {
  return argument("Missing", name, reason);
}

}  // namespace ceilometer
