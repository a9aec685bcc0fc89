#include "identity/secure_cache.hpp"

#include <catch2/catch.hpp>

#include "cache_fakes.hpp"

using namespace ceilometer;
using namespace ceilometer::identity;
using namespace ceilometer::identity::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kKey = "ceilometer-token/0123456789abcdef";
constexpr std::string_view kValue = "1456790400\n{\"token\": {}}";

/// What keystonemiddleware's rules give for kKey, kValue and the secret "mysecret", computed with Python's hmac,
/// hashlib and cryptography; the IV is 0, 1, ... 15.
struct Vector {
  CacheStrategy strategy;
  const char* name;
  const char* stored;
};

constexpr Vector kVectors[] = {{CacheStrategy::kMac, "oa3U87eDjsZrx5Lc8WjMkw==",
                                "rpVqyTgtJyvwlQ8eCV1asO3MEVhrL+v09vXPfInhNoM4VKZx8Ibn4TLLnZdo29Rn"
                                "MTQ1Njc5MDQwMAp7InRva2VuIjoge319"},
                               {CacheStrategy::kEncrypt, "dkTR/Xv8ywzU6Qz/GE/Z+Q==",
                                "VPet9/Wlc7R1pDzUxJC/Z7FM7tNViJDcGvvATjmvUoQW8o5NELW4aO3VwDFlsYnL"
                                "AAECAwQFBgcICQoLDA0OD6SRENvcekBWyrsAWuRDL98iCsp71+kmdgGETgifZMtx"}};

std::shared_ptr<SharedCache> secured(CacheStrategy strategy, std::shared_ptr<SharedCache> inner,
                                     const std::string& secret = "mysecret") {
  auto made = SecureCache::make(strategy, secret, std::move(inner));
  REQUIRE(made.ok());
  return *std::move(made);
}

}  // namespace

TEST_CASE("protected entries are read as Python's rules write them") {
  for (const auto& vector : kVectors) {
    const auto inner = std::make_shared<FakeShared>();
    inner->entries[vector.name] = vector.stored;
    CHECK(secured(vector.strategy, inner)->get(kKey) == kValue);
  }
}

TEST_CASE("entries with a MAC are written as Python's rules write them") {
  const auto inner = std::make_shared<FakeShared>();
  REQUIRE(secured(CacheStrategy::kMac, inner)->set(kKey, kValue, 10s));
  REQUIRE(inner->entries.size() == 1);
  CHECK(inner->entries.begin()->first == kVectors[0].name);
  CHECK(inner->entries.begin()->second == kVectors[0].stored);
  CHECK(inner->last_time_to_live == 10s);
}

TEST_CASE("encrypted entries come back, of any length, and no two are alike") {
  const auto inner = std::make_shared<FakeShared>();
  const auto cache = secured(CacheStrategy::kEncrypt, inner);
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 47U, 20'000U}) {
    const std::string value(size, 'v');
    REQUIRE(cache->set(kKey, value, 10s));
    CHECK(cache->get(kKey) == value);
    const auto first = inner->entries.begin()->second;
    REQUIRE(cache->set(kKey, value, 10s));
    CHECK(inner->entries.begin()->second != first);
  }
  CHECK(inner->entries.begin()->first == kVectors[1].name);
  cache->remove(kKey);
  CHECK(inner->entries.empty());
}

TEST_CASE("what was changed, cut or made up is a miss") {
  for (const auto& vector : kVectors) {
    const auto inner = std::make_shared<FakeShared>();
    const auto cache = secured(vector.strategy, inner);
    const std::string good = vector.stored;
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string bad = good;
      bad[i] = bad[i] == 'A' ? 'B' : 'A';
      inner->entries[vector.name] = bad;
      CHECK_FALSE(cache->get(kKey));
      inner->entries[vector.name] = good.substr(0, i);
      CHECK_FALSE(cache->get(kKey));
    }
    inner->entries[vector.name] = good + "AAAA";
    CHECK_FALSE(cache->get(kKey));
    inner->entries[vector.name] = good;
    CHECK(cache->get(kKey) == kValue);
    CHECK_FALSE(secured(vector.strategy, inner, "another")->get(kKey));
  }
}

TEST_CASE("an entry of one key or strategy does not pass for another's") {
  const auto inner = std::make_shared<FakeShared>();
  const auto cache = secured(CacheStrategy::kMac, inner);
  REQUIRE(cache->set("key-one", "one", 10s));
  const auto stored = inner->entries.begin()->second;
  REQUIRE(cache->set("key-two", "two", 10s));
  for (auto& entry : inner->entries) entry.second = stored;
  CHECK(cache->get("key-one") == "one");
  CHECK_FALSE(cache->get("key-two"));
}

TEST_CASE("strategies are named in any case; a secret is needed") {
  CHECK(parse_cache_strategy("mac") == CacheStrategy::kMac);
  CHECK(parse_cache_strategy("Encrypt") == CacheStrategy::kEncrypt);
  CHECK_FALSE(parse_cache_strategy("None"));
  CHECK_FALSE(parse_cache_strategy(""));
  const auto made = SecureCache::make(CacheStrategy::kMac, "", nullptr);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().message == "memcache_secret_key must be set where memcache_security_strategy is");
}
