#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace ceilometer {

/// Why an operation that is expected to fail now and then did fail: one sentence for a person.
struct Error {
  std::string message;
};

/// A value or the reason there is none. For expected outcomes (parsing, start-up checks); what ends a request is an
/// ApiError instead, never both for one cause. Reading the side that is not there is undefined.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : x_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : x_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return x_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return *std::get_if<0>(&x_); }
  const T& value() const& { return *std::get_if<0>(&x_); }
  T&& value() && { return std::move(*std::get_if<0>(&x_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return std::get_if<0>(&x_); }
  const T* operator->() const { return std::get_if<0>(&x_); }

  const Error& error() const { return *std::get_if<1>(&x_); }

 private:
  std::variant<T, Error> x_;
};

/// The outcome of an operation without a value.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace ceilometer
