#pragma once

namespace ceilometer::test {

/// A loopback port that nobody listened on when it was asked for.
int free_port();

/// Whether somebody takes connections there.
bool takes_connections(int port);

}  // namespace ceilometer::test
