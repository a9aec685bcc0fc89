#include "policy/remote.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.hpp"
#include "http/query_string.hpp"
#include "json/write.hpp"

namespace ceilometer::policy {

namespace {

constexpr std::string_view kLogName = "ceilometer.policy";
constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::string_view kJson = "application/json";
constexpr std::chrono::seconds kSilence{60};
// A longer answer is not `True`.
constexpr std::size_t kMaxAnswer = 4096;

json::Value text_or_none(const std::optional<std::string_view>& text) {
  return text ? json::Value(*text) : json::Value(nullptr);
}

json::Value describe(const Credentials& credentials) {
  json::Array roles;
  for (const std::string_view role : split(credentials.roles, ',')) roles.emplace_back(role);
  json::Object caller;
  caller["roles"] = std::move(roles);
  caller["user_id"] = text_or_none(credentials.user_id);
  caller["project_id"] = text_or_none(credentials.project_id);
  return caller;
}

bool is_text(const Credentials& credentials) {
  return is_valid_utf8(credentials.roles) && is_valid_utf8(credentials.user_id.value_or("")) &&
         is_valid_utf8(credentials.project_id.value_or(""));
}

// Python's urlencode: as percent_encode, with + for a space.
void append_field(std::string& form, std::string_view name, const json::Value& value) {
  std::string encoded = http::percent_encode(json::dumps(value), "");
  for (std::size_t at = encoded.find("%20"); at != std::string::npos; at = encoded.find("%20", at)) {
    encoded.replace(at, 3, "+");
  }
  form.append(form.empty() ? "" : "&").append(name).append("=").append(encoded);
}

std::string body_of(bool as_json, std::string_view rule, const Credentials& credentials) {
  if (as_json) {
    json::Object all;
    all["rule"] = rule;
    all["target"] = json::Object();
    all["credentials"] = describe(credentials);
    return json::dumps(std::move(all));
  }
  std::string form;
  append_field(form, "rule", rule);
  append_field(form, "target", json::Object());
  append_field(form, "credentials", describe(credentials));
  return form;
}

bool grants(std::string_view body) {
  while (body.starts_with('"')) body.remove_prefix(1);
  while (body.ends_with('"')) body.remove_suffix(1);
  return body == "True";
}

class RequestAsker final : public Asker {
 public:
  RequestAsker(const RemoteOptions& options, RemoteClients clients, Logger& logger, SaidOnce& said)
      : options_(options), clients_(std::move(clients)), logger_(logger), said_(said) {}

