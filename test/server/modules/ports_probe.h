#pragma once

#include <httpd.h> /* before its other headers, which do not stand alone */

#include <http_config.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the directives of the probe say, in the configuration pool. */
struct ProbeSettings {
  const char* token_cache; /* ProbeTokenCache: as CeilometerTokenCache */
  const char* memcached;   /* ProbeMemcached: one server */
};

void probe_register_hooks(apr_pool_t* pool);

#ifdef __cplusplus
}
#endif
