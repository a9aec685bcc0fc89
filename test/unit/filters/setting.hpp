#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/ports/logger.hpp"
#include "config/config.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"
#include "unit/pipeline/scratch.hpp"

namespace ceilometer::test {

/// A section [filter:x] of a paste file beside a ceilometer.conf.
struct Setting {
  Scratch scratch = {};
  std::vector<std::string> notes = {};

  std::shared_ptr<const config::Config> config(std::string_view conf) const {
    config::Sources sources;
    sources.files.push_back(scratch.write("ceilometer.conf", conf));
    auto loaded = config::Config::load(sources);
    if (!loaded) FAIL(loaded.error().message);
    return *loaded;
  }
  pipeline::FilterOptions options(pipeline::Options local, pipeline::Options global = {}) {
    return {std::move(local), std::move(global), "filter:x", "/paste.ini", &notes};
  }

  template <class F, class... More>
  std::unique_ptr<pipeline::Filter> made(std::string_view conf, pipeline::Options local, More&&... more) {
    auto filter = F::create(options(std::move(local)), config(conf), std::forward<More>(more)...);
    if (!filter) FAIL(filter.error().message);
    return *std::move(filter);
  }
  template <class F, class... More>
  std::string error(std::string_view conf, pipeline::Options local, More&&... more) {
    auto filter = F::create(options(std::move(local)), config(conf), std::forward<More>(more)...);
    return filter ? "created" : filter.error().message;
  }
};

/// Remembers what it was told, each line behind its level.
class Lines final : public Logger {
 public:
  explicit Lines(bool debug = true) : debug_(debug) {}
  bool enabled(LogLevel level, std::string_view /*name*/) const noexcept override {
    return debug_ || level != LogLevel::kDebug;
  }
  void log(LogLevel level, std::string_view name, std::string_view message) noexcept override {
    lines.push_back(std::to_string(static_cast<int>(level)) + " " + std::string(name) + " " + std::string(message));
  }
  std::vector<std::string> lines;

 private:
  bool debug_;
};

/// An application made of a function.
template <class F>
class Inner final : public pipeline::Handler {
 public:
  explicit Inner(F answer) : answer_(std::move(answer)) {}
  http::Response handle(http::Request& request) const override { return answer_(request); }

 private:
  F answer_;
};

inline http::Response ok(std::string body = "inner") {
  return http::Response::make(200, "text/plain", std::move(body));
}

}  // namespace ceilometer::test
