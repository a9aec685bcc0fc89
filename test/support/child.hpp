#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace ceilometer::test {

/// A process that runs `f`, a part of the test's own; it ends with the test, however that ends.
class Child {
 public:
  template <class F>
  explicit Child(F f) : pid_(fork()) {
    if (pid_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that breaks off leaves nobody behind
    try {
      f();
    } catch (...) {
      _exit(1);
    }
    _exit(0);
  }
  ~Child() { kill_now(); }
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool is_there() const { return pid_ > 0; }
  void kill_now() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  /// Whether it ended by itself and well; waits for that.
  bool ended_well() {
    int status = 0;
    const bool waited = waitpid(std::exchange(pid_, 0), &status, 0) > 0;
    return waited && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  pid_t pid_;
};

}  // namespace ceilometer::test
