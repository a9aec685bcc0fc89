/* The module record. It is in a C file because httpd names a module by the file of its record, and configurations ask
 * for <IfModule mod_ceilometer.c>. */

#include "module.h"

#define DIRECTIVE(name, kind, setter, arguments, where, fallback, help) \
  AP_INIT_##kind(#name, setter, NULL, RSRC_CONF, arguments ": " help),
static const command_rec ceilometer_directives[] = {
#include "directives.inc"
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL}};
#undef DIRECTIVE

AP_DECLARE_MODULE(ceilometer) = {
    STANDARD20_MODULE_STUFF,
    NULL, /* nothing per directory: .htaccess and <Directory> have no say */
    NULL,
    ceilometer_create_server_config,
    ceilometer_merge_server_config,
    ceilometer_directives,
    ceilometer_register_hooks,
    AP_MODULE_FLAG_NONE,
};
