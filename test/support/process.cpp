#include "support/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "support/eventually.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const auto& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

long memory_kb(pid_t pid, std::string_view field) {
  std::istringstream lines(read_file("/proc/" + std::to_string(pid) + "/smaps_rollup"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(field)) return std::strtol(line.c_str() + field.size(), nullptr, 10);
  }
  return 0;
}

}  // namespace

pid_t spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
            const std::string& output_file) {
  const auto arguments = pointers(argv);
  const auto variables = pointers(environment);
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid > 0) return pid;
  // httpd signals its process group when it stops; that must not be the tests'.
  ::setpgid(0, 0);
  // A test that is killed takes its server with it.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int output = ::open(output_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  const int input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  ::execvpe(arguments[0], arguments.data(), variables.data());
  ::_exit(127);
}

bool wait_for(pid_t pid, std::chrono::milliseconds limit, int* code) {
  return eventually(
      [&] {
        int status = 0;
        const pid_t ended = ::waitpid(pid, &status, WNOHANG);
        if (ended == pid && code != nullptr) *code = code_of(status);
        return ended == pid || ended < 0;
      },
      limit);
}

Finished run(const std::vector<std::string>& argv, const std::vector<std::string>& environment) {
  const TempDir scratch;
  const auto output = scratch.path("output");
  auto variables = environment;
  if (variables.empty()) variables = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
  const pid_t pid = spawn(argv, variables, output);
  Finished finished{0, {}};
  if (!wait_for(pid, std::chrono::minutes(1), &finished.code)) {
    ::kill(pid, SIGKILL);
    wait_for(pid, std::chrono::seconds(5));
    throw std::runtime_error(argv.front() + " did not end in time");
  }
  finished.output = read_file(output);
  return finished;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto stat = read_file(entry.path() / "stat");
    const auto name_end = stat.rfind(") ");
    if (name_end == std::string::npos) continue;
    std::istringstream fields(stat.substr(name_end + 2));
    char state = 0;
    pid_t its_parent = 0;
    fields >> state >> its_parent;
    if (its_parent == parent && state != 'Z') children.push_back(std::stoi(name));
  }
  return children;
}

long pss_kb(pid_t pid) { return memory_kb(pid, "Pss:"); }

long anonymous_kb(pid_t pid) { return memory_kb(pid, "Anonymous:"); }

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace ceilometer::test
