#include "storage/sql/metadata_rows.hpp"

#include <unordered_map>
#include <utility>

#include "base/digest.hpp"
#include "json/write.hpp"

namespace ceilometer::storage::sql {

namespace {

/// Children are taken in order from a container that is being walked.
struct Level {
  const std::vector<json::Member>* members;  // of an object, else null
  const json::Array* items;                  // of an array, else null
  std::string name;
  std::size_t next = 0;

  std::size_t size() const { return members ? members->size() : items->size(); }
  const json::Value& child(std::size_t i) const { return members ? (*members)[i].value : (*items)[i]; }
  std::string child_name(std::size_t i) const {
    if (!members) return name + "[" + std::to_string(i) + "]";
    return name.empty() ? (*members)[i].name : name + "." + (*members)[i].name;
  }
};

class Collector {
 public:
  void add(std::string name, const json::Value& value) {
    if (value.as<json::BigInt>()) {
      out_.unqueryable.push_back(std::move(name));
    } else if (const auto* b = value.as<bool>()) {
      put(std::move(name), *b);
    } else if (const auto* i = value.as<std::int64_t>()) {
      put(std::move(name), *i);
    } else if (const auto* d = value.as<double>()) {
      put(std::move(name), *d);
    } else if (const auto* s = value.as<std::string>()) {
      put(std::move(name), std::string_view(*s));
    } else {
      put(std::move(name), nullptr);
    }
  }

  MetadataRows take() { return std::move(out_); }

 private:
  template <class T>
  void put(std::string name, T value) {
    MetadataRow row{std::move(name), value};
    // Texts and nulls share a table, whose key is (resource, name).
    const std::size_t table = row.value.index() == 0 ? 4 : row.value.index();
    std::string table_and_key = std::to_string(table) + row.key;
    const auto [it, is_new] = place_.emplace(std::move(table_and_key), out_.rows.size());
    if (is_new) {
      out_.rows.push_back(std::move(row));
    } else {
      out_.rows[it->second] = std::move(row);
    }
  }

  MetadataRows out_;
  std::unordered_map<std::string, std::size_t> place_;
};

bool is_container(const json::Value& value) { return value.as<json::Object>() || value.as<json::Array>(); }

Level level_of(const json::Value& container, std::string name) {
  const auto* object = container.as<json::Object>();
  return {object ? &object->members() : nullptr, container.as<json::Array>(), std::move(name)};
}

}  // namespace

std::string metadata_hash(const json::Value& metadata) { return md5_hex(json::dumps(metadata, true)); }

MetadataRows metadata_rows(const json::Value& metadata) {
  if (!metadata.as<json::Object>()) return {};
  Collector collector;
  std::vector<Level> levels;
  levels.push_back(level_of(metadata, {}));
  while (!levels.empty()) {
    Level& level = levels.back();
    if (level.next == level.size()) {
      levels.pop_back();
      continue;
    }
    const std::size_t i = level.next++;
    const json::Value& value = level.child(i);
    std::string name = level.child_name(i);
    if (is_container(value)) {
      levels.push_back(level_of(value, std::move(name)));
    } else {
      collector.add(std::move(name), value);
    }
  }
  return collector.take();
}

}  // namespace ceilometer::storage::sql
