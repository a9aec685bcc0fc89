// main() of tests that need a database server: says that they are skipped where its programs are not installed.

#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "support/database_server.hpp"

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;
  const char* engine = std::getenv("CEILOMETER_TEST_ENGINE");
  if (engine != nullptr && !ceilometer::test::is_installed(engine)) {
    std::cout << "skipped: there is no " << engine << " server on this machine\n";
    return kSkipped;
  }
  return Catch::Session().run(argc, argv);
}
