#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ceilometer::test {

/// An HTTP server on a free loopback port that takes every request, answers 200, and remembers what came. It serves one
/// connection after the other: its clients are few.
class HttpSink {
 public:
  struct Request {
    std::string line;  ///< "POST /path HTTP/1.1"
    std::string body;
  };

  HttpSink();
  ~HttpSink();
  HttpSink(const HttpSink&) = delete;
  HttpSink& operator=(const HttpSink&) = delete;

  int port() const { return port_; }
  std::vector<Request> requests() const;

 private:
  void run();
  void serve(int connection);

  int listener_;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  std::thread thread_;
};

}  // namespace ceilometer::test
