#pragma once

#include <amqp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/httpd_server.hpp"
#include "support/rabbitmq.hpp"
#include "support/service.hpp"

namespace ceilometer::test {

/// The broker that the tests of this program share, made when it is first asked for. A test that stops it starts it
/// again.
RabbitMq& broker();

/// A message as it came from a queue.
struct Received {
  std::string exchange;
  std::string routing_key;
  std::string body;
  amqp_basic_properties_t properties{};  ///< the texts in it are not kept, but content_type and content_encoding are:
  std::string content_type;
  std::string content_encoding;
  int headers = -1;  ///< how many; -1 where there is no table
};

/// A consumer of ours: reads the queues of the broker. Throws std::runtime_error.
class Consumer {
 public:
  explicit Consumer(const RabbitMq& broker, const std::string& virtual_host = "/");
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  /// The next message, taken out of the queue; nullopt where it is empty.
  std::optional<Received> get(const std::string& queue);
  std::vector<Received> get_all(const std::string& queue);
  void declare(const std::string& queue, bool durable, const std::string& type = "");
  void remove(const std::string& queue);
  void purge(const std::string& queue);
  void remove_exchange(const std::string& exchange);

 private:
  void check(const char* doing);

  amqp_connection_state_t connection_;
};

/// Takes away what tests of before have left: queue and exchange. The broker must run.
void clear_bus(const std::string& queue = "notifications.sample");

/// Configuration of a service that publishes: transport_url and `more` lines in [publisher_notifier].
std::string publishing(const std::string& transport_url, const std::string& more = "");

/// One sample as a client posts it.
std::string sample_body(const std::string& meter, double volume = 1);

}  // namespace ceilometer::test
