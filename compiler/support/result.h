// A value, or an error that says why there is none.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace virga {

// What went wrong, as a sentence for the user.
struct Error {
  std::string message;
};

// The return type of functions that can fail: `if (!result) return result.error();`. Use value() and * only if ok(),
// error() and message() only otherwise.
template <typename T>
class [[nodiscard]] Result {
public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT(google-explicit-constructor): `return value;`
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor): `return Error{…};`

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  T& value() { return *value_; }
  const T& value() const { return *value_; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

  const Error& error() const { return error_; }
  const std::string& message() const { return error_.message; }

private:
  std::optional<T> value_;
  Error error_;
};

// Success without a value: `return {};`.
template <>
class [[nodiscard]] Result<void> {
public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor): `return Error{…};`

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }
  const std::string& message() const { return error_->message; }

private:
  std::optional<Error> error_;
};

}  // namespace virga
