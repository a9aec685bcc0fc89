#include "notify/bus.hpp"

#include <amqp_tcp_socket.h>

#include <stdexcept>

namespace ceilometer::test {
namespace {

amqp_bytes_t bytes(const std::string& text) { return {text.size(), const_cast<char*>(text.data())}; }
std::string text(const amqp_bytes_t& data) { return {static_cast<const char*>(data.bytes), data.len}; }

constexpr amqp_channel_t kChannel = 1;

}  // namespace

RabbitMq& broker() {
  static RabbitMq shared;
  return shared;
}

Consumer::Consumer(const RabbitMq& broker, const std::string& virtual_host) : connection_(amqp_new_connection()) {
  amqp_socket_t* socket = amqp_tcp_socket_new(connection_);
  if (amqp_socket_open(socket, "127.0.0.1", broker.port()) != AMQP_STATUS_OK) {
    amqp_destroy_connection(connection_);
    throw std::runtime_error("cannot connect to the broker");
  }
  const auto reply =
      amqp_login(connection_, virtual_host.c_str(), 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "ceilo", "ceilopw");
  if (reply.reply_type != AMQP_RESPONSE_NORMAL) throw std::runtime_error("login failed");
  amqp_channel_open(connection_, kChannel);
  check("channel");
}

Consumer::~Consumer() {
  amqp_connection_close(connection_, AMQP_REPLY_SUCCESS);
  amqp_destroy_connection(connection_);
}

void Consumer::check(const char* doing) {
  const auto reply = amqp_get_rpc_reply(connection_);
  if (reply.reply_type != AMQP_RESPONSE_NORMAL) throw std::runtime_error(std::string(doing) + " failed");
}

std::optional<Received> Consumer::get(const std::string& queue) {
  const auto reply = amqp_basic_get(connection_, kChannel, bytes(queue), 1);
  if (reply.reply_type != AMQP_RESPONSE_NORMAL) throw std::runtime_error("there is no queue " + queue);
  if (reply.reply.id == AMQP_BASIC_GET_EMPTY_METHOD) return std::nullopt;
  const auto& got = *static_cast<const amqp_basic_get_ok_t*>(reply.reply.decoded);
  Received received;
  received.exchange = text(got.exchange);
  received.routing_key = text(got.routing_key);
  amqp_message_t message;
  if (amqp_read_message(connection_, kChannel, &message, 0).reply_type != AMQP_RESPONSE_NORMAL) {
    throw std::runtime_error("the message did not come");
  }
  received.body = text(message.body);
  received.properties = message.properties;
  received.content_type = text(message.properties.content_type);
  received.content_encoding = text(message.properties.content_encoding);
  if ((message.properties._flags & AMQP_BASIC_HEADERS_FLAG) != 0) {
    received.headers = message.properties.headers.num_entries;
  }
  amqp_destroy_message(&message);
  amqp_maybe_release_buffers(connection_);
  return received;
}

std::vector<Received> Consumer::get_all(const std::string& queue) {
  std::vector<Received> all;
  while (auto received = get(queue)) all.push_back(*std::move(received));
  return all;
}

void Consumer::declare(const std::string& queue, bool durable, const std::string& type) {
  const std::string name = "x-queue-type";
  amqp_table_entry_t entry{};
  entry.key = bytes(name);
  entry.value.kind = AMQP_FIELD_KIND_UTF8;
  entry.value.value.bytes = bytes(type);
  const amqp_table_t arguments{type.empty() ? 0 : 1, &entry};
  amqp_queue_declare(connection_, kChannel, bytes(queue), 0, durable ? 1 : 0, 0, 0, arguments);
  check("declare");
}

void Consumer::remove(const std::string& queue) {
  amqp_queue_delete(connection_, kChannel, bytes(queue), 0, 0);
  check("delete");
}

void Consumer::purge(const std::string& queue) {
  amqp_queue_purge(connection_, kChannel, bytes(queue));
  check("purge");
}

void Consumer::remove_exchange(const std::string& exchange) {
  amqp_exchange_delete(connection_, kChannel, bytes(exchange), 0);
  check("delete");
}

void clear_bus(const std::string& queue) {
  Consumer consumer(broker());
  consumer.remove(queue);
  consumer.remove_exchange("ceilometer");
}

std::string publishing(const std::string& transport_url, const std::string& more) {
  return "[publisher_notifier]\ntelemetry_driver = messagingv2\n" + more +
         "[DEFAULT]\ntransport_url = " + transport_url + "\n";
}

std::string sample_body(const std::string& meter, double volume) {
  return R"([{"counter_name": ")" + meter + R"(", "counter_type": "gauge", "counter_unit": "x", "counter_volume": )" +
         std::to_string(volume) +
         R"(, "resource_id": "r-1", "project_id": "p-1", "user_id": "u-1", "timestamp": "2016-04-07T12:00:00", )"
         R"("resource_metadata": {"display_name": "vm", "flavor.name": "m1.tiny"}}])";
}

}  // namespace ceilometer::test
