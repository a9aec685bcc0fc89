#include "support/client.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace ceilometer::test {
namespace {

struct SlistFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t append_body(char* data, std::size_t size, std::size_t count, void* answer) {
  static_cast<Answer*>(answer)->body.append(data, size * count);
  return size * count;
}

std::size_t append_header(char* data, std::size_t size, std::size_t count, void* answer) {
  std::string_view line(data, size * count);
  auto& headers = static_cast<Answer*>(answer)->headers;
  if (line.starts_with("HTTP/")) headers.clear();  // what came before was a 100 Continue
  const auto colon = line.find(':');
  if (colon != std::string_view::npos) {
    auto value = line.substr(colon + 1);
    while (!value.empty() && std::isspace(static_cast<unsigned char>(value.front()))) value.remove_prefix(1);
    while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back()))) value.remove_suffix(1);
    headers.emplace_back(line.substr(0, colon), value);
  }
  return size * count;
}

struct Upload {
  std::string_view rest;
};

std::size_t take_upload(char* buffer, std::size_t size, std::size_t count, void* upload) {
  auto& rest = static_cast<Upload*>(upload)->rest;
  // Small pieces, so that a chunked body has several chunks.
  const auto taken = std::min<std::size_t>({size * count, rest.size(), 1000});
  std::memcpy(buffer, rest.data(), taken);
  rest.remove_prefix(taken);
  return taken;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  for (const auto& [its_name, value] : headers) {
    if (its_name.size() == name.size() && ::strncasecmp(its_name.data(), name.data(), name.size()) == 0) return value;
  }
  return {};
}

Client::Client() : handle_(curl_easy_init()) {
  if (handle_ == nullptr) throw std::runtime_error("libcurl does not start");
}

Client::~Client() { curl_easy_cleanup(handle_); }

Answer Client::send(const Call& call) {
  CURL* curl = handle_;
  curl_easy_reset(curl);
  Answer answer;
  Upload upload{call.body ? std::string_view(*call.body) : std::string_view()};
  curl_slist* list = nullptr;
  for (const auto& [name, value] : call.headers) list = curl_slist_append(list, (name + ": " + value).c_str());
  list = curl_slist_append(list, "Expect:");
  if (call.chunked) list = curl_slist_append(list, "Transfer-Encoding: chunked");
  const std::unique_ptr<curl_slist, SlistFree> headers(list);

  curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, call.timeout_seconds);
  curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, call.keep_connection ? 0L : 1L);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, append_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  if (call.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (call.body) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.chunked ? -1 : call.body->size()));
    if (call.chunked) {
      curl_easy_setopt(curl, CURLOPT_READFUNCTION, take_upload);
      curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
    } else {
      // libcurl may have to begin anew, where the server has just closed the connection that was kept.
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body->data());
    }
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());

  answer.error = static_cast<int>(curl_easy_perform(curl));
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

RawConnection::RawConnection(int port, int receive_buffer) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  const timeval limit{20, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot connect");
  }
}

RawConnection::~RawConnection() { ::close(socket_); }

void RawConnection::send(std::string_view data) {
  while (!data.empty()) {
    const auto sent = ::send(socket_, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server may have heard enough
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string RawConnection::receive(std::size_t size) {
  std::string data(size, '\0');
  const auto got = ::recv(socket_, data.data(), size, 0);
  data.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return data;
}

std::string RawConnection::receive_all() {
  std::string all;
  for (;;) {
    const auto piece = receive(65536);
    if (piece.empty()) return all;
    all += piece;
  }
}

void RawConnection::end_sending() { ::shutdown(socket_, SHUT_WR); }

Crowd::Crowd(std::string url, int clients, const HeaderList& headers)
    : url_(std::move(url)), multi_(curl_multi_init()), headers_(nullptr) {
  for (const auto& [name, value] : headers) {
    headers_ = curl_slist_append(static_cast<curl_slist*>(headers_), (name + ": " + value).c_str());
  }
  for (int i = 0; i < clients; ++i) {
    CURL* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(
        easy, CURLOPT_WRITEFUNCTION,
        +[](char*, std::size_t size, std::size_t count, void*) -> std::size_t { return size * count; });
    handles_.push_back(easy);
    start(easy);
  }
}

Crowd::~Crowd() {
  for (void* easy : handles_) {
    curl_multi_remove_handle(multi_, easy);
    curl_easy_cleanup(easy);
  }
  curl_multi_cleanup(multi_);
  curl_slist_free_all(static_cast<curl_slist*>(headers_));
}

void Crowd::start(void* easy) { curl_multi_add_handle(multi_, easy); }

bool Crowd::step(bool refill) {
  int running = 0;
  curl_multi_perform(multi_, &running);
  bool has_begun = false;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK && status == 200) {
      ++report_.answered;
    } else {
      if (report_.failed++ == 0) {
        report_.first_failure = std::string(curl_easy_strerror(code)) + ", status " + std::to_string(status);
      }
    }
    curl_multi_remove_handle(multi_, easy);
    if (refill) start(easy);
    has_begun = has_begun || refill;
  }
  if (running > 0) curl_multi_poll(multi_, nullptr, 0, 50, nullptr);
  return running > 0 || has_begun;
}

}  // namespace ceilometer::test
