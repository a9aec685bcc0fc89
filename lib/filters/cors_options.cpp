#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/strings.hpp"
#include "filters/chosen_config.hpp"
#include "filters/cors.hpp"
#include "filters/option_reader.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::filters {
namespace {

using config::Config;
using pipeline::FilterOptions;
using List = std::vector<std::string>;

constexpr std::string_view kGroup = "cors";

/// What stands where in one place of the configuration; what is absent is inherited.
struct Settings {
  std::optional<List> allowed_origin;
  std::optional<bool> allow_credentials;
  std::optional<List> expose_headers;
  std::optional<long long> max_age;
  std::optional<List> allow_methods;
  std::optional<List> allow_headers;

  void apply_to(CorsRules& rules) const {
    if (allow_credentials) rules.allow_credentials = *allow_credentials;
    if (expose_headers) rules.expose_headers = *expose_headers;
    if (max_age) rules.max_age = *max_age;
    if (allow_methods) rules.allow_methods = *allow_methods;
    if (allow_headers) rules.allow_headers = *allow_headers;
  }
};

constexpr std::array<std::string_view, 2> kWords = {"allow_credentials", "max_age"};

// The error is a sentence without location.
Result<void> set_word(Settings& settings, std::string_view key, const std::string& value) {
  if (key == "max_age") {
    settings.max_age = parse_python_int(value);
    if (!settings.max_age) return Error{pipeline::in_quotes(value) + " is not a whole number"};
    return {};
  }
  settings.allow_credentials = bool_from_string(value);
  if (!settings.allow_credentials) return Error{pipeline::in_quotes(value) + " is not true or false"};
  return {};
}

// "cors" options of the paste section, which stand over those of [cors].
Result<Settings> read_paste(const FilterOptions& options) {
  Settings out;
  const auto list = [&](std::string_view key, std::optional<List>& target) {
    if (const auto* value = options.find(key)) target = split_list(*value);
  };
  list("allowed_origin", out.allowed_origin);
  list("expose_headers", out.expose_headers);
  list("allow_methods", out.allow_methods);
  list("allow_headers", out.allow_headers);
  for (const auto key : kWords) {
    const auto* value = options.find(key);
    if (!value) continue;
    if (auto set = set_word(out, key, *value); !set) return options.error(key, set.error().message);
  }
  return out;
}

Result<Settings> read_section(const Config& config, const std::string& section) {
  Settings out;
  struct ListOption {
    std::string_view key;
    std::optional<List>& target;
  };
  for (const auto& [key, target] :
       {ListOption{"allowed_origin", out.allowed_origin}, ListOption{"expose_headers", out.expose_headers},
        ListOption{"allow_methods", out.allow_methods}, ListOption{"allow_headers", out.allow_headers}}) {
    auto value = config.find_list_in(section, kGroup, key);
    if (!value) return value.error();
    target = *std::move(value);
  }
  for (const auto key : kWords) {
    auto value = config.find_string_in(section, kGroup, key);
    if (!value) return value.error();
    if (!*value) continue;
    if (auto set = set_word(out, key, **value); !set) {
      return Error{"[" + section + "] " + std::string(key) + ": " + set.error().message};
    }
  }
  return out;
}

CorsRules read_group(const Config& config) {
  CorsRules rules;
  rules.allow_credentials = config.get_bool(kGroup, "allow_credentials");
  rules.expose_headers = config.get_list(kGroup, "expose_headers");
  rules.max_age = config.get_int(kGroup, "max_age");
  rules.allow_methods = config.get_list(kGroup, "allow_methods");
  rules.allow_headers = config.get_list(kGroup, "allow_headers");
  return rules;
}

void append_latent(const FilterOptions& options, CorsRules& rules) {
  const auto append = [&](std::string_view key, List& target) {
    const auto* value = options.find(key);
    if (!value) return;
    for (auto& item : split_list(*value)) target.push_back(std::move(item));
  };
  append("latent_allow_headers", rules.allow_headers);
  append("latent_allow_methods", rules.allow_methods);
  // Mitaka sends no Expose-Headers at all where none are configured, whatever is latent.
  if (!rules.expose_headers.empty()) append("latent_expose_headers", rules.expose_headers);
}

bool is_safe(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

bool is_safe(const CorsRules& rules) {
  const auto all = [](const List& list) {
    return std::all_of(list.begin(), list.end(), [](const std::string& item) { return is_safe(item); });
  };
  return all(rules.expose_headers) && all(rules.allow_methods) && all(rules.allow_headers);
}

/// Gathers origins, the first rules for each.
struct Gathered {
  const FilterOptions& options;
  Cors::Origins origins = {};
  std::set<std::string> seen = {};

  Result<void> add(const List& names, CorsRules rules, const std::string& section) {
    append_latent(options, rules);
    for (const auto& origin : names) {
      if (!seen.insert(origin).second) {
        options.note({},
                     "the origin " + pipeline::in_quotes(origin) + " of [" + section + "] is there already, skipped");
        continue;
      }
      if (!is_safe(origin) || !is_safe(rules)) {
        return options.error({}, "a value of [" + section + "] for the origin " + pipeline::in_quotes(origin) +
                                     " holds a control character: separate a list's items by commas");
      }
      origins.emplace_back(origin, rules);
    }
    return {};
  }
};

}  // namespace

Result<std::unique_ptr<pipeline::Filter>> Cors::create(const FilterOptions& options,
                                                       const std::shared_ptr<const Config>& own) {
  if (!options.local.contains("allowed_origin") && !options.local.contains("oslo_config_project")) {
    return options.error({}, "the cors filter needs \"oslo_config_project\" (or \"allowed_origin\")");
  }
  auto config = chosen_config(options, own);
  if (!config) return config.error();
  const Config& chosen = **config;
  auto paste = read_paste(options);
  if (!paste) return paste.error();

  auto rules = read_group(chosen);
  paste->apply_to(rules);
  Gathered gathered{options};
  const auto origins = paste->allowed_origin.value_or(chosen.get_list(kGroup, "allowed_origin"));
  if (auto added = gathered.add(origins, rules, std::string(kGroup)); !added) return added.error();
  for (const auto& section : chosen.sections("cors.")) {
    auto settings = read_section(chosen, section);
    if (!settings) return options.error({}, settings.error().message);
    auto own_rules = rules;
    settings->apply_to(own_rules);
    if (!settings->allowed_origin) continue;
    if (auto added = gathered.add(*settings->allowed_origin, own_rules, section); !added) return added.error();
  }
  return std::unique_ptr<pipeline::Filter>(std::make_unique<Cors>(gathered.origins));
}

}  // namespace ceilometer::filters
