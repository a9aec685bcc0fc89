#include "identity/secure_cache.hpp"

#ifdef CEILOMETER_HAVE_OPENSSL
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/opensslv.h>
#include <openssl/rand.h>
#endif

#include <array>
#include <new>
#include <utility>

#include "base/dynamic_library.hpp"
#include "base/strings.hpp"

namespace ceilometer::identity {

std::optional<CacheStrategy> parse_cache_strategy(std::string_view text) {
  if (iequals(text, "MAC")) return CacheStrategy::kMac;
  if (iequals(text, "ENCRYPT")) return CacheStrategy::kEncrypt;
  return std::nullopt;
}

#ifdef CEILOMETER_HAVE_OPENSSL

namespace {

constexpr std::size_t kPart = 16;       // of the derived digest: name, MAC key, AES key
constexpr std::size_t kMacSize = 64;    // base64 of 48 bytes
constexpr std::size_t kBlockSize = 16;  // AES's, and the IV's

#define CEILOMETER_TEXT_OF(x) #x
#define CEILOMETER_VALUE_TEXT(x) CEILOMETER_TEXT_OF(x)
constexpr const char* kLibrary = "libcrypto.so." CEILOMETER_VALUE_TEXT(OPENSSL_SHLIB_VERSION);
#undef CEILOMETER_VALUE_TEXT
#undef CEILOMETER_TEXT_OF

using Digest = std::array<unsigned char, 48>;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
std::string_view text(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

/// What is used of libcrypto. Its functions are thread-safe, and need nothing done after a fork.
struct SecureCache::Crypto {
  decltype(&::HMAC) hmac = nullptr;
  decltype(&::EVP_sha384) sha384 = nullptr;
  decltype(&::EVP_aes_128_cbc) aes_128_cbc = nullptr;
  decltype(&::EVP_CIPHER_CTX_new) context_new = nullptr;
  decltype(&::EVP_CIPHER_CTX_free) context_free = nullptr;
  decltype(&::EVP_CipherInit_ex) init = nullptr;
  decltype(&::EVP_CipherUpdate) update = nullptr;
  decltype(&::EVP_CipherFinal_ex) finish = nullptr;
  decltype(&::EVP_DecodeBlock) decode = nullptr;
  decltype(&::RAND_bytes) random = nullptr;
  decltype(&::CRYPTO_memcmp) differ = nullptr;

  static Result<std::unique_ptr<Crypto>> load() {
    const auto library = DynamicLibrary::open(kLibrary);
    if (!library) return library.error();
    auto crypto = std::make_unique<Crypto>();
    for (const auto& bound :
         {library->bind("HMAC", crypto->hmac), library->bind("EVP_sha384", crypto->sha384),
          library->bind("EVP_aes_128_cbc", crypto->aes_128_cbc),
          library->bind("EVP_CIPHER_CTX_new", crypto->context_new),
          library->bind("EVP_CIPHER_CTX_free", crypto->context_free), library->bind("EVP_CipherInit_ex", crypto->init),
          library->bind("EVP_CipherUpdate", crypto->update), library->bind("EVP_CipherFinal_ex", crypto->finish),
          library->bind("EVP_DecodeBlock", crypto->decode), library->bind("RAND_bytes", crypto->random),
          library->bind("CRYPTO_memcmp", crypto->differ)}) {
      if (!bound) return bound.error();
    }
    return crypto;
  }

  std::optional<Digest> sign(std::string_view key, std::string_view data) const {
    Digest digest{};
    unsigned size = 0;
    if (hmac(sha384(), key.data(), static_cast<int>(key.size()), bytes(data), data.size(), digest.data(), &size) ==
            nullptr ||
        size != digest.size()) {
      return std::nullopt;
    }
    return digest;
  }

  /// AES-128-CBC with PKCS7 padding, one way or the other.
  std::optional<std::string> cipher(bool encrypt, std::string_view key, std::string_view iv,
                                    std::string_view data) const {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(context_free)> context(context_new(), context_free);
    std::string out(data.size() + kBlockSize, '\0');
    int begun = 0;
    int ended = 0;
    if (context == nullptr ||
        init(context.get(), aes_128_cbc(), nullptr, bytes(key), bytes(iv), encrypt ? 1 : 0) != 1 ||
        update(context.get(), bytes(out), &begun, bytes(data), static_cast<int>(data.size())) != 1 ||
        finish(context.get(), bytes(out) + begun, &ended) != 1) {
      return std::nullopt;
    }
    out.resize(static_cast<std::size_t>(begun) + static_cast<std::size_t>(ended));
    return out;
  }

  std::optional<std::string> base64_decode(std::string_view data) const {
    if (data.empty() || data.size() % 4 != 0) return std::nullopt;
    std::string out(data.size() / 4 * 3, '\0');
    // It counts what stands for padding as well.
    if (decode(bytes(out), bytes(data), static_cast<int>(data.size())) != static_cast<int>(out.size())) {
      return std::nullopt;
    }
    const std::size_t padding = data.ends_with("==") ? 2 : data.ends_with('=') ? 1 : 0;
    out.resize(out.size() - padding);
    return out;
  }
};

struct SecureCache::Keys {
  explicit Keys(const Digest& digest)
      : name(base64_encode(text(digest.data(), kPart))),
        mac(text(digest.data() + kPart, kPart)),
        aes(text(digest.data() + 2 * kPart, kPart)) {}

  std::string name;
  std::string mac;
  std::string aes;
};

Result<std::shared_ptr<SharedCache>> SecureCache::make(CacheStrategy strategy, std::string secret,
                                                       std::shared_ptr<SharedCache> inner) {
  if (secret.empty()) return Error{"memcache_secret_key must be set where memcache_security_strategy is"};
  auto crypto = Crypto::load();
  if (!crypto) return Error{"memcache_security_strategy needs OpenSSL: " + crypto.error().message};
  return std::shared_ptr<SharedCache>(
      new SecureCache(strategy, std::move(secret), std::move(inner), *std::move(crypto)));
}

std::optional<SecureCache::Keys> SecureCache::derive(std::string_view key) const {
  std::string base(key);
  base += strategy_ == CacheStrategy::kMac ? "MAC" : "ENCRYPT";
  const auto digest = crypto_->sign(secret_, base);
  if (!digest) return std::nullopt;
  return Keys(*digest);
}

std::optional<std::string> SecureCache::get(std::string_view key) noexcept {
  try {
    const auto keys = derive(key);
    if (!keys) return std::nullopt;
    const auto stored = inner_->get(keys->name);
    if (!stored || stored->size() < kMacSize) return std::nullopt;
    const std::string_view encoded = std::string_view(*stored).substr(kMacSize);
    const auto mac = crypto_->sign(keys->mac, encoded);
    if (!mac) return std::nullopt;
    const std::string expected = base64_encode(text(mac->data(), mac->size()));
    if (crypto_->differ(expected.data(), stored->data(), kMacSize) != 0) return std::nullopt;
    auto data = crypto_->base64_decode(encoded);
    if (!data || strategy_ == CacheStrategy::kMac) return data;
    if (data->size() < 2 * kBlockSize) return std::nullopt;
    const std::string_view sealed(*data);
    return crypto_->cipher(false, keys->aes, sealed.substr(0, kBlockSize), sealed.substr(kBlockSize));
  } catch (const std::bad_alloc&) {
    return std::nullopt;
  }
}

bool SecureCache::set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live) noexcept {
  try {
    const auto keys = derive(key);
    if (!keys) return false;
    std::string sealed;
    if (strategy_ == CacheStrategy::kEncrypt) {
      std::string iv(kBlockSize, '\0');
      if (crypto_->random(bytes(iv), static_cast<int>(iv.size())) != 1) return false;
      const auto ciphertext = crypto_->cipher(true, keys->aes, iv, value);
      if (!ciphertext) return false;
      sealed = iv + *ciphertext;
      value = sealed;
    }
    const std::string encoded = base64_encode(value);
    const auto mac = crypto_->sign(keys->mac, encoded);
    if (!mac) return false;
    return inner_->set(keys->name, base64_encode(text(mac->data(), mac->size())) + encoded, time_to_live);
  } catch (const std::bad_alloc&) {
    return false;
  }
}

void SecureCache::remove(std::string_view key) noexcept {
  try {
    if (const auto keys = derive(key)) inner_->remove(keys->name);
  } catch (const std::bad_alloc&) {
    return;  // it will end by its time to live
  }
}

#else

struct SecureCache::Crypto {};
struct SecureCache::Keys {};

Result<std::shared_ptr<SharedCache>> SecureCache::make(CacheStrategy /*strategy*/, std::string /*secret*/,
                                                       std::shared_ptr<SharedCache> /*inner*/) {
  return Error{"memcache_security_strategy needs OpenSSL, which this program was built without"};
}

std::optional<SecureCache::Keys> SecureCache::derive(std::string_view /*key*/) const { return std::nullopt; }
std::optional<std::string> SecureCache::get(std::string_view /*key*/) noexcept { return std::nullopt; }
bool SecureCache::set(std::string_view /*key*/, std::string_view /*value*/, std::chrono::seconds /*ttl*/) noexcept {
  return false;
}
void SecureCache::remove(std::string_view /*key*/) noexcept {}

#endif

SecureCache::SecureCache(CacheStrategy strategy, std::string secret, std::shared_ptr<SharedCache> inner,
                         std::unique_ptr<Crypto> crypto)
    : strategy_(strategy), secret_(std::move(secret)), inner_(std::move(inner)), crypto_(std::move(crypto)) {}

SecureCache::~SecureCache() = default;

SharedCache::Figures SecureCache::figures() const noexcept { return inner_->figures(); }

}  // namespace ceilometer::identity