  Answer ask(std::string_view url, std::string_view rule, const Credentials& credentials) noexcept override {
    try {
      for (const Asked& asked : asked_) {
        if (asked.url == url && asked.rule == rule) return asked.answer;
      }
      if (!may_ask_more()) return Answer::kUnknown;
      const Answer answer = exchange(url, rule, credentials);
      asked_.push_back({std::string(url), std::string(rule), answer});
      return answer;
    } catch (const std::exception&) {
      // No memory: no word either, which would need some.
      return Answer::kUnknown;
    }
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Asked {
    std::string url;
    std::string rule;
    Answer answer;
  };

  bool may_ask_more() {
    const Clock::time_point now = Clock::now();
    if (asked_.empty()) first_ = now;
    if (asked_.size() < options_.max_checks && (asked_.empty() || now < first_ + options_.timeout)) return true;
    if (said_.is_due(SaidOnce::Topic::kTooMany, kSilence)) {
      logger_.log(LogLevel::kWarning, kLogName,
                  "CEIL0285: policy: a request would ask servers more than " + std::to_string(options_.max_checks) +
                      " times, or for longer than " + std::to_string(options_.timeout.count()) +
                      " ms ([oslo_policy] remote_max_checks, remote_timeout), so what it asks further is not granted.");
    }
    return false;
  }

  Answer exchange(std::string_view url, std::string_view rule, const Credentials& credentials) {
    // JSON holds no other text; Python raised here.
    if (!is_text(credentials)) return Answer::kUnknown;
    const std::shared_ptr<http::Client>& client = url.starts_with("https:") ? clients_.tls : clients_.plain;
    if (client == nullptr) return Answer::kUnknown;
    http::ClientRequest request{"POST", std::string(url), {}, body_of(options_.as_json, rule, credentials)};
    request.headers.emplace_back("Content-Type", options_.as_json ? kJson : kForm);
    const Result<http::ClientResponse> response = client->send(request);
    if (!response) return unknown(url, rule, response.error().message);
    if (response->status < 200 || response->status > 299) {
      return unknown(url, rule, "it answered with status " + std::to_string(response->status));
    }
    return grants(response->body) ? Answer::kYes : Answer::kNo;
  }

  Answer unknown(std::string_view url, std::string_view rule, const std::string& why) {
    complain("rule \"" + std::string(rule) + "\": " + config::mask_url(url) + ": " + why);
    return Answer::kUnknown;
  }

  void complain(const std::string& what) {
    if (!said_.is_due(SaidOnce::Topic::kServer, kSilence)) return;
    logger_.log(LogLevel::kError, kLogName,
                "CEIL0284: policy: a server that a rule asks gives no answer, which does not grant access: " + what);
  }

  const RemoteOptions& options_;
  RemoteClients clients_;
  Logger& logger_;
  SaidOnce& said_;
  std::vector<Asked> asked_;
  Clock::time_point first_;
};

}  // namespace

Result<RemoteOptions> RemoteOptions::read(const config::Config& config) {
  const auto file = [&](std::string_view name) { return config.get_string("oslo_policy", name); };
  RemoteOptions options;
  const std::string type = config.get_string("oslo_policy", "remote_content_type");
  if (type != kForm && type != kJson) {
    return Error{config.place("oslo_policy", "remote_content_type") + ": '" + type + "' is neither " +
                 std::string(kForm) + " nor " + std::string(kJson) + "."};
  }
  options.as_json = type == kJson;
  // Zero would be no limit to a client. A day, so that no number overflows.
  const double seconds = std::clamp(config.get_float("oslo_policy", "remote_timeout"), 0.001, 86400.0);
  options.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  options.max_checks = static_cast<std::size_t>(config.get_int("oslo_policy", "remote_max_checks"));
  options.verify = config.get_bool("oslo_policy", "remote_ssl_verify_server_crt");
  options.ca_file = file("remote_ssl_ca_crt_file");
  options.cert_file = file("remote_ssl_client_crt_file");
  options.key_file = file("remote_ssl_client_key_file");
  return options;
}

Result<RemoteClients> make_remote_clients(const RemoteOptions& options, const ClientFactory& make,
                                          RemoteClients clients, bool plain, bool tls) {
  http::ClientOptions wanted;
  wanted.timeout = options.timeout;
  wanted.connect_timeout = std::min(wanted.connect_timeout, options.timeout);
  wanted.max_response = kMaxAnswer;
  if (!plain) clients.plain.reset();
  if (!tls) clients.tls.reset();
  if (plain && clients.plain == nullptr) {
    auto client = make(wanted);
    if (!client) return Error{"[oslo_policy] http: rules cannot ask: " + client.error().message};
    clients.plain = *std::move(client);
  }
  if (tls && clients.tls == nullptr) {
    wanted.insecure = !options.verify;
    wanted.ca_file = options.verify ? options.ca_file : std::string();
    wanted.cert_file = options.cert_file;
    wanted.key_file = options.key_file;
    auto client = make(wanted);
    if (!client) return Error{"[oslo_policy] https: rules cannot ask: " + client.error().message};
    clients.tls = *std::move(client);
  }
  return clients;
}

std::unique_ptr<Asker> make_asker(const RemoteOptions& options, RemoteClients clients, Logger& logger, SaidOnce& said) {
  return std::make_unique<RequestAsker>(options, std::move(clients), logger, said);
}

}  // namespace ceilometer::policy
