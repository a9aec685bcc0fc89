#pragma once

namespace ceilometer::test {

/// A port of the loopback interface that nobody listens on now. Somebody else may be faster: try again then.
int free_port();

/// Whether somebody listens on it.
bool takes_connections(int port);

}  // namespace ceilometer::test
