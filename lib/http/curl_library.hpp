#pragma once

// libcurl, loaded at run time. Included by the room's .cpp files only, and only where its headers are there.

#include <curl/curl.h>

#include <memory>

#include "base/result.hpp"

namespace ceilometer::http {

/// The functions of libcurl that the client uses. Plain pointers, good for the process' life; thread-safe.
struct CurlLibrary {
  /// Loads and initialises the library. The error is a sentence with the system's reason.
  static Result<std::shared_ptr<const CurlLibrary>> load();

  decltype(&curl_global_init) global_init = nullptr;
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_reset) easy_reset = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_perform) easy_perform = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
};

}  // namespace ceilometer::http
