#include "launcher/plan.hpp"

#include <string_view>

namespace ceilometer::launcher {

namespace {

/// Lines of a configuration; an argument that cannot be written there ends up as the error.
class Writer {
 public:
  void line(std::string_view text) { text_.append(text).append("\n"); }
  void comment(std::string_view text) { text_.append("\n# ").append(text).append("\n"); }

  /// A directive with one argument that may hold anything an operator wrote.
  void quoted(std::string_view directive, std::string_view value) {
    text_.append(directive).append(" ").append(quote(value)).append("\n");
  }
  void quoted(std::string_view directive, std::string_view word, std::string_view value) {
    text_.append(directive).append(" ").append(word).append(" ").append(quote(value)).append("\n");
  }
  void quoted_then(std::string_view directive, std::string_view value, std::string_view word) {
    text_.append(directive).append(" ").append(quote(value)).append(" ").append(word).append("\n");
  }

  Result<std::string> take() && {
    if (!error_.message.empty()) return error_;
    return std::move(text_);
  }

 private:
  std::string quote(std::string_view value) {
    // httpd ends a directive at a line's end, and replaces ${NAME} wherever it stands.
    for (const std::string_view impossible : {"\n", "${"}) {
      if (value.find(impossible) == std::string_view::npos) continue;
      error_ = {"a value with " + std::string(impossible == "\n" ? "a line break" : "${ in it") +
                " cannot be written into httpd's configuration; put it into a configuration file"};
    }
    std::string result = "\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
    return result + '"';
  }

