#include "notify/rabbit/connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>

namespace ceilometer::notify::rabbit {

namespace {

constexpr std::string_view kLogName = "ceilometer.notify";
constexpr amqp_channel_t kChannel = 1;
constexpr int kFrameSize = 131072;
constexpr amqp_table_t kNoTable{0, nullptr};
constexpr int kPersistent = 2;

timeval time_of(std::chrono::seconds seconds) { return {static_cast<time_t>(seconds.count()), 0}; }

amqp_table_entry_t entry(std::string_view key, bool value) {
  amqp_table_entry_t made{};
  made.key = bytes(key);
  made.value.kind = AMQP_FIELD_KIND_BOOLEAN;
  made.value.value.boolean = value ? 1 : 0;
  return made;
}

amqp_table_entry_t entry(std::string_view key, std::string_view value) {
  amqp_table_entry_t made{};
  made.key = bytes(key);
  made.value.kind = AMQP_FIELD_KIND_UTF8;
  made.value.value.bytes = bytes(value);
  return made;
}

amqp_table_entry_t entry(std::string_view key, amqp_table_t value) {
  amqp_table_entry_t made{};
  made.key = bytes(key);
  made.value.kind = AMQP_FIELD_KIND_TABLE;
  made.value.value.table = value;
  return made;
}

/// What oslo.messaging's messages have: kombu's, of a persistent JSON text.
amqp_basic_properties_t message_properties() {
  amqp_basic_properties_t properties{};
  properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_CONTENT_ENCODING_FLAG | AMQP_BASIC_HEADERS_FLAG |
                      AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_PRIORITY_FLAG;
  properties.content_type = bytes("application/json");
  properties.content_encoding = bytes("utf-8");
  properties.headers = kNoTable;
  properties.delivery_mode = kPersistent;
  properties.priority = 0;
  return properties;
}

/// What fits into a socket that poll() calls writable. That is one with a third of its buffer free (TCP), and what is
/// sent takes about twice its size there.
std::size_t room_in(int socket) {
  int size = 0;
  socklen_t length = sizeof size;
  if (::getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, &length) != 0) return 0;
  return static_cast<std::size_t>(size) / 8;
}

std::string coded(int code, const amqp_bytes_t& text) { return std::to_string(code) + " " + std::string(view(text)); }

/// The pair of versions that leaves that one.
std::optional<std::pair<amqp_tls_version_t, amqp_tls_version_t>> tls_range(TlsOptions::Version version) {
  switch (version) {
    case TlsOptions::Version::kTls10:
      return std::pair{AMQP_TLSv1, AMQP_TLSv1};
    case TlsOptions::Version::kTls11:
      return std::pair{AMQP_TLSv1_1, AMQP_TLSv1_1};
    case TlsOptions::Version::kTls12:
      return std::pair{AMQP_TLSv1_2, AMQP_TLSv1_2};
    case TlsOptions::Version::kBest:
      break;
  }
  return std::nullopt;
}

}  // namespace

Connection::Connection(std::shared_ptr<const Library> library, const Options& options, Logger& logger)
    : library_(std::move(library)),
      options_(options),
      logger_(logger),
      state_(library_->new_connection(), Destroy{library_}),
      returned_size_(0) {}

Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(std::shared_ptr<const Library> library, const Options& options,
                                                     const Host& host, Logger& logger) {
  std::unique_ptr<Connection> connection(new Connection(std::move(library), options, logger));
  if (!connection->state_) return Error{"out of memory"};
  Result<void> done = connection->connect(host);
  if (done) done = connection->log_in(host);
  if (done) done = connection->open_channel();
  if (done) done = connection->declare_all(true);
  if (done) {
    connection->library_->confirm_select(connection->state_.get(), kChannel);
    done = connection->reply("asking for confirms");
  }
  if (!done) return done.error();
  return connection;
}

std::string Connection::reason(int status) const { return library_->error_string2(status); }

std::string Connection::reason(const amqp_rpc_reply_t& reply) const {
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) return reason(reply.library_error);
  if (reply.reply_type != AMQP_RESPONSE_SERVER_EXCEPTION) return "the broker closed the connection";
  if (reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
    const auto& close = *static_cast<const amqp_connection_close_t*>(reply.reply.decoded);
    return coded(close.reply_code, close.reply_text);
  }
  if (reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD) {
    const auto& close = *static_cast<const amqp_channel_close_t*>(reply.reply.decoded);
    return coded(close.reply_code, close.reply_text);
  }
  return "the broker's answer is not understood";
}

/// The outcome of the last call that waited for an answer.
Result<void> Connection::reply(const std::string& doing) {
  const auto reply = library_->get_rpc_reply(state_.get());
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return {};
  return Error{doing + ": " + reason(reply)};
}

