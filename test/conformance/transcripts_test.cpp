// Exchanges with the original that do not depend on its data: its errors, worded for every Accept, byte for byte.

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "support/client.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

struct Exchange {
  Call call;  ///< with a path for the URL
  int status = 0;
  std::string type;
  std::string body;
};

/// A transcript's lines: "> " what was sent, "< " status and headers of the answer, an empty line, its body.
class Reader {
 public:
  explicit Reader(const std::string& file) : in_(file) { REQUIRE(in_); }

  bool next(Exchange& exchange) {
    static const std::string end_line(72, '-');
    exchange = {};
    bool any = false;
    state_ = State::kRequest;
    for (std::string line; std::getline(in_, line) && line != end_line;) {
      any = any || !line.empty();
      take(exchange, line);
    }
    while (!exchange.body.empty() && exchange.body.back() == '\n') exchange.body.pop_back();
    return any;
  }

 private:
  enum class State { kRequest, kRequestBody, kAnswer, kAnswerBody };

  void take(Exchange& exchange, const std::string& line) {
    if (state_ == State::kAnswerBody) {
      exchange.body += line + "\n";
    } else if (line.rfind("< ", 0) == 0) {
      state_ = State::kAnswer;
      if (line.rfind("< HTTP/1.1 ", 0) == 0) exchange.status = std::stoi(line.substr(11, 3));
      if (line.rfind("< Content-Type: ", 0) == 0) exchange.type = line.substr(16);
    } else if (state_ == State::kAnswer) {
      state_ = State::kAnswerBody;
    } else if (line == ">") {
      state_ = State::kRequestBody;
      exchange.call.body = "";
    } else if (line.rfind("> ", 0) == 0) {
      take_request(exchange.call, line.substr(2));
    }
  }

  void take_request(Call& call, const std::string& text) const {
    if (state_ == State::kRequestBody) {
      *call.body += text;
    } else if (call.url.empty()) {
      const auto space = text.find(' ');
      call.method = text.substr(0, space);
      call.url = text.substr(space + 1);
    } else {
      const auto colon = text.find(':');
      call.headers.emplace_back(text.substr(0, colon), colon + 2 < text.size() ? text.substr(colon + 2) : "");
    }
  }

  std::ifstream in_;
  State state_ = State::kRequest;
};

}  // namespace

TEST_CASE("errors are worded for every Accept as the original worded them") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")));
  server.start();
  Client client;
  Reader reader(TRANSCRIPTS "/11_error_bodies_by_accept.txt");
  int compared = 0;
  for (Exchange exchange; reader.next(exchange);) {
    // libcurl asks for everything where a request asks for nothing.
    bool has_accept = false;
    std::ostringstream asked;
    asked << exchange.call.method << ' ' << exchange.call.url;
    for (const auto& [name, value] : exchange.call.headers) {
      has_accept = has_accept || name == "Accept";
      asked << ", " << name << ": " << value;
    }
    if (!has_accept || exchange.call.method == "HEAD") continue;
    exchange.call.url = server.url(exchange.call.url);
    const auto answer = client.send(exchange.call);
    INFO(asked.str());
    CHECK(answer.status == exchange.status);
    CHECK(answer.header("Content-Type") == exchange.type);
    CHECK(answer.body == exchange.body);
    ++compared;
  }
  CHECK(compared > 60);
}
