#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/filter.hpp"

namespace ceilometer::pipeline {

using Options = std::map<std::string, std::string, std::less<>>;

/// What PasteDeploy calls a factory with: `factory(global_conf, **local_conf)`, and where that stands.
struct FactoryOptions {
  Options local;
  Options global;
  std::string section;                        ///< the section that a pipeline names, without brackets: "filter:cors"
  std::string file;                           ///< the file that holds it
  std::vector<std::string>* notes = nullptr;  ///< takes sentences for the log at start; null drops them

  /// The local option of that name, else the global one, else null (oslo.middleware's `conf`).
  const std::string* find(std::string_view key) const;
  /// A sentence about one of these options.
  Error error(std::string_view key, std::string_view reason) const;
  void note(std::string_view key, std::string_view sentence) const;
};

using FilterOptions = FactoryOptions;
using AppOptions = FactoryOptions;

using FilterFactory = std::function<Result<std::unique_ptr<Filter>>(const FilterOptions&)>;
using AppFactory = std::function<Result<std::unique_ptr<Handler>>(const AppOptions&)>;

/// Whether a filter decides who a caller is: such a filter is never left out of a pipeline.
enum class Role { kOrdinary, kAuthentication };

/// The factories that a paste file may name, by every spelling: "oslo_middleware.cors:filter_factory",
/// "egg:oslo.middleware#cors". The spellings of an egg compare as Python's distributions do, without case and with
/// `-`, `_` and `.` alike. Filled once by the composition root; adding a spelling twice is a bug (std::logic_error).
class Registry {
 public:
  struct FilterEntry {
    FilterFactory make;  ///< empty: known, but not provided
    Role role = Role::kOrdinary;
  };

  void add_filter(std::span<const std::string_view> names, FilterFactory make, Role role = Role::kOrdinary);
  void add_app(std::span<const std::string_view> names, const AppFactory& make);
  /// A filter or application that we know and do not provide: a pipeline that names it does not start.
  void add_refused(std::span<const std::string_view> names, Role role = Role::kOrdinary);

  /// Null where nobody added that spelling.
  const FilterEntry* find_filter(std::string_view factory) const;
  /// Null where nobody added that spelling; an empty function is a refused application.
  const AppFactory* find_app(std::string_view factory) const;

 private:
  std::map<std::string, FilterEntry, std::less<>> filters_;
  std::map<std::string, AppFactory, std::less<>> apps_;
};

/// A factory's spelling as the registry compares it: "call:" and spaces around ":" dropped, an egg's name folded, its
/// entry filled in ("egg:Paste" is "egg:paste#main").
std::string canonical_factory(std::string_view factory);

}  // namespace ceilometer::pipeline
