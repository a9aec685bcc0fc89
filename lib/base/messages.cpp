#include "base/messages.hpp"

namespace ceilometer {

Sentence invalid_input(Sentence field, Sentence value, Sentence reason) {
  return sentence("Invalid input for field/attribute {0}. Value: '{1}'. {2}", std::move(field), std::move(value),
                  std::move(reason));
}

Sentence unknown_argument(Sentence name, Sentence reason) {
  if (reason.empty()) return sentence("Unknown argument: \"{0}\"", std::move(name));
  return sentence("Unknown argument: \"{0}\": {1}", std::move(name), std::move(reason));
}

Sentence missing_argument(Sentence name, Sentence reason) {
  if (reason.empty()) return sentence("Missing argument: \"{0}\"", std::move(name));
  return sentence("Missing argument: \"{0}\": {1}", std::move(name), std::move(reason));
}

}  // namespace ceilometer
