#include "conformance/client.hpp"

#include <curl/curl.h>

#include <cstddef>
#include <string_view>

#include "base/strings.hpp"

namespace ceilometer::conformance {
namespace {

constexpr long kTimeoutSeconds = 120;

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(data, size * count);
  return size * count;
}

class HeaderList {
 public:
  HeaderList() = default;
  ~HeaderList() { curl_slist_free_all(list_); }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  void add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

/// The headers of the recording, and none of libcurl's own.
void add_headers(HeaderList& list, const Exchange& exchange) {
  for (const char* name : {"Accept", "Content-Type", "Expect"}) {
    if (exchange.header(name).empty()) list.add(std::string(name) + ":");
  }
  list.add("Accept-Encoding: identity");
  for (const auto& [name, value] : exchange.headers)
    list.add(std::string(name).append(value.empty() ? ";" : ": ").append(value));
}

bool sends_length_without_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

struct Client::State {
  CURL* curl = curl_easy_init();
  std::string base;
  std::string prefix;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { curl_easy_cleanup(curl); }
};

Client::Client(const std::string& base) : state_(std::make_unique<State>()) {
  state_->base = base;
  state_->prefix = prefix_of(base);
}

Client::~Client() = default;

Answer Client::send(const Exchange& exchange) {
  CURL* curl = state_->curl;
  if (curl == nullptr) return {};
  curl_easy_reset(curl);  // keeps the connection
  HeaderList headers;
  add_headers(headers, exchange);
  const std::string target = state_->prefix + exchange.path;
  Answer answer;
  curl_easy_setopt(curl, CURLOPT_URL, state_->base.c_str());
  curl_easy_setopt(curl, CURLOPT_REQUEST_TARGET, target.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kTimeoutSeconds);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  if (exchange.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (exchange.has_body || sends_length_without_body(exchange.method)) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(exchange.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, exchange.body.c_str());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, exchange.method.c_str());
  } else {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, exchange.method.c_str());
  }
  for (const bool fresh : {false, true}) {
    answer.body.clear();
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
    if (curl_easy_perform(curl) != CURLE_OK) continue;
    long status = 0;
    const char* type = nullptr;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    answer.status = static_cast<int>(status);
    answer.type = type != nullptr ? type : "";
    return answer;
  }
  return {};
}

ClientLibrary::ClientLibrary() { curl_global_init(CURL_GLOBAL_DEFAULT); }
ClientLibrary::~ClientLibrary() { curl_global_cleanup(); }

std::string prefix_of(const std::string& base) {
  const std::size_t host = base.find("://");
  const std::size_t path = base.find('/', host == std::string::npos ? 0 : host + 3);
  if (path == std::string::npos) return {};
  std::string prefix = base.substr(path);
  while (prefix.ends_with('/')) prefix.pop_back();
  return prefix;
}

}  // namespace ceilometer::conformance
