#ifdef CEILOMETER_HAVE_CURL

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <new>

#include "base/strings.hpp"
#include "http/client.hpp"
#include "http/curl_library.hpp"
#include "http/origin.hpp"

namespace ceilometer::http {

namespace {

using CurlPtr = std::shared_ptr<const CurlLibrary>;
using std::chrono::milliseconds;

constexpr std::size_t kMaxIdle = 64;              // handles kept, each with its connections
constexpr long kConnectionsPerHandle = 4;         // to different servers
constexpr std::size_t kMaxHeaders = 256U << 10U;  // bytes of an answer's

std::string seconds_text(milliseconds time) {
  if (time.count() % 1000 == 0) return std::to_string(time.count() / 1000) + " s";
  return std::to_string(time.count()) + " ms";
}

bool is_token(std::string_view text) {
  const auto is_token_character = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7f; });
}

/// A request's header lines as libcurl takes them.
class HeaderLines {
 public:
  explicit HeaderLines(const CurlLibrary& curl) : curl_(curl) {}
  ~HeaderLines() { curl_.slist_free_all(list_); }
  HeaderLines(const HeaderLines&) = delete;
  HeaderLines& operator=(const HeaderLines&) = delete;

  void add(const std::string& line) {
    curl_slist* longer = curl_.slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  const CurlLibrary& curl_;
  curl_slist* list_ = nullptr;
};

/// What came of an answer so far; libcurl's callbacks fill it.
struct Incoming {
  std::size_t max_body = 0;
  std::size_t header_bytes = 0;
  bool too_long = false;
  bool out_of_memory = false;
  bool has_all_headers = false;
  ClientResponse response;

  /// Whether all of it was taken. No exception may pass through libcurl.
  bool take_header(std::string_view line) noexcept {
    header_bytes += line.size();
    if (header_bytes > kMaxHeaders) {
      too_long = true;
      return false;
    }
    try {
      if (line.starts_with("HTTP/")) {  // an answer begins; what came before was an interim one
        response.headers.clear();
        has_all_headers = false;
        return true;
      }
      if (trim(line).empty()) has_all_headers = true;
      const std::size_t colon = line.find(':');
      if (colon != std::string_view::npos) {
        response.headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
      }
      return true;
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
      return false;
    }
  }

  bool take_body(std::string_view piece) noexcept {
    if (piece.size() > max_body - response.body.size()) {
      too_long = true;
      return false;
    }
    try {
      response.body.append(piece);
      return true;
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
      return false;
    }
  }
};

extern "C" std::size_t ceilometer_take_header(char* data, std::size_t size, std::size_t count, void* incoming) {
  return static_cast<Incoming*>(incoming)->take_header({data, size * count}) ? size * count : 0;
}

extern "C" std::size_t ceilometer_take_body(char* data, std::size_t size, std::size_t count, void* incoming) {
  return static_cast<Incoming*>(incoming)->take_body({data, size * count}) ? size * count : 0;
}

/// Sets options of a handle, remembering whether one was refused.
class Setter {
 public:
  Setter(const CurlLibrary& curl, CURL* handle) : curl_(curl), handle_(handle) {}

  template <class V>
  void operator()(CURLoption option, V value) {
    const CURLcode code = curl_.easy_setopt(handle_, option, value);
    if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
    if (code != CURLE_OK) ok_ = false;
  }
  bool ok() const { return ok_; }

 private:
  const CurlLibrary& curl_;
  CURL* handle_;
  bool ok_ = true;
};

/// The handles of one process: a handle that comes back brings its open connections with it. Thread-safe.
class HandlePool {
 public:
  explicit HandlePool(CurlPtr curl) : curl_(std::move(curl)), owner_(::getpid()) {}
  ~HandlePool() { close(); }
  HandlePool(const HandlePool&) = delete;
  HandlePool& operator=(const HandlePool&) = delete;

  /// The one that came back last, whose connection is the freshest; null where libcurl gives none.
  CURL* take() {
    {
      const std::lock_guard lock(mutex_);
      forget_parents();
      if (!idle_.empty()) {
        CURL* handle = idle_.back();
        idle_.pop_back();
        return handle;
      }
    }
    return curl_->easy_init();
  }

  void give_back(CURL* handle) noexcept {
    {
      const std::lock_guard lock(mutex_);
      if (idle_.size() < idle_.capacity()) {
        idle_.push_back(handle);
        return;
      }
    }
    curl_->easy_cleanup(handle);
  }

