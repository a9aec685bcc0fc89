#pragma once

namespace ceilometer::test {

/// A port of the loopback interface that nobody listens on just now.
int free_port();

/// Whether somebody takes connections on it.
bool takes_connections(int port);

}  // namespace ceilometer::test
