#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/answer_reader.hpp"

namespace ceilometer::test {

/// Many requests for the same, from one thread over connections that are kept: as little work as a client can do, since
/// client and server share the processors of the machine that measures.
class Load {
 public:
  /// `request` is sent as it is: head and body. Every answer must have `status`. Throws std::runtime_error.
  Load(int port, std::string request, int connections, int status);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Sends so many, each connection's next when its last is answered; answers per second. Throws std::runtime_error.
  double run(long requests);

  /// Bytes of the last answer's body.
  std::size_t body_size() const { return body_size_; }

 private:
  struct Connection {
    int socket = -1;
    AnswerReader answer;
  };

  void send(const Connection& connection) const;
  bool receive(Connection& connection);

  const std::string request_;
  const int status_;
  int events_ = -1;
  std::vector<Connection> connections_;
  std::vector<char> buffer_;
  std::size_t body_size_ = 0;
};

/// The text of a request without a body, for Load.
std::string get_request(const std::string& target, const std::string& host = "localhost");

/// The same with a JSON body.
std::string post_request(const std::string& target, const std::string& body, const std::string& host = "localhost");

}  // namespace ceilometer::test
