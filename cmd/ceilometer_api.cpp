// ceilometer-api: the API in a private httpd, in the foreground.

#include "cmd/common/command_line.hpp"
#include "cmd/common/console_log.hpp"
#include "launcher/launch.hpp"

namespace {

using ceilometer::launcher::LaunchOptions;

CLI::Option* text(CLI::App& app, const char* group, const char* name, std::string& value, const char* type,
                  const char* help) {
  return app.add_option(name, value, help)->type_name(type)->group(group);
}

CLI::Option* texts(CLI::App& app, const char* group, const char* name, std::vector<std::string>& values,
                   const char* type, const char* help) {
  return app.add_option(name, values, help)->type_name(type)->take_all()->expected(1)->group(group);
}

CLI::Option* number(CLI::App& app, const char* group, const char* name, std::int64_t& value, std::int64_t most,
                    const char* type, const char* help) {
  return app.add_option(name, value, help)
      ->type_name(type)
      ->check(CLI::Range(std::int64_t{1}, most).description(""))
      ->capture_default_str()
      ->group(group);
}

void add_options(CLI::App& app, LaunchOptions& options) {
  constexpr const char* kConfiguration = "Configuration";
  texts(app, kConfiguration, "--set", options.set, "GROUP.OPTION=VALUE",
        "One option of the configuration, over all files; may be repeated");
  text(app, kConfiguration, "--paste-config", options.paste_config, "PATH",
       "The pipeline's file, instead of what [DEFAULT] api_paste_config names");
  texts(app, kConfiguration, "--paste-ignore", options.paste_ignored, "NAME",
        "A filter of the pipeline to leave out, never one that authenticates; may be repeated");
  app.add_flag("-d,--debug", options.debug, "As [DEFAULT] debug = True: log more, the configuration too")
      ->group(kConfiguration);

  constexpr const char* kServing = "Serving";
  text(app, kServing, "--host", options.host, "HOST", "Address to listen on, instead of [api] host");
  text(app, kServing, "--port", options.port, "PORT", "Port to listen on, instead of [api] port");
  text(app, kServing, "--workers", options.workers, "N", "Processes, instead of [api] workers");
  number(app, kServing, "--threads", options.threads, 1000, "N", "Threads of each process");
  number(app, kServing, "--graceful-timeout", options.graceful_timeout, 86'400, "SECONDS",
         "How long requests under way may take to end when the API is stopped");
  number(app, kServing, "--limit-request-body", options.limit_request_body, std::int64_t{1} << 31U, "BYTES",
         "The largest body that is taken");
  text(app, kServing, "--user", options.user, "NAME", "Whose rights the API has; root only");
  text(app, kServing, "--group", options.group, "NAME", "Its group; root only");
  app.add_flag("--status-page", options.status_page,
               "Serve httpd's status at /server-status and the API's at /ceilometer-status, to this machine only")
      ->group(kServing);

  constexpr const char* kTls = "TLS";
  auto* certificate =
      text(app, kTls, "--tls-certificate", options.tls.certificate, "PATH",
           "Serve https with this certificate (PEM; the chain after it, and the key unless --tls-key names it)");
  text(app, kTls, "--tls-key", options.tls.key, "PATH", "The certificate's private key")->needs(certificate);
  text(app, kTls, "--tls-client-ca", options.tls.client_ca, "PATH", "Take only clients with a certificate of this CA")
      ->needs(certificate);

  constexpr const char* kLogs = "Logs";
  text(app, kLogs, "--log-level", options.log_level, "LEVEL",
       "httpd's own: error, warn, notice, info, debug; the API's is in its configuration")
      ->check(CLI::IsMember({"error", "warn", "notice", "info", "debug"}).description(""))
      ->capture_default_str();
  text(app, kLogs, "--error-log", options.error_log, "PATH", "Where the log goes; - is stderr")->capture_default_str();
  text(app, kLogs, "--access-log", options.access_log, "PATH", "Where requests are noted; - is stdout, or none")
      ->capture_default_str();

  constexpr const char* kHttpd = "httpd";
  text(app, kHttpd, "--httpd", options.places.httpd, "PATH", "The program, instead of what is found");
  text(app, kHttpd, "--modules-dir", options.places.modules_dir, "PATH", "The directory of its modules");
  text(app, kHttpd, "--module", options.places.module, "PATH",
       "mod_ceilometer.so; else CEILOMETER_MODULE of the environment, the build tree's, httpd's directory of modules");
  texts(app, kHttpd, "--include", options.includes, "PATH", "A file of httpd's directives, read last; may be repeated");
  text(app, kHttpd, "--setup-only", options.setup_only, "DIR",
       "Write httpd.conf and the script ceilometerctl into DIR, for review or for use without this command");
}

int run(int argc, char** argv) {
  namespace cmd = ceilometer::cmd;
  CLI::App app(
      "Serves Ceilometer's v2 API in the foreground: reads ceilometer.conf, and runs Apache httpd with mod_ceilometer "
      "in a private directory. No root is needed for ports above 1023.");
  cmd::prepare(app, "ceilometer-api");
  cmd::ConfigChoice choice;
  cmd::add_config_options(app, choice);
  LaunchOptions options;
  add_options(app, options);
  app.footer(
      "Signals: TERM and INT stop when the requests under way are finished, a second INT at once; HUP reads the "
      "configuration anew.\n\n"
      "Examples:\n"
      "  ceilometer-api\n"
      "  ceilometer-api --config-file ./ceilometer.conf --port 8778 --debug\n"
      "  ceilometer-api --setup-only /srv/telemetry && /srv/telemetry/ceilometerctl start");
  if (const auto code = cmd::parse(app, argc, argv)) return *code;
  options.config_files = choice.files;
  options.config_dirs = choice.dirs;
  options.environment = cmd::environment();
  const bool debug = options.debug || options.log_level == "debug";
  cmd::ConsoleLog log(debug ? ceilometer::LogLevel::kDebug : ceilometer::LogLevel::kInfo);
  return ceilometer::launcher::launch(options, log);
}

}  // namespace

int main(int argc, char** argv) {
  return ceilometer::cmd::guarded("ceilometer-api", [&] { return run(argc, argv); });
}
