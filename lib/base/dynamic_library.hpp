#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"

namespace ceilometer {

/// A client library that is loaded when a configuration needs it, so that a process which does not pays nothing for it.
///
/// Loaded once per process and never unloaded: such libraries keep threads, exit handlers and thread-local storage that
/// do not survive their code. Load in the parent process: its children share the pages. Thread-safe.
class DynamicLibrary {
 public:
  /// `name` is the library's soname as the headers that we were built with fit it ("libcurl.so.4"). The error is a
  /// sentence with the system's reason.
  static Result<DynamicLibrary> open(const char* name);

  /// Sets `function`, a pointer to a function of the library's header: `library.bind("curl_easy_init", init_)`.
  template <class F>
  Result<void> bind(const char* symbol, F*& function) const {
    void* found = find(symbol);
    if (found == nullptr) return Error{"the library " + name_ + " has no " + symbol};
    function = reinterpret_cast<F*>(found);
    return {};
  }

 private:
  DynamicLibrary(std::string name, void* handle) : name_(std::move(name)), handle_(handle) {}
  void* find(const char* symbol) const;

  std::string name_;
  void* handle_;
};

}  // namespace ceilometer
