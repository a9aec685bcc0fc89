#include "pipeline/paste_context.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>

#include "base/strings.hpp"
#include "http/query_string.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::pipeline {
namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::size_t kMostContexts = 256;

using Prefixes = std::vector<std::vector<std::string_view>>;

Prefixes section_prefixes(ObjectType type) {
  if (type == ObjectType::kFilter) return {{"filter"}};
  return {{"app", "application"}, {"composite", "composit"}, {"pipeline"}, {"filter-app"}};
}

std::string_view describe(ObjectType type) {
  return type == ObjectType::kFilter ? "filter" : "application, composite, pipeline or filter-app";
}

struct ProtocolKey {
  std::string_view key;
  Protocol protocol;
};

std::span<const ProtocolKey> protocol_keys(ObjectType type) {
  static constexpr std::array kApps = {ProtocolKey{"paste.app_factory", Protocol::kApp},
                                       ProtocolKey{"paste.composite_factory", Protocol::kComposite},
                                       ProtocolKey{"paste.composit_factory", Protocol::kComposite}};
  static constexpr std::array kFilters = {ProtocolKey{"paste.filter_factory", Protocol::kFilter},
                                          ProtocolKey{"paste.filter_app_factory", Protocol::kFilter}};
  if (type == ObjectType::kApp) return kApps;
  return kFilters;
}

// "^[a-zA-Z]+:": everything else is a section's name.
bool is_uri(std::string_view name) {
  const auto colon = name.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

Result<std::string> find_section(const PasteIni& ini, ObjectType type, std::string_view name,
                                 const std::string& where) {
  std::vector<std::string> found;
  for (const auto& group : section_prefixes(type)) {
    for (const auto prefix : group) {
      const auto before = found.size();
      for (const auto& section : ini.sections()) {
        const std::string_view text = section;
        if (!text.starts_with(prefix) || text.substr(prefix.size(), 1) != ":") continue;
        if (trim(text.substr(prefix.size() + 1)) == name) found.push_back(section);
      }
      if (found.size() > before) break;
    }
  }
  if (found.size() == 1) return found.front();
  const auto what = std::string(describe(type)) + " " + in_quotes(name);
  if (found.empty()) return error_at(where, "there is no section for the " + what + " in " + ini.file());
  return error_at(where, "the name " + in_quotes(name) + " is ambiguous: " + ini.file() + " has [" +
                             joined(found, "] and [") + "]");
}

std::string lower_scheme(std::string_view uri) { return to_lower(uri.substr(0, uri.find(':'))); }

}  // namespace

bool may_authenticate(const Registry& registry, const Context& context) {
  if (const auto* entry = registry.find_filter(context.factory)) return entry->role == Role::kAuthentication;
  for (const auto& text : {context.factory, context.section, context.name}) {
    const auto lower = to_lower(text);
    for (const std::string_view hint : {"auth", "token", "keystone", "login", "rbac", "credential"}) {
      if (lower.find(hint) != std::string::npos) return true;
    }
  }
  return false;
}

/// One section being read: PasteDeploy's local_conf, global_conf and global_additions.
struct Resolver::Scope {
  const std::shared_ptr<const PasteIni>& ini;
  ObjectType type;
  std::string name;
  std::string section;
  std::shared_ptr<Options> local = std::make_shared<Options>();
  std::shared_ptr<Options> global = std::make_shared<Options>();
  Options added = {};

  std::string at(std::string_view key) const { return location(ini->file(), section, key); }
  std::optional<std::string> take(std::string_view key) const {
    const auto found = local->find(key);
    if (found == local->end()) return std::nullopt;
    auto value = std::move(found->second);
    local->erase(found);
    return value;
  }
  Result<void> read(const std::shared_ptr<Options>& outer_global);

  ContextPtr context(Context::Kind kind) const {
    auto made = std::make_unique<Context>();
    made->kind = kind;
    made->type = type;
    made->name = name;
    made->file = ini->file();
    made->section = section;
    made->local = local;
    made->global = global;
    made->ini = ini;
    return made;
  }
};

Result<void> Resolver::Scope::read(const std::shared_ptr<Options>& outer_global) {
  auto defaults = ini->defaults();
  if (!defaults) return defaults.error();
  *global = *std::move(defaults);
  if (outer_global) {
    for (const auto& [key, value] : *outer_global) (*global)[key] = value;
  }
  std::vector<std::pair<std::string, std::string>> copies;
  for (const auto& key : ini->keys(section)) {
    const bool sets = key.starts_with("set ");
    const bool gets = key.starts_with("get ");
    // A key of [DEFAULT] is never a local option, not even where the section gives it another value.
    if (!sets && !gets && ini->is_default(key)) continue;
    auto value = ini->get(section, key);
    if (!value) return value.error();
    if (sets)
      added[std::string(trim(key.substr(4)))] = *value;
    else if (gets)
      copies.emplace_back(key, *value);
    else
      (*local)[key] = *value;
  }
  for (const auto& [key, value] : added) (*global)[key] = value;
  for (const auto& [key, source] : copies) {
    const auto found = global->find(source);
    if (found == global->end()) return error_at(at(key), "there is no global option " + in_quotes(source));
    (*local)[std::string(trim(key.substr(4)))] = found->second;
  }
  return {};
}

