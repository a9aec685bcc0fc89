#include "unit/notify/rabbit/scripted_broker.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace ceilometer::notify::rabbit::test {

/// A frame, with what its pointers lead to.
struct ScriptedBroker::Said {
  amqp_frame_t frame{};
  amqp_basic_ack_t ack{};
  amqp_basic_nack_t nack{};
  amqp_connection_blocked_t blocked{};
  std::string body;

  void method(amqp_method_number_t id, void* decoded) {
    frame.frame_type = AMQP_FRAME_METHOD;
    frame.payload.method.id = id;
    frame.payload.method.decoded = decoded;
  }
};

namespace {

// C's functions know no object but the connection, and some not even that.
ScriptedBroker* the_broker = nullptr;

amqp_rpc_reply_t normal() {
  amqp_rpc_reply_t reply{};
  reply.reply_type = AMQP_RESPONSE_NORMAL;
  return reply;
}

amqp_rpc_reply_t log_in(amqp_connection_state_t, const char*, int, int, int, const amqp_table_t*, amqp_sasl_method_enum,
                        ...) {
  return normal();
}

}  // namespace

ScriptedBroker::ScriptedBroker() {
  the_broker = this;
  auto library = std::make_shared<Library>();
  library->new_connection = [] { return reinterpret_cast<amqp_connection_state_t>(the_broker); };
  library->destroy_connection = [](amqp_connection_state_t) { return 0; };
  library->connection_close = [](amqp_connection_state_t, int) { return normal(); };
  library->set_handshake_timeout = [](amqp_connection_state_t, const timeval*) { return 0; };
  library->set_rpc_timeout = [](amqp_connection_state_t, const timeval*) { return 0; };
  library->tcp_socket_new = [](amqp_connection_state_t state) { return reinterpret_cast<amqp_socket_t*>(state); };
  library->socket_open_noblock = [](amqp_socket_t*, const char*, int, const timeval*) { return the_broker->open(); };
  library->get_sockfd = [](amqp_connection_state_t) { return the_broker->sockets_[0]; };
  library->login_with_properties = log_in;
  library->channel_open = [](amqp_connection_state_t, amqp_channel_t) -> amqp_channel_open_ok_t* { return nullptr; };
  library->confirm_select = [](amqp_connection_state_t, amqp_channel_t) -> amqp_confirm_select_ok_t* {
    return nullptr;
  };
  library->exchange_declare = [](amqp_connection_state_t, amqp_channel_t, amqp_bytes_t, amqp_bytes_t, amqp_boolean_t,
                                 amqp_boolean_t, amqp_boolean_t, amqp_boolean_t,
                                 amqp_table_t) -> amqp_exchange_declare_ok_t* {
    const std::lock_guard lock(the_broker->mutex_);
    ++the_broker->declarations_;
    return nullptr;
  };
  library->queue_declare = [](amqp_connection_state_t, amqp_channel_t, amqp_bytes_t, amqp_boolean_t, amqp_boolean_t,
                              amqp_boolean_t, amqp_boolean_t,
                              amqp_table_t) -> amqp_queue_declare_ok_t* { return nullptr; };
  library->queue_bind = [](amqp_connection_state_t, amqp_channel_t, amqp_bytes_t, amqp_bytes_t, amqp_bytes_t,
                           amqp_table_t) -> amqp_queue_bind_ok_t* { return nullptr; };
  library->get_rpc_reply = [](amqp_connection_state_t) { return normal(); };
  library->basic_publish = [](amqp_connection_state_t, amqp_channel_t, amqp_bytes_t, amqp_bytes_t, amqp_boolean_t,
                              amqp_boolean_t, const amqp_basic_properties_t*,
                              amqp_bytes_t body) { return the_broker->publish(view(body)); };
  library->simple_wait_frame_noblock = [](amqp_connection_state_t, amqp_frame_t* frame, const timeval*) {
    return the_broker->next(frame);
  };
  library->frames_enqueued = [](amqp_connection_state_t) -> amqp_boolean_t { return 0; };
  library->data_in_buffer = [](amqp_connection_state_t) -> amqp_boolean_t { return 0; };
  library->maybe_release_buffers = [](amqp_connection_state_t) {};
  library->error_string2 = [](int status) { return status == AMQP_STATUS_TIMEOUT ? "timeout" : "gone"; };
  library_ = library;
}

ScriptedBroker::~ScriptedBroker() {
  for (const int socket : sockets_) {
    if (socket >= 0) ::close(socket);
  }
  the_broker = nullptr;
}

