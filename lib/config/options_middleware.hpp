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
     .help = "The rules' file, in JSON: absolute, or searched for beside the configuration files.",
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
});

}  // namespace ceilometer::config
