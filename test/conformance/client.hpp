#pragma once

#include <memory>
#include <string>

#include "conformance/compare.hpp"
#include "conformance/recording.hpp"

namespace ceilometer::conformance {

/// One kept-alive HTTP/1.1 connection to the server under check; one thread's at a time. Request targets go out as
/// they were recorded, neither normalised nor encoded again.
class Client {
 public:
  /// `base` is http://host:port with the prefix the API is mounted at, if any.
  explicit Client(const std::string& base);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Sends the recorded request. A connection that breaks is opened once more; then the answer's status is 0.
  Answer send(const Exchange& exchange);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Must live while any Client does; made before the first thread.
class ClientLibrary {
 public:
  ClientLibrary();
  ~ClientLibrary();
  ClientLibrary(const ClientLibrary&) = delete;
  ClientLibrary& operator=(const ClientLibrary&) = delete;
};

/// "/telemetry" of http://host:port/telemetry/, "" where there is none.
std::string prefix_of(const std::string& base);

}  // namespace ceilometer::conformance