int ScriptedBroker::open() {
  const std::lock_guard lock(mutex_);
  if (refuse_) return AMQP_STATUS_SOCKET_ERROR;
  for (const int socket : sockets_) {
    if (socket >= 0) ::close(socket);
  }
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets_.data()) != 0) return AMQP_STATUS_SOCKET_ERROR;
  ++connections_;
  tag_ = 0;
  hung_up_ = false;
  said_.clear();
  if (hold_) fill_socket();
  return AMQP_STATUS_OK;
}

/// What a broker that reads nothing leaves.
void ScriptedBroker::fill_socket() {
  const std::array<char, 4096> zeros{};
  while (::send(sockets_[0], zeros.data(), zeros.size(), MSG_NOSIGNAL) > 0) {
  }
}

int ScriptedBroker::publish(std::string_view body) {
  bool hold = false;
  {
    const std::lock_guard lock(mutex_);
    sent_.emplace_back(body);
    ++tag_;
    hold = hold_;
    if (confirm_) say_ack(tag_, false);
  }
  if (!hold) return AMQP_STATUS_OK;
  pollfd event{sockets_[0], POLLHUP, 0};
  ::poll(&event, 1, -1);
  return AMQP_STATUS_SOCKET_ERROR;
}

int ScriptedBroker::next(amqp_frame_t* frame) {
  const std::lock_guard lock(mutex_);
  char ignored = 0;
  static_cast<void>(::recv(sockets_[0], &ignored, 1, 0));
  if (!said_.empty()) {
    read_ = std::move(said_.front());
    said_.pop_front();
    *frame = read_->frame;
    return AMQP_STATUS_OK;
  }
  return hung_up_ ? AMQP_STATUS_CONNECTION_CLOSED : AMQP_STATUS_TIMEOUT;
}

/// Called under the lock.
void ScriptedBroker::say(std::unique_ptr<Said> what) {
  said_.push_back(std::move(what));
  static_cast<void>(::send(sockets_[1], "!", 1, MSG_NOSIGNAL));
}

void ScriptedBroker::say_ack(std::uint64_t tag, bool multiple) {
  auto what = std::make_unique<Said>();
  what->ack = {tag, multiple ? 1 : 0};
  what->method(AMQP_BASIC_ACK_METHOD, &what->ack);
  say(std::move(what));
}

void ScriptedBroker::refuse_connections(bool refuse) {
  const std::lock_guard lock(mutex_);
  refuse_ = refuse;
}

void ScriptedBroker::confirm_at_once(bool confirm) {
  const std::lock_guard lock(mutex_);
  confirm_ = confirm;
}

void ScriptedBroker::hold_sends(bool hold) {
  const std::lock_guard lock(mutex_);
  hold_ = hold;
}

void ScriptedBroker::ack(std::uint64_t tag, bool multiple) {
  const std::lock_guard lock(mutex_);
  say_ack(tag, multiple);
}

void ScriptedBroker::nack(std::uint64_t tag) {
  const std::lock_guard lock(mutex_);
  auto what = std::make_unique<Said>();
  what->nack = {tag, 0, 0};
  what->method(AMQP_BASIC_NACK_METHOD, &what->nack);
  say(std::move(what));
}

void ScriptedBroker::give_back(const std::string& body) {
  const std::lock_guard lock(mutex_);
  auto method = std::make_unique<Said>();
  method->method(AMQP_BASIC_RETURN_METHOD, nullptr);
  say(std::move(method));
  auto header = std::make_unique<Said>();
  header->frame.frame_type = AMQP_FRAME_HEADER;
  header->frame.payload.properties.body_size = body.size();
  say(std::move(header));
  // In two pieces.
  for (const auto& piece : {body.substr(0, body.size() / 2), body.substr(body.size() / 2)}) {
    auto part = std::make_unique<Said>();
    part->body = piece;
    part->frame.frame_type = AMQP_FRAME_BODY;
    part->frame.payload.body_fragment = bytes(part->body);
    say(std::move(part));
  }
}

void ScriptedBroker::block() {
  const std::lock_guard lock(mutex_);
  auto what = std::make_unique<Said>();
  what->blocked.reason = bytes("low on memory");
  what->method(AMQP_CONNECTION_BLOCKED_METHOD, &what->blocked);
  say(std::move(what));
}

void ScriptedBroker::unblock() {
  const std::lock_guard lock(mutex_);
  auto what = std::make_unique<Said>();
  what->method(AMQP_CONNECTION_UNBLOCKED_METHOD, nullptr);
  say(std::move(what));
}

void ScriptedBroker::hang_up() {
  const std::lock_guard lock(mutex_);
  hung_up_ = true;
  static_cast<void>(::send(sockets_[1], "!", 1, MSG_NOSIGNAL));
}

int ScriptedBroker::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

int ScriptedBroker::declarations() const {
  const std::lock_guard lock(mutex_);
  return declarations_;
}

std::vector<std::string> ScriptedBroker::sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}

}  // namespace ceilometer::notify::rabbit::test