Resolver::Resolver(const Registry& registry, const std::vector<std::string>& ignored, std::vector<std::string>& notes)
    : registry_(registry), ignored_(ignored), used_(ignored.size()), notes_(notes) {}

const std::string* Resolver::first_unused() const {
  const auto found = std::find(used_.begin(), used_.end(), false);
  return found == used_.end() ? nullptr : &ignored_[static_cast<std::size_t>(found - used_.begin())];
}

Result<Resolver::ContextPtr> Resolver::resolve(const std::shared_ptr<const PasteIni>& ini, ObjectType type,
                                               std::string_view name, const std::shared_ptr<Options>& global,
                                               const std::string& where) {
  if (++contexts_ > kMostContexts) {
    return error_at(where, "this names more than " + std::to_string(kMostContexts) + " applications and filters");
  }
  if (is_uri(name)) return resolve_uri(ini, type, name, global, where);
  auto section = find_section(*ini, type, name, where);
  if (!section) return section.error();
  auto entry = ini->file() + ", [" + *section + "]";
  if (std::find(path_.begin(), path_.end(), entry) != path_.end()) {
    return error_at(where, "this leads back to " + entry + ", which is being loaded");
  }
  if (path_.size() >= kDeepest) {
    return error_at(where, "sections name each other more than " + std::to_string(kDeepest) + " deep");
  }
  path_.push_back(std::move(entry));
  Scope scope{ini, type, std::string(name), *std::move(section)};
  auto read = scope.read(global);
  auto context = read ? resolve_section(scope) : Result<ContextPtr>(read.error());
  path_.pop_back();
  return context;
}

Result<Resolver::ContextPtr> Resolver::resolve_uri(const std::shared_ptr<const PasteIni>& ini, ObjectType type,
                                                   std::string_view uri, const std::shared_ptr<Options>& global,
                                                   const std::string& where) {
  const auto scheme = lower_scheme(uri);
  if (scheme == "config") return resolve_config(*ini, type, uri.substr(7), global, where);
  if (scheme != "egg" && scheme != "call") {
    return error_at(where, in_quotes(uri) + " is no section's name (those hold no \":\"), nor does it begin with " +
                               "\"config:\", \"egg:\" or \"call:\"");
  }
  if (scheme == "call" && uri.substr(5).find(':') == std::string_view::npos) {
    return error_at(where, in_quotes(uri) + " does not have the form \"call:module:function\"");
  }
  auto made = std::make_unique<Context>();
  made->type = type;
  made->name = uri;
  made->factory = uri;
  made->where = where;
  made->file = ini->file();
  made->local = std::make_shared<Options>();
  made->global = global ? global : std::make_shared<Options>();
  made->ini = ini;
  return made;
}

Result<Resolver::ContextPtr> Resolver::resolve_config(const PasteIni& ini, ObjectType type, std::string_view path,
                                                      const std::shared_ptr<Options>& global,
                                                      const std::string& where) {
  const auto hash = path.find('#');
  const auto name = hash == std::string_view::npos ? std::string_view("main") : path.substr(hash + 1);
  const auto named = http::percent_decode(path.substr(0, hash), false);
  const auto file = (std::filesystem::path(ini.directory()) / named).lexically_normal().string();
  auto other = PasteIni::read(file);
  if (!other) return error_at(where, other.error().message);
  if (global) {
    for (const auto& [key, value] : *global) other->add_default(key, value);
  }
  return resolve(std::make_shared<const PasteIni>(*std::move(other)), type, name, global, where);
}

Result<Resolver::ContextPtr> Resolver::resolve_section(Scope& scope) {
  const auto filter_with = scope.take("filter-with");
  // It names Python distributions; nothing here is loaded from one.
  if (scope.take("require")) notes_.push_back(scope.at("require") + ": has no effect here");
  auto context = from_section(scope);
  if (!context || !filter_with) return context;
  return wrap(scope, *std::move(context), *filter_with);
}

Result<Resolver::ContextPtr> Resolver::from_section(Scope& scope) {
  if (scope.section.starts_with("filter-app:")) return from_filter_app(scope);
  if (scope.section.starts_with("pipeline:")) return from_pipeline(scope);
  return scope.local->contains("use") ? from_use(scope, scope.type) : from_explicit(scope, scope.type);
}