  std::string text_;
  Error error_;
};

std::string number(std::int64_t n) { return std::to_string(n); }

void write_modules(Writer& out, const Plan& plan) {
  out.comment("Modules that are not built into httpd.");
  for (const LoadModule& module : plan.modules) out.quoted("LoadModule", module.symbol, module.file);
  out.quoted("LoadModule", "ceilometer_module", plan.module);
}

/// Exactly so many processes, all of their threads wanted; slots for as many old ones as graceful restarts leave.
void write_processes(Writer& out, const Plan& plan) {
  constexpr std::int64_t kGenerations = 4;
  const bool threaded = plan.mpm != "prefork";
  const std::int64_t workers = threaded ? plan.processes * plan.threads : plan.processes;
  out.comment("[api] workers, and --threads for each of them.");
  out.line("ServerLimit " + number(plan.processes * kGenerations));
  out.line("StartServers " + number(plan.processes));
  if (threaded) {
    out.line("ThreadLimit " + number(plan.threads));
    out.line("ThreadsPerChild " + number(plan.threads));
    out.line("MinSpareThreads " + number(workers));
    out.line("MaxSpareThreads " + number(workers + plan.threads));
  } else {
    out.line("MinSpareServers " + number(plan.processes));
    out.line("MaxSpareServers " + number(plan.processes + 1));
  }
  out.line("MaxRequestWorkers " + number(workers));
  out.line("GracefulShutdownTimeout " + number(plan.graceful_timeout.count()));
}

void write_logs(Writer& out, const Plan& plan) {
  out.comment("Logs. [DEFAULT] debug and default_log_levels make the API's own lines more talkative.");
  // mpm_event warns that all threads are wanted as spare ones, which is on purpose.
  out.line("LogLevel " + plan.log_level + " mpm_" + plan.mpm + ":" +
           (plan.log_level == "notice" || plan.log_level == "warn" ? "error" : plan.log_level));
  out.line("ErrorLogFormat \"%{cu}t %P [%m:%l] %M\"");
  out.quoted("ErrorLog", plan.error_log);
  if (plan.access_log.empty()) return;
  // The request id that clients see as X-Openstack-Request-Id.
  out.line(R"(LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %{request_id}n %D" ceilometer)");
  out.quoted_then("CustomLog", plan.access_log, "ceilometer");
}

void write_tls(Writer& out, const Tls& tls) {
  out.comment("TLS.");
  out.line("SSLEngine on");
  out.line("SSLProtocol all -SSLv3 -TLSv1 -TLSv1.1");
  out.line("SSLSessionTickets off");
  out.quoted("SSLCertificateFile", tls.certificate);
  if (!tls.key.empty()) out.quoted("SSLCertificateKeyFile", tls.key);
  if (!tls.client_ca.empty()) {
    out.quoted("SSLCACertificateFile", tls.client_ca);
    out.line("SSLVerifyClient require");
  }
}

void write_api(Writer& out, const Plan& plan) {
  out.comment("The API. Every directive is described in docs/directives.md.");
  out.line("CeilometerAlias /");
  for (const std::string& file : plan.config_files) out.quoted("CeilometerConfigFile", file);
  for (const std::string& directory : plan.config_dirs) out.quoted("CeilometerConfigDir", directory);
  if (!plan.paste_config.empty()) out.quoted("CeilometerPasteConfig", plan.paste_config);
  for (const std::string& name : plan.paste_ignored) out.quoted("CeilometerPasteIgnore", name);
  for (const auto& [option, value] : plan.set) out.quoted("CeilometerSet", option, value);
  out.line("# A slash inside a meter's or a resource's name is sent as %2F.");
  out.line("AllowEncodedSlashes On");
  out.line("LimitRequestBody " + number(plan.limit_request_body));
}

std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

}  // namespace

Result<std::string> httpd_conf(const Plan& plan) {
  Writer out;
  out.line(std::string(kMark) + ". Changes here are lost when it is written again: use its options, or --include.");
  out.quoted("ServerRoot", plan.root);
  out.quoted("DefaultRuntimeDir", plan.root + "/run");
  out.quoted("PidFile", plan.root + "/run/httpd.pid");
  out.line("ServerName localhost");
  out.line("Listen " + plan.listen.directive() + (plan.tls ? " https" : ""));
  if (!plan.user.empty()) {
    out.comment("Whose rights the API has. The configuration, certificates and logs are opened before, by root.");
    out.line("User " + plan.user);
    out.line("Group " + plan.group);
  }
  write_modules(out, plan);
  write_processes(out, plan);
  out.comment("Nothing of the file system is served.");
  out.line("<Directory />\n    AllowOverride None\n    Require all denied\n</Directory>");
  out.line("Mutex pthread\nTraceEnable Off\nServerTokens Prod\nServerSignature Off\nKeepAliveTimeout 5");
  write_logs(out, plan);
  if (plan.tls) write_tls(out, *plan.tls);
  write_api(out, plan);
  if (plan.status_page) {
    out.comment("For this machine only.");
    out.line("ExtendedStatus On");
    for (const std::string name : {"server-status", "ceilometer-status"}) {
      out.line("<Location /" + name + ">");
      out.line("    SetHandler " + name);
      out.line("    Require local\n</Location>");
    }
  }
  if (!plan.includes.empty()) out.comment("The operator's own directives.");
  for (const std::string& file : plan.includes) out.quoted("Include", file);
  return std::move(out).take();
}

std::string control_script(const Plan& plan, const std::string& httpd) {
  return "#!/bin/sh\n" + std::string(kMark) +
         " --setup-only: what apachectl is for the machine's httpd, for this server alone.\n"
         "httpd=" +
         shell_quoted(httpd) + "\nconf=" + shell_quoted(plan.root + "/httpd.conf") +
         "\n"
         "case ${1:-} in\n"
         "start | stop | graceful | graceful-stop | restart) exec \"$httpd\" -f \"$conf\" -k \"$1\" ;;\n"
         "run) exec \"$httpd\" -f \"$conf\" -DFOREGROUND ;;\n"
         "configtest) exec \"$httpd\" -f \"$conf\" -t ;;\n"
         "*)\n"
         "    echo \"usage: $0 start|stop|graceful|graceful-stop|restart|run|configtest\" >&2\n"
         "    echo \"  graceful       reads the configuration anew; requests under way are finished\" >&2\n"
         "    echo \"  graceful-stop  stops when the requests under way are finished\" >&2\n"
         "    echo \"  run            in the foreground\" >&2\n"
         "    exit 2\n"
         "    ;;\n"
         "esac\n";
}

}  // namespace ceilometer::launcher
