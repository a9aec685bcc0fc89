#include "support/notification_agent.hpp"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <vector>

#include "support/eventually.hpp"
#include "support/process.hpp"

namespace ceilometer::test {
namespace {

constexpr const char* kProgram = "/usr/bin/ceilometer-agent-notification";

/// The user that Debian's package made, where tests run as root.
const passwd* agent_user() { return ::geteuid() == 0 ? ::getpwnam("ceilometer") : nullptr; }

}  // namespace

bool NotificationAgent::is_installed() { return ::access(kProgram, X_OK) == 0; }

NotificationAgent::NotificationAgent(const std::string& transport_url, const std::string& publisher,
                                     const std::string& secret) {
  std::filesystem::create_directory(directory_.path("log"));
  if (const passwd* user = agent_user(); user != nullptr) {
    if (::chown(directory_.path("log").c_str(), user->pw_uid, user->pw_gid) != 0) {
      throw std::runtime_error("cannot chown");
    }
  }
  write_file(directory_.path("pipeline.yaml"),
             "sources:\n    - name: all\n      meters: [\"*\"]\n      sinks: [sink]\n"
             "sinks:\n    - name: sink\n      publishers:\n          - " +
                 publisher + "\n");
  write_file(directory_.path("ceilometer.conf"), "[DEFAULT]\npipeline_cfg_file = " + directory_.path("pipeline.yaml") +
                                                     "\ntransport_url = " + transport_url +
                                                     "\nlog_dir = " + directory_.path("log") +
                                                     "\n[notification]\nworkers = 1\npipelines = meter\n"
                                                     "[publisher]\ntelemetry_secret = " +
                                                     secret + "\n");
  std::vector<std::string> argv = {kProgram, "--config-file", directory_.path("ceilometer.conf")};
  if (agent_user() != nullptr) {
    argv.insert(argv.begin(),
                {"/usr/bin/setpriv", "--reuid", "ceilometer", "--regid", "ceilometer", "--init-groups", "--"});
  }
  pid_ = spawn(argv, {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=" + directory_.path("log")},
               directory_.path("output"));
}

NotificationAgent::~NotificationAgent() {
  ::kill(pid_, SIGTERM);
  if (wait_for(pid_, std::chrono::seconds(20))) return;
  for (const pid_t child : children_of(pid_)) ::kill(child, SIGKILL);
  ::kill(pid_, SIGKILL);
  wait_for(pid_, std::chrono::seconds(5));
}

std::string NotificationAgent::log() const {
  std::string text = read_file(directory_.path("output"));
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path("log"))) text += read_file(entry.path());
  return text;
}

}  // namespace ceilometer::test
