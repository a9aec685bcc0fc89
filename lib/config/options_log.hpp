#pragma once

// A part of all_options(): oslo.log's options. Included by options.cpp only.

#include <array>

#include "config/option.hpp"

namespace ceilometer::config {

constexpr std::array kLogConfigOld{Deprecated{"DEFAULT", "log_config"}};
constexpr std::array kLogFileOld{Deprecated{"DEFAULT", "logfile"}};
constexpr std::array kLogDirOld{Deprecated{"DEFAULT", "logdir"}};

constexpr auto kLogOptions = std::to_array<Option>({
    {.group = "DEFAULT",
     .name = "debug",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "Log at level DEBUG instead of INFO."},
    {.group = "DEFAULT",
     .name = "verbose",
     .type = OptionType::kBool,
     .fallback = "True",
     .help = "False: log at level WARNING instead of INFO. Deprecated by oslo.log."},
    {.group = "DEFAULT",
     .name = "default_log_levels",
     .type = OptionType::kList,
     // oslo.log's own, and the three that Ceilometer adds.
     .fallback = "amqp=WARN,amqplib=WARN,boto=WARN,qpid=WARN,sqlalchemy=WARN,suds=INFO,oslo.messaging=INFO,"
                 "iso8601=WARN,requests.packages.urllib3.connectionpool=WARN,urllib3.connectionpool=WARN,"
                 "websocket=WARN,requests.packages.urllib3.util.retry=WARN,urllib3.util.retry=WARN,"
                 "keystonemiddleware=WARN,routes.middleware=WARN,stevedore=WARN,taskflow=WARN,keystoneauth=WARN,"
                 "oslo.cache=INFO,dogpile.core.dogpile=INFO,stevedore=INFO,keystoneclient=INFO,neutronclient=INFO",
     .help = "Levels of single loggers, as name=LEVEL pairs."},
    {.group = "DEFAULT",
     .name = "log_file",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help = "File to log to, relative to log_dir. Unset, with log_dir unset too: httpd's ErrorLog.",
     .deprecated = kLogFileOld},
    {.group = "DEFAULT",
     .name = "log_dir",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help = "Directory of log_file; alone it means LOG_DIR/ceilometer-api.log.",
     .deprecated = kLogDirOld},
    {.group = "DEFAULT",
     .name = "log_config_append",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help = "A Python logging configuration file. Accepted, not read.",
     .deprecated = kLogConfigOld},
    {.group = "DEFAULT",
     .name = "log_date_format",
     .type = OptionType::kString,
     .fallback = "%Y-%m-%d %H:%M:%S",
     .help = "Format of the time in a line of log_file."},
    {.group = "DEFAULT",
     .name = "watch_log_file",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "Open log_file anew when it was moved. Accepted: a graceful restart of httpd does it."},
    {.group = "DEFAULT",
     .name = "use_syslog",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "Accepted, without effect: httpd's ErrorLog can name syslog."},
    {.group = "DEFAULT",
     .name = "syslog_log_facility",
     .type = OptionType::kString,
     .fallback = "LOG_USER",
     .help = "Accepted, without effect, as use_syslog."},
    {.group = "DEFAULT",
     .name = "use_journal",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "Accepted, without effect, as use_syslog."},
    {.group = "DEFAULT",
     .name = "use_json",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "Accepted, without effect: lines are plain text."},
    {.group = "DEFAULT",
     .name = "use_stderr",
     .type = OptionType::kBool,
     .fallback = "True",
     .help = "Accepted, without effect: what goes to standard error is httpd's decision."},
    {.group = "DEFAULT",
     .name = "publish_errors",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "Accepted, without effect."},
    {.group = "DEFAULT",
     .name = "logging_context_format_string",
     .type = OptionType::kString,
     .fallback = "%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [%(request_id)s %(user_identity)s] "
                 "%(instance)s%(message)s",
     .help = "Format of a line of log_file that belongs to a request."},
    {.group = "DEFAULT",
     .name = "logging_default_format_string",
     .type = OptionType::kString,
     .fallback = "%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [-] %(instance)s%(message)s",
     .help = "Format of any other line of log_file."},
});

}  // namespace ceilometer::config
