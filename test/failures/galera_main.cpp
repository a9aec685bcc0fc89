// Runs the tests that need a Galera cluster; 77, which ctest shows as skipped, where there is none.

#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <iostream>

#include "support/galera_cluster.hpp"

int main(int argc, char** argv) {
  if (!ceilometer::test::GaleraCluster::is_installed()) {
    std::cout << "Debian's packages mariadb-server, galera-4 and rsync are not here\n";
    return 77;
  }
  return Catch::Session().run(argc, argv);
}
