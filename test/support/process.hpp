#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace ceilometer::test {

/// How a command ended: its exit code (128 + signal where one ended it) and what it wrote to stdout and stderr.
struct Finished {
  int code;
  std::string output;
};

/// Starts a program with exactly this environment, its output going to `output_file`. Returns its pid.
pid_t spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
            const std::string& output_file);

/// Waits for a child of ours; false when it has not ended in time.
bool wait_for(pid_t pid, std::chrono::milliseconds limit, int* code = nullptr);

/// Runs a command to its end. Throws std::runtime_error when it takes longer than a minute.
Finished run(const std::vector<std::string>& argv, const std::vector<std::string>& environment = {});

/// The living children of a process, zombies left out.
std::vector<pid_t> children_of(pid_t parent);

/// Proportional set size: shared pages count by their share. 0 where the process is gone.
long pss_kb(pid_t pid);

/// What is the process's own, whoever else maps the files that it maps. 0 where the process is gone.
long anonymous_kb(pid_t pid);

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& text);

}  // namespace ceilometer::test