  void close() noexcept {
    const std::lock_guard lock(mutex_);
    if (owner_ == ::getpid()) {
      for (CURL* handle : idle_) curl_->easy_cleanup(handle);
    }
    idle_.clear();
  }

 private:
  // A parent's handles are left alone after a fork: closing one would say goodbye on a connection that the parent uses.
  void forget_parents() {
    const pid_t self = ::getpid();
    if (owner_ != self) {
      owner_ = self;
      idle_.clear();
    }
    idle_.reserve(kMaxIdle);
  }

  CurlPtr curl_;
  std::mutex mutex_;
  pid_t owner_;
  std::vector<CURL*> idle_;
};

/// A handle of the pool's for one exchange.
class Lease {
 public:
  explicit Lease(HandlePool& pool) : pool_(pool), handle_(pool.take()) {
    if (handle_ == nullptr) throw std::bad_alloc();
  }
  ~Lease() { pool_.give_back(handle_); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  CURL* get() const { return handle_; }

 private:
  HandlePool& pool_;
  CURL* handle_;
};

class CurlClient final : public Client {
 public:
  CurlClient(CurlPtr curl, ClientOptions options)
      : curl_(std::move(curl)), options_(std::move(options)), pool_(curl_) {}

  Result<ClientResponse> send(const ClientRequest& request) override;
  void close() noexcept override { pool_.close(); }

 private:
  milliseconds time_for(const ClientRequest& request) const {
    if (request.timeout.count() <= 0) return options_.timeout;
    return std::min(request.timeout, options_.timeout);
  }
  void set_connection(Setter& set, milliseconds time) const;
  void set_tls(Setter& set) const;
  static void set_request(Setter& set, const ClientRequest& request);
  static Result<void> add_headers(HeaderLines& lines, const ClientRequest& request);
  std::string reason(CURLcode code, const Incoming& incoming, CURL* handle, const char* detail,
                     milliseconds time) const;

  CurlPtr curl_;
  ClientOptions options_;
  HandlePool pool_;
};

void CurlClient::set_connection(Setter& set, milliseconds time) const {
  set(CURLOPT_NOSIGNAL, 1L);  // without it a time-out of a name's resolution would longjmp out of a signal handler
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(options_.connect_timeout, time).count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(time.count()));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");  // not even one of the environment's
#if LIBCURL_VERSION_NUM >= 0x075500
  set(CURLOPT_PROTOCOLS_STR, "http,https");
#else
  set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_HTTP09_ALLOWED, 0L);
  set(CURLOPT_MAXCONNECTS, kConnectionsPerHandle);
  set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  set_tls(set);
}

void CurlClient::set_tls(Setter& set) const {
  set(CURLOPT_SSL_VERIFYPEER, options_.insecure ? 0L : 1L);
  set(CURLOPT_SSL_VERIFYHOST, options_.insecure ? 0L : 2L);
  if (!options_.ca_file.empty()) {
    std::error_code error;
    const bool is_directory = std::filesystem::is_directory(options_.ca_file, error);
    set(is_directory ? CURLOPT_CAPATH : CURLOPT_CAINFO, options_.ca_file.c_str());
  }
  if (options_.cert_file.empty()) return;
  set(CURLOPT_SSLCERT, options_.cert_file.c_str());
  set(CURLOPT_SSLKEY, options_.key_file.empty() ? options_.cert_file.c_str() : options_.key_file.c_str());
}

void CurlClient::set_request(Setter& set, const ClientRequest& request) {
  set(CURLOPT_URL, request.url.c_str());
  const bool may_have_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
    return;
  }
  if (may_have_body || !request.body.empty()) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
  } else {
    set(CURLOPT_HTTPGET, 1L);
  }
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

// The values stay out of the sentences: they may be tokens.
Result<void> CurlClient::add_headers(HeaderLines& lines, const ClientRequest& request) {
  if (!is_token(request.method)) return Error{"the request's method is none"};
  bool has_type = false;
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return Error{"a header of the request has a name that none can have"};
    if (!is_field_value(value)) return Error{"the request's header " + name + " has a control character in it"};
    has_type = has_type || iequals(name, "Content-Type");
    // libcurl drops a line that ends behind the colon, and takes one with a semicolon for an empty header.
    lines.add(value.empty() ? name + ";" : name + ": " + value);
  }
  if (!has_type) lines.add("Content-Type:");  // or libcurl says that a body is a form
  lines.add("Expect:");                       // or libcurl waits for leave to send a large body
  return {};
}

