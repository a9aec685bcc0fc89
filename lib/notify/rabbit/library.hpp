#pragma once

#include <amqp.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>

#include <memory>
#include <string_view>

#include "base/dynamic_library.hpp"

namespace ceilometer::notify::rabbit {

/// librabbitmq's functions, each under its own name without the prefix. Const once loaded, so safe to share.
struct Library {
  /// Loads it in the process that asks. The error is a sentence.
  static Result<std::shared_ptr<const Library>> load();

  decltype(&::amqp_new_connection) new_connection = nullptr;
  decltype(&::amqp_destroy_connection) destroy_connection = nullptr;
  decltype(&::amqp_connection_close) connection_close = nullptr;
  decltype(&::amqp_set_handshake_timeout) set_handshake_timeout = nullptr;
  decltype(&::amqp_set_rpc_timeout) set_rpc_timeout = nullptr;
  decltype(&::amqp_tcp_socket_new) tcp_socket_new = nullptr;
  decltype(&::amqp_ssl_socket_new) ssl_socket_new = nullptr;
  decltype(&::amqp_ssl_socket_set_cacert) ssl_socket_set_cacert = nullptr;
  decltype(&::amqp_ssl_socket_set_key) ssl_socket_set_key = nullptr;
  decltype(&::amqp_ssl_socket_set_verify_peer) ssl_socket_set_verify_peer = nullptr;
  decltype(&::amqp_ssl_socket_set_verify_hostname) ssl_socket_set_verify_hostname = nullptr;
  decltype(&::amqp_ssl_socket_set_ssl_versions) ssl_socket_set_ssl_versions = nullptr;
  decltype(&::amqp_socket_open_noblock) socket_open_noblock = nullptr;
  decltype(&::amqp_get_sockfd) get_sockfd = nullptr;
  decltype(&::amqp_login_with_properties) login_with_properties = nullptr;
  decltype(&::amqp_channel_open) channel_open = nullptr;
  decltype(&::amqp_confirm_select) confirm_select = nullptr;
  decltype(&::amqp_exchange_declare) exchange_declare = nullptr;
  decltype(&::amqp_queue_declare) queue_declare = nullptr;
  decltype(&::amqp_queue_bind) queue_bind = nullptr;
  decltype(&::amqp_get_rpc_reply) get_rpc_reply = nullptr;
  decltype(&::amqp_send_method) send_method = nullptr;
  decltype(&::amqp_basic_publish) basic_publish = nullptr;
  decltype(&::amqp_simple_wait_frame_noblock) simple_wait_frame_noblock = nullptr;
  decltype(&::amqp_frames_enqueued) frames_enqueued = nullptr;
  decltype(&::amqp_data_in_buffer) data_in_buffer = nullptr;
  decltype(&::amqp_maybe_release_buffers) maybe_release_buffers = nullptr;
  decltype(&::amqp_error_string2) error_string2 = nullptr;
};

/// Bytes that AMQP calls read; the text must live as long.
inline amqp_bytes_t bytes(std::string_view text) { return {text.size(), const_cast<char*>(text.data())}; }
inline std::string_view view(const amqp_bytes_t& data) { return {static_cast<const char*>(data.bytes), data.len}; }

}  // namespace ceilometer::notify::rabbit
