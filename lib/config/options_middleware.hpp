#pragma once

// A part of all_options(): oslo.middleware's options, with Ceilometer's defaults, and oslo.policy's. Included by
// options.cpp only.

#include <array>

#include "config/option.hpp"

namespace ceilometer::config {

constexpr std::array kBodySizeOld{Deprecated{"DEFAULT", "osapi_max_request_body_size"},
                                  Deprecated{"DEFAULT", "max_request_body_size"}};
constexpr std::array kPolicyFileOld{Deprecated{"DEFAULT", "policy_file"}};
constexpr std::array kPolicyDefaultRuleOld{Deprecated{"DEFAULT", "policy_default_rule"}};
constexpr std::array kPolicyDirsOld{Deprecated{"DEFAULT", "policy_dirs"}};

constexpr auto kMiddlewareOptions = std::to_array<Option>({
    {.group = "oslo_middleware",
     .name = "max_request_body_size",
     .type = OptionType::kInt,
     .fallback = "114688",
     .help = "Bytes that a request's body may have, where the pipeline has the sizelimit filter.",
     .deprecated = kBodySizeOld,
     .min = 0},
    {.group = "oslo_middleware",
     .name = "secure_proxy_ssl_header",
     .type = OptionType::kString,
     .fallback = "X-Forwarded-Proto",
     .help = "Header that tells the ssl filter the client's scheme."},
    {.group = "oslo_middleware",
     .name = "enable_proxy_headers_parsing",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "The http_proxy_to_wsgi filter believes a proxy's headers."},
});

constexpr auto kHealthcheckOptions = std::to_array<Option>({
    {.group = "healthcheck",
     .name = "path",
     .type = OptionType::kString,
     .fallback = "/healthcheck",
     .help = "Path that the healthcheck filter answers."},
    {.group = "healthcheck",
     .name = "detailed",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "HTML and JSON answers say what each backend saw, and name the files that they look for."},
    {.group = "healthcheck",
     .name = "backends",
     .type = OptionType::kList,
     .fallback = "",
     .help = "What is checked: disable_by_file, disable_by_files_ports, enable_by_files, and database and keystone "
             "(mod_ceilometer)."},
    {.group = "healthcheck",
     .name = "disable_by_file_path",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help = "disable_by_file: the service is out of order while this file is there."},
    {.group = "healthcheck",
     .name = "disable_by_file_paths",
     .type = OptionType::kList,
     .fallback = "",
     .help = "disable_by_files_ports: the same for a port, as PORT:PATH."},
    {.group = "healthcheck",
     .name = "enable_by_file_paths",
     .type = OptionType::kList,
     .fallback = "",
     .help = "enable_by_files: the service is out of order while one of these files is not there."},
    {.group = "healthcheck",
     .name = "allowed_source_ranges",
     .type = OptionType::kList,
     .fallback = "",
     .help = "Networks whose clients are answered, as 10.0.0.0/8 or 2001:db8::/32; empty for all."},
    {.group = "healthcheck",
     .name = "ignore_proxied_requests",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "Requests with a proxy's headers are not answered."},
    {.group = "healthcheck",
     .name = "probe_timeout",
     .type = OptionType::kInt,
     .fallback = "5",
     .help = "Seconds to wait for a backend that asks another server, the database for one. (mod_ceilometer)",
     .min = 1},
});

constexpr std::array kProfilerOld{Deprecated{"profiler", "profiler_enabled"}};

constexpr auto kProfilerOptions = std::to_array<Option>({
    {.group = "profiler",
     .name = "enabled",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "The osprofiler filter should trace; not provided, so said at start and without effect.",
     .deprecated = kProfilerOld},
});

constexpr auto kCorsOptions = std::to_array<Option>({
    {.group = "cors",
     .name = "allowed_origin",
     .type = OptionType::kList,
     .fallback = "",
     .has_default = false,
     .help = "Origins that may read answers: scheme://host[:port], or *."},
    {.group = "cors",
     .name = "allow_credentials",
     .type = OptionType::kBool,
     .fallback = "True",
     .help = "Browsers may send credentials."},
    {.group = "cors",
     .name = "expose_headers",
     .type = OptionType::kList,
     .fallback = "X-Auth-Token,X-Subject-Token,X-Service-Token,X-Openstack-Request-Id",
     .help = "Headers of an answer that scripts may read."},
    {.group = "cors",
     .name = "max_age",
     .type = OptionType::kInt,
     .fallback = "3600",
     .help = "Seconds that a browser may keep the answer to a preflight request."},
    {.group = "cors",
     .name = "allow_methods",
     .type = OptionType::kList,
     .fallback = "GET,PUT,POST,DELETE,PATCH",
     .help = "Methods that scripts may use."},
    {.group = "cors",
     .name = "allow_headers",
     .type = OptionType::kList,
     .fallback = "X-Auth-Token,X-Identity-Status,X-Roles,X-Service-Catalog,X-User-Id,X-Tenant-Id,"
                 "X-Openstack-Request-Id",
     .help = "Headers that scripts may send."},
});

constexpr auto kPolicyOptions = std::to_array<Option>({
    {.group = "oslo_policy",
     .name = "policy_file",
     .type = OptionType::kString,
     .fallback = "policy.json",
     .help =
         "The rules' file, in JSON or YAML: absolute, or searched for beside the configuration files. Where it is not "
         "set and there is no policy.json, policy.yaml is searched for as well.",
     .deprecated = kPolicyFileOld},
    {.group = "oslo_policy",
     .name = "policy_default_rule",
     .type = OptionType::kString,
     .fallback = "default",
     .help = "Rule that holds where the one that is asked for is not defined.",
     .deprecated = kPolicyDefaultRuleOld},
    {.group = "oslo_policy",
     .name = "policy_dirs",
     .type = OptionType::kMultiString,
     .fallback = "policy.d",
     .help = "Directories whose files' rules replace those of policy_file.",
     .deprecated = kPolicyDirsOld},
    {.group = "oslo_policy",
     .name = "remote_content_type",
     .type = OptionType::kString,
     .fallback = "application/x-www-form-urlencoded",
     .help = "How http: and https: rules ask: application/x-www-form-urlencoded or application/json."},
    {.group = "oslo_policy",
     .name = "remote_ssl_verify_server_crt",
     .type = OptionType::kBool,
     .fallback = "False",
     .help = "https: rules check the server's certificate."},
    {.group = "oslo_policy",
     .name = "remote_ssl_ca_crt_file",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help = "Certificates that https: rules trust; the system's where it is not set."},
    {.group = "oslo_policy",
     .name = "remote_ssl_client_crt_file",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help = "Certificate that https: rules show the server."},
    {.group = "oslo_policy",
     .name = "remote_ssl_client_key_file",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help = "The key of remote_ssl_client_crt_file."},
    {.group = "oslo_policy",
     .name = "remote_timeout",
     .type = OptionType::kFloat,
     .fallback = "60",
     .help =
         "Seconds that an http: or https: rule waits for its server, and after which no further server is asked for "
         "the same request.",
     .min = 0},
    {.group = "oslo_policy",
     .name = "remote_max_checks",
     .type = OptionType::kInt,
     .fallback = "10",
     .help = "Times that http: and https: rules may ask servers for one request; further ones deny (mod_ceilometer).",
     .min = 0},
});

}  // namespace ceilometer::config