std::string CurlClient::reason(CURLcode code, const Incoming& incoming, CURL* handle, const char* detail,
                               milliseconds time) const {
  if (incoming.too_long || code == CURLE_FILESIZE_EXCEEDED) return "the answer is too long";
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host's name cannot be resolved";
    case CURLE_COULDNT_CONNECT: {
      long system_error = 0;
      curl_->easy_getinfo(handle, CURLINFO_OS_ERRNO, &system_error);
      if (system_error != 0) return std::string("cannot connect: ") + std::strerror(static_cast<int>(system_error));
      return "cannot connect";
    }
    case CURLE_OPERATION_TIMEDOUT: {
      curl_off_t connected = 0;
      curl_->easy_getinfo(handle, CURLINFO_CONNECT_TIME_T, &connected);
      if (connected == 0) return "no connection within " + seconds_text(std::min(options_.connect_timeout, time));
      return "no whole answer within " + seconds_text(time);
    }
    case CURLE_GOT_NOTHING:
      return "the server closed the connection without an answer";
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
      return "the server broke its answer off";
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9: anything at all
    case CURLE_WEIRD_SERVER_REPLY:
      return "the answer is not HTTP";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION:
      // Only a TLS library knows what is wrong with a certificate; it has seen nothing of the request.
      return std::string(curl_->easy_strerror(code)) + (*detail != '\0' ? ": " + std::string(detail) : "");
    default:
      return curl_->easy_strerror(code);
  }
}

Result<ClientResponse> CurlClient::send(const ClientRequest& request) {
  const Result<std::string> server = origin(request.url);
  if (!server) return Error{"the URL cannot be used: " + server.error().message};
  HeaderLines lines(*curl_);
  const Result<void> added = add_headers(lines, request);
  if (!added) return Error{*server + ": " + added.error().message};

  Incoming incoming;
  incoming.max_body = options_.max_response;
  std::array<char, CURL_ERROR_SIZE> detail{};
  const milliseconds time = time_for(request);
  const Lease lease(pool_);
  curl_->easy_reset(lease.get());
  Setter set(*curl_, lease.get());
  set_connection(set, time);
  set_request(set, request);
  set(CURLOPT_HTTPHEADER, lines.get());
  set(CURLOPT_ERRORBUFFER, detail.data());
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options_.max_response));
  set(CURLOPT_HEADERFUNCTION, &ceilometer_take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&incoming));
  set(CURLOPT_WRITEFUNCTION, &ceilometer_take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&incoming));
  CURLcode code = set.ok() ? curl_->easy_perform(lease.get()) : CURLE_UNKNOWN_OPTION;
  // To libcurl an answer that ends within its headers is one without a body.
  if (code == CURLE_OK && !incoming.has_all_headers) code = CURLE_PARTIAL_FILE;
  if (incoming.out_of_memory || code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  Result<ClientResponse> result =
      code == CURLE_OK ? Result<ClientResponse>(std::move(incoming.response))
                       : Error{*server + ": " + reason(code, incoming, lease.get(), detail.data(), time)};
  if (result) {
    long status = 0;
    curl_->easy_getinfo(lease.get(), CURLINFO_RESPONSE_CODE, &status);
    result->status = static_cast<int>(status);
  }
  curl_->easy_reset(lease.get());  // what it points to ends with this call, and a token in a header with it
  return result;
}

Result<void> check_file(const std::string& file, bool may_be_directory) {
  if (file.empty()) return {};
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (may_be_directory && std::filesystem::is_directory(status)) return {};
  if (!std::filesystem::is_directory(status) && std::ifstream(file).is_open()) return {};
  return Error{"the file " + file + " cannot be read"};
}

}  // namespace

Result<std::shared_ptr<Client>> make_client(const ClientOptions& options) {
  for (const auto& checked :
       {check_file(options.ca_file, true), check_file(options.cert_file, false), check_file(options.key_file, false)}) {
    if (!checked) return checked.error();
  }
  if (!is_field_value(options.user_agent)) return Error{"the user agent has a control character in it"};
  Result<CurlPtr> curl = CurlLibrary::load();
  if (!curl) return curl.error();
  return std::shared_ptr<Client>(std::make_shared<CurlClient>(*std::move(curl), options));
}

}  // namespace ceilometer::http

#endif
