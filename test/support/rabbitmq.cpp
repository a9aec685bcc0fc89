#include "support/rabbitmq.hpp"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "support/eventually.hpp"
#include "support/loopback.hpp"

namespace ceilometer::test {
namespace {

constexpr const char* kEpmd = "/usr/bin/epmd";
constexpr int kStartAttempts = 3;

/// Where the package's own scripts are: those in /usr/sbin insist on the system's broker. "" where it is not installed.
std::string find_programs() {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/rabbitmq/lib", ignored)) {
    const auto programs = entry.path() / "sbin";
    if (std::filesystem::exists(programs / "rabbitmq-server")) return programs;
  }
  return {};
}

/// The user that Debian's package made, where tests run as root.
const passwd* broker_user() { return ::geteuid() == 0 ? ::getpwnam("rabbitmq") : nullptr; }

void give_to_broker(const std::string& directory) {
  const passwd* user = broker_user();
  if (user == nullptr) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (::chown(entry.path().c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("cannot chown");
  }
}

}  // namespace

bool RabbitMq::is_installed() { return ::access(kEpmd, X_OK) == 0 && !find_programs().empty(); }

RabbitMq::RabbitMq()
    : programs_(find_programs()),
      port_(free_port()),
      tls_port_(free_port()),
      distribution_port_(free_port()),
      epmd_port_(free_port()) {
  for (const auto* name : {"home", "mnesia", "log", "run", "etc"}) {
    std::filesystem::create_directory(directory_.path(name));
  }
  write_file(directory_.path("etc/env.conf"), "");
  write_file(directory_.path("etc/enabled_plugins"), "[].\n");
  make_certificate(directory_.path("etc/other-key.pem"), other_certificate());
  make_certificate(directory_.path("etc/key.pem"), certificate());
  give_to_broker(directory_.root());
  std::filesystem::permissions(directory_.path("home"), std::filesystem::perms(0700));
  start();
}

RabbitMq::~RabbitMq() {
  try {
    stop();
  } catch (const std::exception&) {  // a destructor has nobody to tell
  }
  if (epmd_ == 0) return;
  ::kill(epmd_, SIGKILL);
  wait_for(epmd_, std::chrono::seconds(5));
}

void RabbitMq::make_certificate(const std::string& key, const std::string& certificate) {
  const auto made =
      run({"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
           "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate});
  if (made.code != 0) throw std::runtime_error("openssl: " + made.output);
}

std::string RabbitMq::url() const { return "rabbit://ceilo:ceilopw@127.0.0.1:" + std::to_string(port_) + "/"; }

std::vector<std::string> RabbitMq::environment() const {
  const auto set = [&](const std::string& name, const std::string& file) { return name + "=" + directory_.path(file); };
  return {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", set("HOME", "home"),
          set("RABBITMQ_MNESIA_BASE", "mnesia"), set("RABBITMQ_LOG_BASE", "log"),
          set("RABBITMQ_PID_FILE", "run/rabbit.pid"), set("RABBITMQ_ENABLED_PLUGINS_FILE", "etc/enabled_plugins"),
          set("RABBITMQ_CONFIG_FILE", "etc/rabbitmq"), set("RABBITMQ_CONF_ENV_FILE", "etc/env.conf"),
          "ERL_EPMD_ADDRESS=127.0.0.1", "ERL_EPMD_PORT=" + std::to_string(epmd_port_),
          // Not of this machine's name, which may not resolve.
          "RABBITMQ_NODENAME=rabbit@localhost", "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1",
          "RABBITMQ_NODE_PORT=" + std::to_string(port_), "RABBITMQ_DIST_PORT=" + std::to_string(distribution_port_),
          "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1} +S 2:2",
          "RABBITMQ_CTL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"};
}

std::vector<std::string> RabbitMq::as_broker(std::vector<std::string> argv) const {
  if (broker_user() != nullptr) {
    argv.insert(argv.begin(),
                {"/usr/bin/setpriv", "--reuid", "rabbitmq", "--regid", "rabbitmq", "--init-groups", "--"});
  }
  return argv;
}

void RabbitMq::launch() {
  write_file(directory_.path("etc/rabbitmq.conf"),
             "listeners.tcp.1 = 127.0.0.1:" + std::to_string(port_) +
                 "\nlisteners.ssl.1 = 127.0.0.1:" + std::to_string(tls_port_) +
                 "\nssl_options.cacertfile = " + certificate() + "\nssl_options.certfile = " + certificate() +
                 "\nssl_options.keyfile = " + directory_.path("etc/key.pem") +
                 "\nloopback_users = none\nlog.file.level = warning\n"
                 "default_user = ceilo\ndefault_pass = ceilopw\ndefault_vhost = /\n"
                 "default_permissions.configure = .*\ndefault_permissions.read = .*\ndefault_permissions.write = .*\n");
  if (epmd_ == 0) {
    epmd_ = spawn({kEpmd, "-address", "127.0.0.1", "-port", std::to_string(epmd_port_)}, environment(),
                  directory_.path("epmd-output"));
  }
  std::filesystem::remove(directory_.path("run/rabbit.pid"));
  server_ = spawn(as_broker({programs_ + "/rabbitmq-server"}), environment(), directory_.path("output"));
}

void RabbitMq::start() {
  for (int attempt = 1;; ++attempt) {
    launch();
    const bool settled =
        eventually([&] { return takes_connections(tls_port_) || wait_for(server_, std::chrono::milliseconds(0)); },
                   std::chrono::seconds(90));
    if (settled && takes_connections(port_) && takes_connections(tls_port_)) return;
    const auto said = read_file(directory_.path("output"));
    stop();
    if (attempt == kStartAttempts) throw std::runtime_error("RabbitMQ did not start:\n" + said);
    // Somebody else may have taken a port.
    port_ = free_port();
    tls_port_ = free_port();
    distribution_port_ = free_port();
  }
}

/// The Erlang machine below the script.
pid_t RabbitMq::vm() const {
  const auto text = read_file(directory_.path("run/rabbit.pid"));
  return text.empty() ? 0 : std::stoi(text);
}

void RabbitMq::stop() {
  if (server_ == 0) return;
  ::kill(server_, SIGTERM);
  if (!wait_for(server_, std::chrono::seconds(30))) kill();
  server_ = 0;
}

void RabbitMq::kill() {
  if (const pid_t pid = vm(); pid != 0) ::kill(pid, SIGKILL);
  if (!wait_for(server_, std::chrono::seconds(5))) {
    ::kill(server_, SIGKILL);
    wait_for(server_, std::chrono::seconds(5));
  }
  server_ = 0;
}

void RabbitMq::freeze() { ::kill(vm(), SIGSTOP); }

void RabbitMq::thaw() { ::kill(vm(), SIGCONT); }

std::string RabbitMq::control(const std::vector<std::string>& arguments) {
  std::vector<std::string> argv = {programs_ + "/rabbitmqctl"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  auto finished = run(as_broker(std::move(argv)), environment());
  if (finished.code != 0) throw std::runtime_error("rabbitmqctl: " + finished.output);
  return finished.output;
}

}  // namespace ceilometer::test
