// Runs the tests that share one Keystone; 77, which ctest shows as skipped, where there is none.

#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <iostream>

#include "support/keystone.hpp"

int main(int argc, char** argv) {
  if (!ceilometer::test::Keystone::is_installed()) {
    std::cout << "Debian's packages keystone and libapache2-mod-wsgi-py3 are not here\n";
    return 77;
  }
  return Catch::Session().run(argc, argv);
}
