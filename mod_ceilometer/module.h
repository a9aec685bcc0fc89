#pragma once

/* What the module record (C) and the rest of the glue (C++) know of each other. Every function here is a callback of
 * httpd: none lets an exception out. */

#include <httpd.h> /* before its other headers, which do not stand alone */

#include <http_config.h>

#ifdef __cplusplus
extern "C" {
#endif

extern module AP_MODULE_DECLARE_DATA ceilometer_module __attribute__((visibility("default")));

void* ceilometer_create_server_config(apr_pool_t* pool, server_rec* server);
/* A new object; neither of the two is changed. */
void* ceilometer_merge_server_config(apr_pool_t* pool, void* base, void* over);
void ceilometer_register_hooks(apr_pool_t* pool);

/* Setters, one per directive (directives.inc): null, or the sentence that stops the start. */
const char* ceilometer_set_alias(cmd_parms* cmd, void* unused, const char* prefix);
const char* ceilometer_add_config_file(cmd_parms* cmd, void* unused, const char* path);
const char* ceilometer_add_config_dir(cmd_parms* cmd, void* unused, const char* path);
const char* ceilometer_set_paste_config(cmd_parms* cmd, void* unused, const char* path);
const char* ceilometer_add_override(cmd_parms* cmd, void* unused, const char* option, const char* value);
const char* ceilometer_add_paste_ignored(cmd_parms* cmd, void* unused, const char* name);
const char* ceilometer_set_process_title(cmd_parms* cmd, void* unused, const char* title);
const char* ceilometer_set_token_cache(cmd_parms* cmd, void* unused, const char* setting);

#ifdef __cplusplus
}
#endif
