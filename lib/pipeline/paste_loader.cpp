#include "pipeline/paste_loader.hpp"

#include <algorithm>
#include <array>

#include "pipeline/paste_context.hpp"
#include "pipeline/paste_ini.hpp"
#include "pipeline/text.hpp"
#include "pipeline/url_map.hpp"

namespace ceilometer::pipeline {
namespace {

class Filtered final : public Handler {
 public:
  Filtered(std::unique_ptr<Filter> filter, std::unique_ptr<Handler> next)
      : filter_(std::move(filter)), next_(std::move(next)) {}

  http::Response handle(http::Request& request) const override { return filter_->handle(request, *next_); }

 private:
  std::unique_ptr<Filter> filter_;
  std::unique_ptr<Handler> next_;
};

using HandlerPtr = std::unique_ptr<Handler>;
using Filters = std::vector<std::unique_ptr<Filter>>;  // outermost first

HandlerPtr wrap(Filters filters, HandlerPtr app) {
  for (; !filters.empty(); filters.pop_back()) {
    app = std::make_unique<Filtered>(std::move(filters.back()), std::move(app));
  }
  return app;
}

bool is_urlmap(const Context& context) {
  const auto factory = canonical_factory(context.factory);
  return (context.protocol != Protocol::kApp && factory == "paste.urlmap:urlmap_factory") ||
         factory == "egg:paste#urlmap";
}

std::string spelled(const Context& context) { return in_quotes(context.name) + " (" + context.factory + ")"; }

/// Turns contexts into handlers.
class Builder {
 public:
  Builder(const Registry& registry, Resolver& resolver, std::vector<std::string>& notes)
      : registry_(registry), resolver_(resolver), notes_(notes) {}

  Result<HandlerPtr> app(const Context& context) {
    if (context.kind == Context::Kind::kFactory) return is_urlmap(context) ? url_map(context) : plain_app(context);
    Filters filters;
    for (const auto& filter : context.filters) {
      if (auto added = add(filters, *filter); !added) return added.error();
    }
    auto inner = app(*context.next);
    if (!inner) return inner;
    return wrap(std::move(filters), *std::move(inner));
  }

 private:
  FactoryOptions options(const Context& context) const {
    return {*context.local, *context.global, context.section, context.file, &notes_};
  }

  Result<HandlerPtr> plain_app(const Context& context) const {
    const auto* make = context.protocol == Protocol::kComposite ? nullptr : registry_.find_app(context.factory);
    if (!make) return error_at(context.where, "no application is known for " + spelled(context));
    if (!*make) return error_at(context.where, "this version does not provide the application " + spelled(context));
    return (*make)(options(context));
  }

  Result<void> add(Filters& filters, const Context& context) {
    if (context.kind == Context::Kind::kFilterWith) {
      if (auto outer = add(filters, *context.filters.front()); !outer) return outer;
      return add(filters, *context.next);
    }
    const auto* entry = registry_.find_filter(context.factory);
    if (!entry || !entry->make) return error_at(context.where, refusal(context, entry));
    auto made = entry->make(options(context));
    if (!made) return made.error();
    filters.push_back(*std::move(made));
    return {};
  }

  std::string refusal(const Context& context, const Registry::FilterEntry* entry) const {
    if (may_authenticate(registry_, context)) {
      return "the pipeline names " + spelled(context) + ", which " +
             (entry ? "this version cannot provide" : "is not known here") +
             ", and as it may decide who a caller is, it will not be skipped";
    }
    std::string text = entry ? "this version does not provide the filter " + spelled(context)
                             : "no filter is known for " + spelled(context);
    if (context.in_pipeline) text += "; \"CeilometerPasteIgnore " + context.name + "\" leaves it out";
    return text;
  }

  Result<HandlerPtr> url_map(const Context& context) {
    const auto self = location(context.file, context.section, {});
    if (std::find(open_maps_.begin(), open_maps_.end(), self) != open_maps_.end()) {
      return error_at(self, "this composite leads back to itself");
    }
    open_maps_.push_back(self);
    auto made = fill_url_map(context);
    open_maps_.pop_back();
    return made;
  }

  Result<HandlerPtr> fill_url_map(const Context& context) {
    std::string not_found_name;
    if (const auto found = context.global->find("not_found_app"); found != context.global->end()) {
      not_found_name = found->second;
    }
    std::vector<UrlMap::Mount> mounts;
    for (const auto& [key, name] : *context.local) {
      if (key == "not_found_app") {
        not_found_name = name;
        continue;
      }
      const auto where = location(context.file, context.section, key);
      auto place = UrlMap::parse_place(key);
      if (!place) return error_at(where, place.error().message);
      const auto same = [&](const UrlMap::Mount& mount) { return mount.place == *place; };
      if (std::any_of(mounts.begin(), mounts.end(), same)) return error_at(where, "this path is mapped twice");
      auto inner = inner_app(context, name, where);
      if (!inner) return inner;
      mounts.push_back({*std::move(place), *std::move(inner)});
    }
    HandlerPtr not_found;
    if (!not_found_name.empty()) {
      auto inner = inner_app(context, not_found_name, location(context.file, context.section, "not_found_app"));
      if (!inner) return inner;
      not_found = *std::move(inner);
    }
    return HandlerPtr(std::make_unique<UrlMap>(std::move(mounts), std::move(not_found)));
  }

  Result<HandlerPtr> inner_app(const Context& context, const std::string& name, const std::string& where) {
    auto inner = resolver_.resolve(context.ini, ObjectType::kApp, name, context.global, where);
    if (!inner) return inner.error();
    return app(**inner);
  }

  const Registry& registry_;
  Resolver& resolver_;
  std::vector<std::string>& notes_;
  std::vector<std::string> open_maps_;
};

void add_names(std::vector<std::string>& names, const Context& context) {
  for (const auto& filter : context.filters) add_names(names, *filter);
  if (context.next) return add_names(names, *context.next);
  if (context.type == ObjectType::kFilter) names.push_back(context.name);
}

}  // namespace

Result<Loaded> load(const std::string& file, const Registry& registry, const std::vector<std::string>& ignored) {
  auto ini = PasteIni::read(file);
  if (!ini) return ini.error();
  const auto path = ini->file();
  Loaded loaded;
  Resolver resolver(registry, ignored, loaded.notes);
  auto main =
      resolver.resolve(std::make_shared<const PasteIni>(*std::move(ini)), ObjectType::kApp, "main", nullptr, path);
  if (!main) return main.error();
  add_names(loaded.filters, **main);
  auto handler = Builder(registry, resolver, loaded.notes).app(**main);
  if (!handler) return handler.error();
  if (const auto* unused = resolver.first_unused()) {
    return error_at(path,
                    "CeilometerPasteIgnore names " + in_quotes(*unused) + ", which is no filter of a pipeline here");
  }
  loaded.handler = *std::move(handler);
  return loaded;
}

}  // namespace ceilometer::pipeline