Result<amqp_socket_t*> Connection::make_socket() {
  const auto& tls = options_.tls;
  amqp_socket_t* socket = tls.enabled ? library_->ssl_socket_new(state_.get()) : library_->tcp_socket_new(state_.get());
  if (socket == nullptr) return Error{"no socket could be made"};
  if (!tls.enabled) return socket;
  library_->ssl_socket_set_verify_peer(socket, tls.ca_file.empty() ? 0 : 1);
  library_->ssl_socket_set_verify_hostname(socket, tls.check_hostname ? 1 : 0);
  if (const auto range = tls_range(tls.version)) {
    if (library_->ssl_socket_set_ssl_versions(socket, range->first, range->second) != AMQP_STATUS_OK) {
      return Error{"the version of TLS in ssl_version is not available here"};
    }
  }
  if (!tls.ca_file.empty() && library_->ssl_socket_set_cacert(socket, tls.ca_file.c_str()) != AMQP_STATUS_OK) {
    return Error{"the certificates in " + tls.ca_file + " cannot be read"};
  }
  if (!tls.cert_file.empty() &&
      library_->ssl_socket_set_key(socket, tls.cert_file.c_str(), tls.key_file.c_str()) != AMQP_STATUS_OK) {
    return Error{"the certificate in " + tls.cert_file + " or its key in " + tls.key_file + " cannot be read"};
  }
  return socket;
}

Result<void> Connection::connect(const Host& host) {
  const timeval limit = time_of(options_.connection_timeout);
  library_->set_handshake_timeout(state_.get(), &limit);
  library_->set_rpc_timeout(state_.get(), &limit);
  auto socket = make_socket();
  if (!socket) return socket.error();
  const int status = library_->socket_open_noblock(*socket, host.name.c_str(), host.port, &limit);
  if (status != AMQP_STATUS_OK) return Error{"connecting: " + reason(status)};
  socket_ = library_->get_sockfd(state_.get());
  room_ = room_in(socket_);
  return {};
}

Result<void> Connection::log_in(const Host& host) {
  // Without these two the broker would close the connection in silence, or let us write into the void.
  std::array capabilities{entry("authentication_failure_close", true), entry("connection.blocked", true),
                          entry("publisher_confirms", true), entry("basic.nack", true)};
  const std::string name = "mod_ceilometer:" + std::to_string(getpid());
  std::array properties{
      entry("product", "mod_ceilometer"), entry("connection_name", std::string_view(name)),
      entry("capabilities", amqp_table_t{static_cast<int>(capabilities.size()), capabilities.data()})};
  const amqp_table_t table{static_cast<int>(properties.size()), properties.data()};
  const auto log_in = [&](auto method, auto... credentials) {
    return library_->login_with_properties(state_.get(), options_.virtual_host.c_str(), 0, kFrameSize,
                                           static_cast<int>(options_.heartbeat.count()), &table, method,
                                           credentials...);
  };
  const auto reply = options_.external_login ? log_in(AMQP_SASL_METHOD_EXTERNAL, host.user.c_str())
                                             : log_in(AMQP_SASL_METHOD_PLAIN, host.user.c_str(), host.password.c_str());
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return {};
  return Error{"logging in as " + host.user + " to the virtual host " + options_.virtual_host + ": " + reason(reply)};
}

Result<void> Connection::open_channel() {
  library_->channel_open(state_.get(), kChannel);
  return reply("opening a channel");
}

/// Looks at the answer to a declaration. Who declared it first may have done so with other properties (durable, a
/// queue of another type); it is there all the same, and the broker does not let us change it. The broker closes the
/// channel then: a new one takes its place, if that is still possible.
Result<void> Connection::settle(const std::string& what, bool may_differ) {
  const auto reply = library_->get_rpc_reply(state_.get());
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return {};
  const Error error{"declaring the " + what + ": " + reason(reply)};
  if (!may_differ || reply.reply_type != AMQP_RESPONSE_SERVER_EXCEPTION ||
      reply.reply.id != AMQP_CHANNEL_CLOSE_METHOD) {
    return error;
  }
  const auto& close = *static_cast<const amqp_channel_close_t*>(reply.reply.decoded);
  if (close.reply_code != AMQP_PRECONDITION_FAILED) return error;
  logger_.log(LogLevel::kWarning, kLogName,
              "CEIL0310: the " + what + " is there with other properties, and used as it is: " + reason(reply));
  amqp_channel_close_ok_t close_ok{};
  library_->send_method(state_.get(), kChannel, AMQP_CHANNEL_CLOSE_OK_METHOD, &close_ok);
  return open_channel();
}

