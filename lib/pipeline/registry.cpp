#include "pipeline/registry.hpp"

#include <stdexcept>

#include "base/strings.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::pipeline {
namespace {

// PEP 503: runs of "-", "_" and "." are one separator.
std::string fold_distribution(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator) out += c;
    if (separator && !out.empty() && out.back() != '-') out += '-';
  }
  return out;
}

template <class Map, class Value>
void add_all(Map& map, std::span<const std::string_view> names, const Value& value) {
  for (const auto name : names) {
    if (!map.emplace(canonical_factory(name), value).second) {
      throw std::logic_error("the factory " + std::string(name) + " is registered twice");
    }
  }
}

}  // namespace

std::string canonical_factory(std::string_view factory) {
  auto text = trim(factory);
  if (iequals(text.substr(0, 4), "egg:")) {
    text.remove_prefix(4);
    const auto hash = text.find('#');
    const auto entry = hash == std::string_view::npos ? std::string_view("main") : trim(text.substr(hash + 1));
    return "egg:" + fold_distribution(trim(text.substr(0, hash))) + "#" + std::string(entry);
  }
  if (iequals(text.substr(0, 5), "call:")) text.remove_prefix(5);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::string(trim(text));
  return std::string(trim(text.substr(0, colon))) + ":" + std::string(trim(text.substr(colon + 1)));
}

const std::string* FactoryOptions::find(std::string_view key) const {
  if (const auto found = local.find(key); found != local.end()) return &found->second;
  const auto found = global.find(key);
  return found == global.end() ? nullptr : &found->second;
}

Error FactoryOptions::error(std::string_view key, std::string_view reason) const {
  return error_at(location(file, section, key), reason);
}

void FactoryOptions::note(std::string_view key, std::string_view sentence) const {
  if (notes) notes->push_back(error(key, sentence).message);
}

void Registry::add_filter(std::span<const std::string_view> names, FilterFactory make, Role role) {
  add_all(filters_, names, FilterEntry{std::move(make), role});
}

void Registry::add_app(std::span<const std::string_view> names, const AppFactory& make) { add_all(apps_, names, make); }

void Registry::add_refused(std::span<const std::string_view> names, Role role) {
  add_all(filters_, names, FilterEntry{{}, role});
  add_all(apps_, names, AppFactory{});
}

const Registry::FilterEntry* Registry::find_filter(std::string_view factory) const {
  const auto found = filters_.find(canonical_factory(factory));
  return found == filters_.end() ? nullptr : &found->second;
}

const AppFactory* Registry::find_app(std::string_view factory) const {
  const auto found = apps_.find(canonical_factory(factory));
  return found == apps_.end() ? nullptr : &found->second;
}

}  // namespace ceilometer::pipeline
