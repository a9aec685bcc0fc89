#include "filters/option_reader.hpp"

#include <utility>

#include "base/strings.hpp"
#include "filters/chosen_config.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::filters {

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> out;
  for (const auto part : split(text, ',')) {
    if (const auto item = trim(part); !item.empty()) out.emplace_back(item);
  }
  return out;
}

Result<OptionReader> OptionReader::open(const pipeline::FactoryOptions& options,
                                        const std::shared_ptr<const config::Config>& own, std::string group) {
  auto config = chosen_config(options, own);
  if (!config) return config.error();
  return OptionReader(options, *std::move(config), std::move(group));
}

std::string OptionReader::text(std::string_view key) const {
  if (const auto* value = options_->find(key)) return *value;
  return config_->get_string(group_, key);
}

std::vector<std::string> OptionReader::list(std::string_view key) const {
  if (const auto* value = options_->find(key)) return split_list(*value);
  return config_->get_list(group_, key);
}

Result<bool> OptionReader::flag(std::string_view key) const {
  const auto* value = options_->find(key);
  if (!value) return config_->get_bool(group_, key);
  const auto parsed = bool_from_string(*value);
  if (!parsed) return error(key, pipeline::in_quotes(*value) + " is not true or false");
  return *parsed;
}

Result<long long> OptionReader::number(std::string_view key) const {
  const auto* value = options_->find(key);
  if (!value) return static_cast<long long>(config_->get_int(group_, key));
  const auto parsed = parse_python_int(*value);
  if (!parsed) return error(key, pipeline::in_quotes(*value) + " is not a whole number");
  return *parsed;
}

Error OptionReader::error(std::string_view key, std::string_view reason) const {
  if (options_->find(key)) return options_->error(key, reason);
  return Error{config_->place(group_, key) + ": " + std::string(reason)};
}

}  // namespace ceilometer::filters
