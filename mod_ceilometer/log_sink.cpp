#include "log_sink.hpp"

#include <httpd.h>

#include <http_config.h>
#include <http_log.h>

#include <algorithm>

#include "module.h"

APLOG_USE_MODULE(ceilometer);

namespace ceilometer::httpd {
namespace {

static_assert(APLOG_WARNING == 4, "log_sink.hpp spells it as a number, to do without httpd's log header");

int httpd_level(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return APLOG_DEBUG;
    case LogLevel::kInfo:
      return APLOG_INFO;
    case LogLevel::kWarning:
      return APLOG_WARNING;
    case LogLevel::kError:
      return APLOG_ERR;
    case LogLevel::kCritical:
      return APLOG_CRIT;
  }
  return APLOG_CRIT;
}

/// Whether `LogLevel ceilometer:LEVEL` was said: without it the module's slot holds a negative mark.
bool names_module(const ap_logconf& log) {
  return log.module_levels != nullptr && log.module_levels[ceilometer_module.module_index] >= 0;
}

}  // namespace

void LogSink::configure(const app::Logging& logging, std::unique_ptr<LogFile> file) {
  const int operators = ap_get_server_module_loglevel(server_, ceilometer_module.module_index);
  named_ = names_module(server_->log);
  base_ = named_ ? operators : std::max(operators, httpd_level(logging.level));
  most_ = base_;
  names_.clear();
  for (const auto& [name, level] : logging.levels) {
    const int wanted = httpd_level(level);
    const int allowed = named_ ? std::min(wanted, operators) : wanted;
    names_.emplace(name, allowed);
    most_ = std::max(most_, allowed);
  }
  file_ = std::move(file);
}

void LogSink::raise_level(apr_pool_t* pool, server_rec* server) const {
  if (named_ || ap_get_server_module_loglevel(server, ceilometer_module.module_index) >= most_) return;
  // Servers may share one table of module levels: this server gets its own before it is changed.
  const signed char* const before = server->log.module_levels;
  server->log.module_levels = nullptr;
  ap_set_module_loglevel(pool, &server->log, ceilometer_module.module_index, most_);
  if (before == nullptr) return;
  for (const module* each = ap_top_module; each != nullptr; each = each->next) {
    if (each->module_index == ceilometer_module.module_index) continue;
    server->log.module_levels[each->module_index] = before[each->module_index];
  }
}

int LogSink::threshold(std::string_view name) const noexcept {
  // default_log_levels names parts like loggers of Python: "ceilometer" is above "ceilometer.storage".
  const std::pair<const std::string, int>* best = nullptr;
  for (const auto& entry : names_) {
    const std::string_view part(entry.first);
    if (!name.starts_with(part) || (name.size() > part.size() && name[part.size()] != '.')) continue;
    if (best == nullptr || part.size() > best->first.size()) best = &entry;
  }
  return best != nullptr ? best->second : base_;
}

bool LogSink::enabled(LogLevel level, std::string_view name) const noexcept {
  return httpd_level(level) <= threshold(name);
}

void LogSink::log(LogLevel level, std::string_view name, std::string_view message) noexcept {
  if (!enabled(level, name)) return;
  if (file_) {
    file_->write(level, name, message);
    return;
  }
  ap_log_error(APLOG_MARK, httpd_level(level), 0, server_, "%.*s", static_cast<int>(message.size()), message.data());
}

}  // namespace ceilometer::httpd
