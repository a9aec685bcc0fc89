#include "notify/rabbit/library.hpp"

namespace ceilometer::notify::rabbit {

namespace {

// The soname of the release that the headers are of: its structures are what we share with it.
constexpr const char* kSoname = "librabbitmq.so.4";

}  // namespace

Result<std::shared_ptr<const Library>> Library::load() {
  const auto opened = DynamicLibrary::open(kSoname);
  if (!opened) return opened.error();
  auto library = std::make_shared<Library>();
  Result<void> bound;
  const auto bind = [&](const char* symbol, auto& function) {
    if (bound) bound = opened->bind(symbol, function);
  };
  bind("amqp_new_connection", library->new_connection);
  bind("amqp_destroy_connection", library->destroy_connection);
  bind("amqp_connection_close", library->connection_close);
  bind("amqp_set_handshake_timeout", library->set_handshake_timeout);
  bind("amqp_set_rpc_timeout", library->set_rpc_timeout);
  bind("amqp_tcp_socket_new", library->tcp_socket_new);
  bind("amqp_ssl_socket_new", library->ssl_socket_new);
  bind("amqp_ssl_socket_set_cacert", library->ssl_socket_set_cacert);
  bind("amqp_ssl_socket_set_key", library->ssl_socket_set_key);
  bind("amqp_ssl_socket_set_verify_peer", library->ssl_socket_set_verify_peer);
  bind("amqp_ssl_socket_set_verify_hostname", library->ssl_socket_set_verify_hostname);
  bind("amqp_ssl_socket_set_ssl_versions", library->ssl_socket_set_ssl_versions);
  bind("amqp_socket_open_noblock", library->socket_open_noblock);
  bind("amqp_get_sockfd", library->get_sockfd);
  bind("amqp_login_with_properties", library->login_with_properties);
  bind("amqp_channel_open", library->channel_open);
  bind("amqp_confirm_select", library->confirm_select);
  bind("amqp_exchange_declare", library->exchange_declare);
  bind("amqp_queue_declare", library->queue_declare);
  bind("amqp_queue_bind", library->queue_bind);
  bind("amqp_get_rpc_reply", library->get_rpc_reply);
  bind("amqp_send_method", library->send_method);
  bind("amqp_basic_publish", library->basic_publish);
  bind("amqp_simple_wait_frame_noblock", library->simple_wait_frame_noblock);
  bind("amqp_frames_enqueued", library->frames_enqueued);
  bind("amqp_data_in_buffer", library->data_in_buffer);
  bind("amqp_maybe_release_buffers", library->maybe_release_buffers);
  bind("amqp_error_string2", library->error_string2);
  if (!bound) return bound.error();
  return std::shared_ptr<const Library>(std::move(library));
}

}  // namespace ceilometer::notify::rabbit
