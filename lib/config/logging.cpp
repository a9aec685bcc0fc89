#include "config/logging.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include "base/strings.hpp"

namespace ceilometer::config {

namespace {

// Python's numbers: 10 DEBUG, 20 INFO, 30 WARNING, 40 ERROR, 50 CRITICAL.
LogLevel from_number(long long number) {
  if (number <= 10) return LogLevel::kDebug;
  if (number <= 20) return LogLevel::kInfo;
  if (number <= 30) return LogLevel::kWarning;
  return number <= 40 ? LogLevel::kError : LogLevel::kCritical;
}

std::optional<LogLevel> parse_level(std::string_view text) {
  constexpr std::pair<std::string_view, LogLevel> kNames[] = {
      {"TRACE", LogLevel::kDebug}, {"DEBUG", LogLevel::kDebug},       {"INFO", LogLevel::kInfo},
      {"AUDIT", LogLevel::kInfo},  {"WARN", LogLevel::kWarning},      {"WARNING", LogLevel::kWarning},
      {"ERROR", LogLevel::kError}, {"CRITICAL", LogLevel::kCritical}, {"FATAL", LogLevel::kCritical},
  };
  for (const auto& [name, level] : kNames) {
    if (iequals(text, name)) return level;
  }
  const std::optional<long long> number = parse_python_int(text);
  return number ? std::optional(from_number(*number)) : std::nullopt;
}

// Python's level 0: the logger has no level of its own.
bool is_unset(std::string_view level) { return iequals(level, "NOTSET") || parse_python_int(level) == 0; }

Error wrong_level(const Config& config, const std::string& entry) {
  return {config.place("DEFAULT", "default_log_levels") + ": '" + entry +
          "' is not name=LEVEL with a level of DEBUG, INFO, WARN, ERROR or CRITICAL."};
}

std::string log_path(const Config& config) {
  std::string file = config.get_string("DEFAULT", "log_file");
  const std::string directory = config.get_string("DEFAULT", "log_dir");
  if (directory.empty()) return file;
  return (std::filesystem::path(directory) / (file.empty() ? "ceilometer-api.log" : file)).string();
}

std::vector<std::string> notes(const Config& config) {
  std::vector<std::string> result;
  const auto add = [&](const char* name) {
    result.push_back(config.place("DEFAULT", name) + ": it has no effect here, httpd's ErrorLog says where lines go.");
  };
  if (!config.find_string("DEFAULT", "log_config_append").value_or("").empty()) add("log_config_append");
  for (const char* name : {"use_syslog", "use_journal", "use_json", "publish_errors"}) {
    if (config.get_bool("DEFAULT", name)) add(name);
  }
  return result;
}

}  // namespace

Result<LogSettings> log_settings(const Config& config) {
  LogSettings settings;
  if (config.get_bool("DEFAULT", "debug")) {
    settings.level = LogLevel::kDebug;
  } else if (!config.get_bool("DEFAULT", "verbose")) {
    settings.level = LogLevel::kWarning;
  }
  for (const std::string& entry : config.get_list("DEFAULT", "default_log_levels")) {
    const std::size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string::npos) return wrong_level(config, entry);
    const std::string name(trim(std::string_view(entry).substr(0, equals)));
    const std::string_view text = trim(std::string_view(entry).substr(equals + 1));
    if (is_unset(text)) {
      settings.levels.erase(name);
      continue;
    }
    const std::optional<LogLevel> level = parse_level(text);
    if (!level) return wrong_level(config, entry);
    settings.levels[name] = *level;
  }
  settings.file = log_path(config);
  settings.notes = notes(config);
  return settings;
}

}  // namespace ceilometer::config
