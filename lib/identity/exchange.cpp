#include "identity/exchange.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "http/origin.hpp"

namespace ceilometer::identity {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

milliseconds left_until(Deadline deadline) {
  return std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
}

}  // namespace

Exchange::Exchange(std::shared_ptr<http::Client> client, Options options)
    : client_(std::move(client)), options_(options) {}

Result<http::ClientResponse> Exchange::send(http::ClientRequest request, Deadline deadline) const {
  milliseconds pause = options_.pause;
  for (int retries = options_.retries;; --retries) {
    const milliseconds left = left_until(deadline);
    if (left.count() <= 0) return Error{"Keystone cannot be asked: no time is left"};
    request.timeout = left;
    auto response = client_->send(request);
    if (response && response->status < 500) return response;
    if (retries <= 0 || left_until(deadline) <= pause) {
      if (!response) return Error{"Keystone cannot be reached at " + response.error().message};
      return response;
    }
    std::this_thread::sleep_for(pause);
    pause *= 2;
  }
}

std::string answers(const std::string& url, int status) {
  const auto server = http::origin(url);
  return "Keystone at " + (server ? *server : "its URL") + " answers " + std::to_string(status);
}

}  // namespace ceilometer::identity