Result<Resolver::ContextPtr> Resolver::from_use(Scope& scope, ObjectType type) {
  const auto use = scope.take("use");
  auto used = resolve(scope.ini, type, *use, scope.global, scope.at("use"));
  if (!used) return used;
  Context& context = **used;
  for (const auto& [key, value] : scope.added) (*context.global)[key] = value;
  for (const auto& [key, value] : *scope.local) (*context.local)[key] = value;
  if (const auto file = scope.global->find("__file__"); file != scope.global->end()) {
    (*context.global)["__file__"] = file->second;
  }
  context.ini = scope.ini;
  context.name = scope.name;
  context.file = scope.ini->file();
  context.section = scope.section;
  if (context.protocol == Protocol::kUnknown && lower_scheme(context.factory) == "call") {
    const bool composite = scope.section.starts_with("composit");
    context.protocol = type == ObjectType::kFilter ? Protocol::kFilter
                       : composite                 ? Protocol::kComposite
                                                   : Protocol::kApp;
  }
  return used;
}

Result<Resolver::ContextPtr> Resolver::from_explicit(Scope& scope, ObjectType type) {
  auto context = scope.context(Context::Kind::kFactory);
  context->type = type;
  for (const auto& [key, protocol] : protocol_keys(type)) {
    auto value = scope.take(key);
    if (!value) continue;
    if (context->protocol != Protocol::kUnknown) {
      return error_at(scope.at(key), "the section names two factories: keep one");
    }
    context->protocol = protocol;
    context->factory = *std::move(value);
    context->where = scope.at(key);
  }
  if (context->protocol == Protocol::kUnknown) {
    return error_at(scope.at({}),
                    "the section has neither \"use\" nor " +
                        in_quotes(type == ObjectType::kFilter ? "paste.filter_factory" : "paste.app_factory"));
  }
  return context;
}

Result<Resolver::ContextPtr> Resolver::from_filter_app(Scope& scope) {
  const auto next_name = scope.take("next");
  if (!next_name) return error_at(scope.at("next"), "the option is not set, and a filter-app needs it");
  auto context = scope.context(Context::Kind::kFilterApp);
  auto next = resolve(scope.ini, ObjectType::kApp, *next_name, scope.global, scope.at("next"));
  if (!next) return next;
  context->next = *std::move(next);
  auto filter =
      scope.local->contains("use") ? from_use(scope, ObjectType::kFilter) : from_explicit(scope, ObjectType::kFilter);
  if (!filter) return filter;
  context->filters.push_back(*std::move(filter));
  return context;
}

Result<Resolver::ContextPtr> Resolver::from_pipeline(Scope& scope) {
  const auto line = scope.take("pipeline");
  if (!line) return error_at(scope.at("pipeline"), "the option is not set");
  if (!scope.local->empty()) {
    return error_at(scope.at(scope.local->begin()->first), "a pipeline section takes no option but \"pipeline\"");
  }
  const auto names = split_words(*line);
  if (names.empty()) return error_at(scope.at("pipeline"), "it names no application");
  auto context = scope.context(Context::Kind::kPipeline);
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    auto filter = filter_named(scope, names[i], "pipeline");
    if (!filter) return filter;
    if (*filter) context->filters.push_back(*std::move(filter));
  }
  auto app = resolve(scope.ini, ObjectType::kApp, names.back(), scope.global, scope.at("pipeline"));
  if (!app) return app;
  context->next = *std::move(app);
  return context;
}

Result<Resolver::ContextPtr> Resolver::wrap(Scope& scope, ContextPtr context, const std::string& filter_name) {
  auto filter = filter_named(scope, filter_name, "filter-with");
  if (!filter) return filter;
  if (!*filter) return context;
  auto outer = scope.context(Context::Kind::kFilterWith);
  outer->filters.push_back(*std::move(filter));
  outer->next = std::move(context);
  return outer;
}

// A null context: the filter is to be left out.
Result<Resolver::ContextPtr> Resolver::filter_named(Scope& scope, std::string_view name, std::string_view key) {
  const auto where = scope.at(key);
  auto filter = resolve(scope.ini, ObjectType::kFilter, name, scope.global, where);
  if (!filter) return filter;
  (*filter)->name = name;
  (*filter)->in_pipeline = true;
  bool drop = false;
  for (std::size_t i = 0; i < ignored_.size(); ++i) {
    if (ignored_[i] != name) continue;
    used_[i] = true;
    drop = true;
  }
  if (!drop) return filter;
  if (auto checked = check_not_authentication(**filter, where); !checked) return checked.error();
  const auto& section = (*filter)->section;
  notes_.push_back(where + ": the filter " + in_quotes(name) + (section.empty() ? "" : " of [" + section + "]") +
                   " is left out, as CeilometerPasteIgnore says");
  return ContextPtr{};
}

Result<void> Resolver::check_not_authentication(const Context& context, const std::string& where) const {
  if (context.kind == Context::Kind::kFactory) {
    if (!may_authenticate(registry_, context)) return {};
    return error_at(where, "CeilometerPasteIgnore cannot leave out " + in_quotes(context.name) + " (" +
                               context.factory +
                               "), which may decide who a caller is: take it out of the file instead");
  }
  for (const auto& filter : context.filters) {
    if (auto checked = check_not_authentication(*filter, where); !checked) return checked;
  }
  return check_not_authentication(*context.next, where);
}

}  // namespace ceilometer::pipeline
