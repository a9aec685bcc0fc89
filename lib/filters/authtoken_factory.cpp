#include "filters/authtoken_factory.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.hpp"
#include "filters/chosen_config.hpp"
#include "filters/option_reader.hpp"
#include "http/client.hpp"
#include "identity/client_options.hpp"
#include "identity/option_source.hpp"
#include "identity/secure_cache.hpp"

namespace ceilometer::filters {
namespace {

using identity::ConfigSource;
using pipeline::FilterOptions;

constexpr std::string_view kGroup = "keystone_authtoken";

/// The options of one section, typed; the first wrong one is kept.
class Reader {
 public:
  explicit Reader(const ConfigSource& source) : source_(source) {}

  std::string text(std::string_view name) {
    return take(identity::find_text(source_, name), std::optional<std::string>()).value_or("");
  }
  bool boolean(std::string_view name, bool fallback) {
    return take(identity::find_bool(source_, name, fallback), fallback);
  }
  std::chrono::seconds seconds(std::string_view name, long long min, long long fallback) {
    return std::chrono::seconds(number(name, min, fallback));
  }
  long long number(std::string_view name, long long min, long long fallback) {
    constexpr long long kMost = 1'000'000'000;
    return take(identity::find_int(source_, name, min, kMost), std::optional<long long>()).value_or(fallback);
  }
  std::vector<std::string> list(std::string_view name) { return split_list(text(name)); }
  void refuse(std::string_view name, std::string_view reason) {
    if (!error_) error_ = Error{source_.place(name) + ": " + std::string(reason)};
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  template <class T>
  T take(Result<T> found, T fallback) {
    if (found) return *std::move(found);
    if (!error_) error_ = found.error();
    return fallback;
  }

  const ConfigSource& source_;
  std::optional<Error> error_;
};

AuthtokenRules read_rules(Reader& reader, const std::string& auth_url, const FilterOptions& options) {
  AuthtokenRules rules;
  rules.delay_auth_decision = reader.boolean("delay_auth_decision", false);
  rules.include_service_catalog = reader.boolean("include_service_catalog", true);
  rules.bind = BindPolicy::parse(reader.text("enforce_token_bind"));
  rules.service_token_roles = reader.list("service_token_roles");
  rules.service_token_roles_required = reader.boolean("service_token_roles_required", false);
  rules.service_type = reader.text("service_type");
  if (const auto* name = options.find("log_name")) rules.log_name = *name;
  const auto wording = reader.text("rejection_wording");
  if (iequals(wording, "modern")) {
    rules.wording = AuthtokenRules::Wording::kModern;
  } else if (!wording.empty() && !iequals(wording, "mitaka")) {
    reader.refuse("rejection_wording", "'" + wording + "' is neither mitaka nor modern");
  }
  rules.www_authenticate_uri = reader.text("www_authenticate_uri");
  if (rules.www_authenticate_uri.empty()) {
    rules.www_authenticate_uri = auth_url;
    options.note({}, "www_authenticate_uri (auth_uri) is not set: clients are told to get their tokens from " +
                         auth_url + ", which may be for administrators only");
  }
  if (rules.www_authenticate_uri.find_first_of("\r\n\"'") != std::string::npos) {
    reader.refuse("www_authenticate_uri", "a URL has no quotes and no line ends");
  }
  return rules;
}

identity::TokenCache::Options read_cache_options(Reader& reader, const identity::KeystoneOptions& keystone) {
  identity::TokenCache::Options cache;
  cache.time_to_live = reader.seconds("token_cache_time", -1, 300);
  // What one Keystone says of a token, asked in one way, is nothing to those who ask another.
  cache.audience = keystone.auth.auth_url + (keystone.include_service_catalog ? " catalog" : " nocatalog");
  return cache;
}

MemcacheOptions read_memcache_options(Reader& reader, std::vector<std::string> servers) {
  MemcacheOptions memcache;
  memcache.servers = std::move(servers);
  memcache.dead_retry = reader.seconds("memcache_pool_dead_retry", 0, 300);
  memcache.max_connections = static_cast<int>(reader.number("memcache_pool_maxsize", 1, 10));
  memcache.socket_timeout = reader.seconds("memcache_pool_socket_timeout", 1, 3);
  memcache.unused_timeout = reader.seconds("memcache_pool_unused_timeout", 0, 60);
  memcache.connection_wait = reader.seconds("memcache_pool_conn_get_timeout", 0, 10);
  return memcache;
}

/// Where tokens are remembered for all processes; null where nowhere.
Result<std::shared_ptr<SharedCache>> make_shared_cache(const ConfigSource& source, Reader& reader, Host& host) {
  // Rather no start than tokens in the clear where the operator asked for more.
  for (const auto* name : {"memcache_tls_enabled", "memcache_sasl_enabled"}) {
    if (reader.boolean(name, false)) reader.refuse(name, "this version cannot do that");
  }
  auto servers = reader.list("memcached_servers");
  const auto strategy_word = reader.text("memcache_security_strategy");
  const auto strategy = identity::parse_cache_strategy(strategy_word);
  if (!strategy && !strategy_word.empty() && !iequals(strategy_word, "none")) {
    reader.refuse("memcache_security_strategy", "'" + strategy_word + "' is none of None, MAC and ENCRYPT");
  }
  auto secret = reader.text("memcache_secret_key");
  if (strategy && secret.empty()) {
    reader.refuse("memcache_secret_key", "it must be set where memcache_security_strategy is");
  }
  const auto memcache_options = read_memcache_options(reader, std::move(servers));
  if (reader.error()) return *reader.error();
  if (memcache_options.servers.empty()) return host.shared_memory();
  auto memcache = host.memcache(memcache_options);
  if (!memcache) return Error{source.place("memcached_servers") + ": " + memcache.error().message};
  if (!strategy || !*memcache) return memcache;
  auto secure = identity::SecureCache::make(*strategy, std::move(secret), *std::move(memcache));
  if (!secure) return Error{source.place("memcache_security_strategy") + ": " + secure.error().message};
  return secure;
}

/// Options of PKI tokens and of v2.0: such tokens are asked about online like all others.
void note_what_is_ignored(Reader& reader, const FilterOptions& options) {
  const auto note = [&](std::string_view name, std::string_view why) {
    options.note({}, std::string(name) + " is set and has no effect: " + std::string(why));
  };
  constexpr std::string_view kOnline = "PKI tokens are validated online";
  if (!reader.text("signing_dir").empty()) note("signing_dir", kOnline);
  if (reader.boolean("check_revocations_for_cached", false)) note("check_revocations_for_cached", kOnline);
  if (const auto hashes = reader.list("hash_algorithms");
      !hashes.empty() && hashes != std::vector<std::string>{"md5"}) {
    note("hash_algorithms", kOnline);
  }
  if (reader.number("revocation_cache_time", 0, 10) != 10) note("revocation_cache_time", kOnline);
  if (!reader.text("cache").empty()) note("cache", "there is no WSGI environment to find Swift's cache in");
  if (const auto version = reader.text("auth_version"); version.starts_with("2") || version.starts_with("v2")) {
    note("auth_version", "Keystone's v3 API is asked");
  }
}

ConfigSource source_of(const FilterOptions& options, std::shared_ptr<const config::Config> config) {
  ConfigSource::Local local;
  local.values.insert(options.global.begin(), options.global.end());
  for (const auto& [name, value] : options.local) local.values.insert_or_assign(name, value);
  local.place = options.file + ", [" + options.section + "]";
  return {std::move(config), std::string(kGroup), std::move(local)};
}

}  // namespace

Result<MadeAuthtoken> make_authtoken(const FilterOptions& options, const std::shared_ptr<const config::Config>& own,
                                     Host& host) {
  auto config = chosen_config(options, own);
  if (!config) return config.error();
  const auto source = source_of(options, *std::move(config));
  auto keystone_options = identity::KeystoneOptions::read(source);
  if (!keystone_options) return keystone_options.error();
  for (const auto& warning : keystone_options->auth.warnings) options.note({}, warning);
  Reader reader(source);
  auto rules = read_rules(reader, keystone_options->auth.auth_url, options);
  auto cache_options = read_cache_options(reader, *keystone_options);
  cache_options.metrics = &host.metrics();
  note_what_is_ignored(reader, options);
  if (reader.error()) return *reader.error();
  auto shared = make_shared_cache(source, reader, host);
  if (!shared) return shared.error();
  const auto client_options = identity::read_client_options(source);
  if (!client_options) return client_options.error();
  auto client = http::make_client(*client_options);
  if (!client) return options.error({}, client.error().message);

  MadeAuthtoken made;
  made.keystone =
      std::make_shared<identity::KeystoneClient>(*std::move(keystone_options), *std::move(client), host.logger());
  auto cache =
      std::make_shared<identity::TokenCache>(std::move(cache_options), *std::move(shared), host.locks(), host.logger());
  made.filter = std::make_unique<Authtoken>(std::move(rules), made.keystone, std::move(cache), host.logger());
  return made;
}

}  // namespace ceilometer::filters
