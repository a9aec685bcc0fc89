// Runs the tests that share one RabbitMQ; 77, which ctest shows as skipped, where there is none.

#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <iostream>

#include "support/rabbitmq.hpp"

int main(int argc, char** argv) {
  if (!ceilometer::test::RabbitMq::is_installed()) {
    std::cout << "Debian's package rabbitmq-server is not here\n";
    return 77;
  }
  return Catch::Session().run(argc, argv);
}
