#include "base/once_for_all.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

using ceilometer::OnceForAll;

TEST_CASE("of all processes one is the first") {
  OnceForAll once;
  int first = 0;
  for (int i = 0; i < 3; ++i) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(once.is_first() ? 1 : 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    first += WEXITSTATUS(status);
  }
  CHECK(first == 1);
  CHECK_FALSE(once.is_first());
  CHECK(OnceForAll().is_first());
}
