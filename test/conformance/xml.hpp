#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::conformance {

/// An element of an answer: simple documents, without namespaces and DTD.
struct Element {
  std::string tag;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;  ///< before the first child
  std::vector<Element> children;
  std::string tail;  ///< after this element, inside its parent
};

/// Parses a document; the stack does not grow with its depth, which is bounded at 100.
Result<Element> parse_xml(std::string_view text);

/// What two documents are compared by: each of the root's children spelled one way (numbers with a point or exponent
/// to ten digits, siblings sorted, links placed), then the root's tag and text.
std::vector<std::string> xml_items(Element root, std::string_view prefix);

/// The tags of the fields of each of the root's children.
std::vector<std::vector<std::string>> xml_fields(const Element& root);

}  // namespace ceilometer::conformance
