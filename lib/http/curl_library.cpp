#ifdef CEILOMETER_HAVE_CURL

#include "http/curl_library.hpp"

#include <array>

#include "base/dynamic_library.hpp"

namespace ceilometer::http {

namespace {

// Debian names the library after what it speaks TLS with. They have one interface; the first is what the development
// packages fit.
constexpr std::array kNames = {"libcurl.so.4", "libcurl-gnutls.so.4"};

Result<DynamicLibrary> open_any() {
  Result<DynamicLibrary> first = DynamicLibrary::open(kNames.front());
  if (first) return first;
  for (const char* name : kNames) {
    Result<DynamicLibrary> other = DynamicLibrary::open(name);
    if (other) return other;
  }
  return first;
}

}  // namespace

Result<std::shared_ptr<const CurlLibrary>> CurlLibrary::load() {
  const Result<DynamicLibrary> library = open_any();
  if (!library) return library.error();
  const auto curl = std::make_shared<CurlLibrary>();
  Result<void> bound;
  const auto bind = [&](const char* symbol, auto& function) {
    if (bound) bound = library->bind(symbol, function);
  };
  bind("curl_global_init", curl->global_init);
  bind("curl_easy_init", curl->easy_init);
  bind("curl_easy_cleanup", curl->easy_cleanup);
  bind("curl_easy_reset", curl->easy_reset);
  bind("curl_easy_setopt", curl->easy_setopt);
  bind("curl_easy_perform", curl->easy_perform);
  bind("curl_easy_getinfo", curl->easy_getinfo);
  bind("curl_easy_strerror", curl->easy_strerror);
  bind("curl_slist_append", curl->slist_append);
  bind("curl_slist_free_all", curl->slist_free_all);
  if (!bound) return bound.error();
  // Counted by libcurl, and never given back: its code stays too, and TLS libraries do not like to be cleaned up while
  // mod_ssl uses them.
  const CURLcode code = curl->global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) return Error{std::string("libcurl does not start: ") + curl->easy_strerror(code)};
  return std::shared_ptr<const CurlLibrary>(curl);
}

}  // namespace ceilometer::http

#endif
