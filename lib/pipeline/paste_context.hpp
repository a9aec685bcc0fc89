#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/paste_ini.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::pipeline {

enum class ObjectType { kApp, kFilter };

/// How a section says that its factory is to be called.
enum class Protocol { kUnknown, kApp, kComposite, kFilter };

/// What a name in a paste file means, before anything is built: PasteDeploy's LoaderContext.
///
/// Options are shared where PasteDeploy shares its dicts: a `use` further out still changes them.
struct Context {
  enum class Kind {
    kFactory,     ///< call `factory`
    kPipeline,    ///< `filters` around `next`
    kFilterApp,   ///< one filter around `next`
    kFilterWith,  ///< the filter `filters[0]` around `next`, itself an application or a filter
  };

  Kind kind = Kind::kFactory;
  ObjectType type = ObjectType::kApp;
  Protocol protocol = Protocol::kUnknown;
  std::string name;     ///< as the pipeline or key names it
  std::string factory;  ///< as the file spells it
  std::string where;    ///< location of the key that names the factory
  std::string file;
  std::string section;       ///< the outermost that describes it
  bool in_pipeline = false;  ///< named where CeilometerPasteIgnore reaches

  std::shared_ptr<Options> local;
  std::shared_ptr<Options> global;
  std::shared_ptr<const PasteIni> ini;  ///< where further names are looked up

  std::unique_ptr<Context> next;
  std::vector<std::unique_ptr<Context>> filters;
};

/// Resolves names to contexts. Circles and too large graphs are errors. One load's, not thread-safe.
class Resolver {
 public:
  using ContextPtr = std::unique_ptr<Context>;

  /// `ignored` as in load(); `notes` takes what is left out. All three must outlive the resolver.
  Resolver(const Registry& registry, const std::vector<std::string>& ignored, std::vector<std::string>& notes);

  /// A section of `ini` or a URI; `where` is the location of the key that holds the name.
  Result<ContextPtr> resolve(const std::shared_ptr<const PasteIni>& ini, ObjectType type, std::string_view name,
                             const std::shared_ptr<Options>& global, const std::string& where);

  /// The first of `ignored` that no pipeline named; null where all were found.
  const std::string* first_unused() const;

 private:
  struct Scope;

  Result<ContextPtr> resolve_uri(const std::shared_ptr<const PasteIni>& ini, ObjectType type, std::string_view uri,
                                 const std::shared_ptr<Options>& global, const std::string& where);
  Result<ContextPtr> resolve_config(const PasteIni& ini, ObjectType type, std::string_view path,
                                    const std::shared_ptr<Options>& global, const std::string& where);
  Result<ContextPtr> resolve_section(Scope& scope);
  Result<ContextPtr> from_section(Scope& scope);
  Result<ContextPtr> from_use(Scope& scope, ObjectType type);
  Result<ContextPtr> from_explicit(Scope& scope, ObjectType type);
  Result<ContextPtr> from_filter_app(Scope& scope);
  Result<ContextPtr> from_pipeline(Scope& scope);
  Result<ContextPtr> wrap(Scope& scope, ContextPtr context, const std::string& filter_name);
  Result<ContextPtr> filter_named(Scope& scope, std::string_view name, std::string_view key);
  Result<void> check_not_authentication(const Context& context, const std::string& where) const;

  const Registry& registry_;
  const std::vector<std::string>& ignored_;
  std::vector<bool> used_;
  std::vector<std::string>& notes_;
  std::vector<std::string> path_;
  std::size_t contexts_ = 0;
};

/// Whether the filter decides who a caller is, as far as its registration or, for one nobody knows, its name tells.
bool may_authenticate(const Registry& registry, const Context& context);

}  // namespace ceilometer::pipeline
