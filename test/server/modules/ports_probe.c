/* A module for tests alone: it stands in mod_ceilometer's place and lets a test use what the glue lends the library,
 * from whichever child answers. */

#include "ports_probe.h"

#include <stddef.h>

extern module AP_MODULE_DECLARE_DATA ceilometer_module __attribute__((visibility("default")));

static void* create_settings(apr_pool_t* pool, server_rec* server) {
  (void)server;
  return apr_pcalloc(pool, sizeof(struct ProbeSettings));
}

static const char* set_text(cmd_parms* cmd, void* unused, const char* text) {
  char* settings = ap_get_module_config(cmd->server->module_config, &ceilometer_module);
  (void)unused;
  *(const char**)(settings + (size_t)cmd->info) = text;
  return NULL;
}

static const command_rec directives[] = {
    AP_INIT_TAKE1("ProbeTokenCache", set_text, (void*)offsetof(struct ProbeSettings, token_cache), RSRC_CONF, ""),
    AP_INIT_TAKE1("ProbeMemcached", set_text, (void*)offsetof(struct ProbeSettings, memcached), RSRC_CONF, ""),
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL}};

AP_DECLARE_MODULE(ceilometer) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, create_settings, NULL, directives, probe_register_hooks, AP_MODULE_FLAG_NONE,
};