Result<void> Connection::declare_all(bool may_differ) {
  const auto exchange = bytes(options_.exchange);
  const auto durable = static_cast<amqp_boolean_t>(options_.durable);
  const auto auto_delete = static_cast<amqp_boolean_t>(options_.auto_delete);
  std::array mirrored{entry("x-ha-policy", std::string_view("all"))};
  const amqp_table_t arguments = options_.ha_queues ? amqp_table_t{1, mirrored.data()} : kNoTable;

  library_->exchange_declare(state_.get(), kChannel, exchange, bytes("topic"), 0, durable, auto_delete, 0, kNoTable);
  if (auto done = settle("exchange " + options_.exchange, may_differ); !done) return done;
  for (const auto& queue : options_.queues) {
    library_->queue_declare(state_.get(), kChannel, bytes(queue), 0, durable, 0, auto_delete, arguments);
    if (auto done = settle("queue " + queue, may_differ); !done) return done;
    library_->queue_bind(state_.get(), kChannel, bytes(queue), exchange, bytes(queue), kNoTable);
    if (auto done = reply("binding the queue " + queue); !done) return done;
  }
  return {};
}

/// With messages on their way the channel cannot be exchanged for another: their tags are of this one.
Result<void> Connection::declare() { return declare_all(false); }

bool Connection::has_buffered() const {
  return library_->frames_enqueued(state_.get()) != 0 || library_->data_in_buffer(state_.get()) != 0;
}

bool Connection::has_room(std::size_t size) const {
  if (size > room_) return false;
  pollfd writable{socket_, POLLOUT, 0};
  return ::poll(&writable, 1, 0) == 1 && writable.revents == POLLOUT;
}

Result<std::uint64_t> Connection::publish(std::string_view queue, std::string_view body) {
  const auto properties = message_properties();
  // Mandatory: should the queue have been deleted, the message comes back instead of getting lost.
  const int status = library_->basic_publish(state_.get(), kChannel, bytes(options_.exchange), bytes(queue), 1, 0,
                                             &properties, bytes(body));
  if (status != AMQP_STATUS_OK) return Error{"sending: " + reason(status)};
  return ++last_tag_;
}

std::optional<Result<Event>> Connection::read_method(const amqp_frame_t& frame) {
  const auto& method = frame.payload.method;
  switch (method.id) {
    case AMQP_BASIC_ACK_METHOD: {
      const auto& ack = *static_cast<const amqp_basic_ack_t*>(method.decoded);
      return Event{Event::Kind::kConfirmed, ack.delivery_tag, ack.multiple != 0, {}};
    }
    case AMQP_BASIC_NACK_METHOD: {
      const auto& nack = *static_cast<const amqp_basic_nack_t*>(method.decoded);
      return Event{Event::Kind::kRefused, nack.delivery_tag, nack.multiple != 0, {}};
    }
    case AMQP_CONNECTION_BLOCKED_METHOD: {
      const auto& blocked = *static_cast<const amqp_connection_blocked_t*>(method.decoded);
      return Event{Event::Kind::kBlocked, 0, false, std::string(view(blocked.reason))};
    }
    case AMQP_CONNECTION_UNBLOCKED_METHOD:
      return Event{Event::Kind::kUnblocked, 0, false, {}};
    case AMQP_CHANNEL_CLOSE_METHOD: {
      const auto& close = *static_cast<const amqp_channel_close_t*>(method.decoded);
      return Error{"the broker closed the channel: " + coded(close.reply_code, close.reply_text)};
    }
    case AMQP_CONNECTION_CLOSE_METHOD: {
      const auto& close = *static_cast<const amqp_connection_close_t*>(method.decoded);
      return Error{"the broker closed the connection: " + coded(close.reply_code, close.reply_text)};
    }
    default:
      return std::nullopt;  // basic.return, whose message follows
  }
}

/// The header and the pieces of a returned message; the event is there with the last of them.
std::optional<Event> Connection::read_returned(const amqp_frame_t& frame) {
  if (frame.frame_type == AMQP_FRAME_HEADER) {
    returned_.clear();
    returned_size_ = frame.payload.properties.body_size;
  } else if (frame.frame_type == AMQP_FRAME_BODY) {
    returned_ += view(frame.payload.body_fragment);
  } else {
    return std::nullopt;
  }
  if (returned_.size() < returned_size_) return std::nullopt;
  return Event{Event::Kind::kReturned, 0, false, std::move(returned_)};
}

Result<std::optional<Event>> Connection::next() {
  for (;;) {
    amqp_frame_t frame{};
    const timeval at_once{0, 0};
    const int status = library_->simple_wait_frame_noblock(state_.get(), &frame, &at_once);
    if (status == AMQP_STATUS_TIMEOUT) {
      library_->maybe_release_buffers(state_.get());
      return std::optional<Event>();
    }
    if (status != AMQP_STATUS_OK) return Error{"receiving: " + reason(status)};
    if (frame.frame_type == AMQP_FRAME_METHOD) {
      if (auto event = read_method(frame)) {
        if (!*event) return event->error();
        return std::optional(**std::move(event));
      }
    } else if (auto event = read_returned(frame)) {
      return event;
    }
  }
}

void Connection::close() {
  const timeval limit{1, 0};
  library_->set_rpc_timeout(state_.get(), &limit);
  library_->connection_close(state_.get(), AMQP_REPLY_SUCCESS);
}

}  // namespace ceilometer::notify::rabbit
