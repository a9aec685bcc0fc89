#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ceilometer::test {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// One request as a test words it.
struct Call {
  std::string url;
  std::string method = "GET";
  HeaderList headers = {};
  std::optional<std::string> body = {};
  bool chunked = false;  ///< sends the body in chunks, without a Content-Length
  long timeout_seconds = 60;
  bool keep_connection = true;  ///< for the next call
};

/// What came back. `error` is libcurl's code: 0 for a whole answer, 18 for one that was broken off, and so on.
struct Answer {
  int error = 0;
  int status = 0;
  HeaderList headers;
  std::string body;

  /// The first header of that name, "" where there is none.
  std::string header(std::string_view name) const;
};

/// A client with its own connection, kept alive between calls. One thread's.
class Client {
 public:
  Client();
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Answer send(const Call& call);
  Answer get(const std::string& url) { return send({url, "GET", {}, {}}); }
  Answer post(const std::string& url, std::string body) {
    return send({url, "POST", {{"Content-Type", "application/json"}}, std::move(body)});
  }

 private:
  void* handle_;  // CURL
};

/// What many clients saw, each request on a fresh connection.
struct CrowdReport {
  long answered = 0;
  long failed = 0;
  std::string first_failure;
};

/// Keeps `clients` requests for `url` under way until `done()`, which is asked between network events, then lets those
/// under way end. Anything but a whole 200 is a failure.
template <class F>
CrowdReport crowd(const std::string& url, int clients, F&& done, const HeaderList& headers = {});

/// A bare TCP connection to the loopback interface: for clients that misbehave.
class RawConnection {
 public:
  /// `receive_buffer` in bytes; 0 leaves the system's.
  explicit RawConnection(int port, int receive_buffer = 0);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  void send(std::string_view data);
  /// At most `size` bytes; "" at the end or where nothing comes for 20 seconds.
  std::string receive(std::size_t size);
  std::string receive_all();
  /// Says that nothing more will be sent.
  void end_sending();

 private:
  int socket_;
};

/// The engine of crowd().
class Crowd {
 public:
  Crowd(std::string url, int clients, const HeaderList& headers = {});
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  /// Waits for network events once; starts a new request for each that ended, where `refill`. False when none is left.
  bool step(bool refill);
  const CrowdReport& report() const { return report_; }

 private:
  void start(void* easy);

  std::string url_;
  void* multi_;    // CURLM
  void* headers_;  // curl_slist
  std::vector<void*> handles_;
  CrowdReport report_;
};

template <class F>
CrowdReport crowd(const std::string& url, int clients, F&& done, const HeaderList& headers) {
  Crowd all(url, clients, headers);
  while (!done()) all.step(true);
  while (all.step(false)) {
  }
  return all.report();
}

}  // namespace ceilometer::test
