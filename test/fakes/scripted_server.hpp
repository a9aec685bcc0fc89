#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ceilometer::test {

/// One request as a ScriptedServer read it.
struct ReceivedRequest {
  std::string method;
  std::string target;  ///< path and query, as sent
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  int connection = 0;  ///< which connection it came on, from 1

  /// The first header of that name, in any case; "" where there is none.
  std::string header(std::string_view name) const;
  bool has(std::string_view name) const;
};

/// What a script does with a request.
struct ScriptedReply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string raw = {};                 ///< sent as it is instead of all the above; the connection is then closed
  std::chrono::milliseconds delay{0};   ///< before anything is sent
  std::size_t cut = std::string::npos;  ///< closes the connection after so many bytes
  bool close = false;                   ///< closes it after the reply, which says so
  bool silent = false;                  ///< sends nothing and keeps the connection open
};

/// An HTTP/1.1 server on a free loopback port that answers by script: for faults that a real server cannot be made to
/// show. Connections are kept alive, each has a thread.
///
/// Thread-safe. The script is called by one thread at a time.
class ScriptedServer {
 public:
  using Script = std::function<ScriptedReply(const ReceivedRequest&)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  int port() const;
  /// "http://127.0.0.1:PORT" and `path`.
  std::string url(std::string_view path = {}) const;

  std::vector<ReceivedRequest> requests() const;
  /// How many connections were made so far.
  int connections() const;

  /// Closes every connection and the port: clients are refused until start().
  void stop();
  /// Listens at the same port again.
  void start();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ceilometer::test
