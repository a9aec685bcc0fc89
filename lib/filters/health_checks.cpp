#include "filters/health_checks.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "base/strings.hpp"
#include "filters/reused_probe.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::filters {
namespace {

using pipeline::FactoryOptions;
using pipeline::in_quotes;

constexpr std::string_view kBackends = "backends";
constexpr std::string_view kDisablePath = "disable_by_file_path";
constexpr std::string_view kDisablePaths = "disable_by_file_paths";
constexpr std::string_view kEnablePaths = "enable_by_file_paths";

/// How long a probe's result answers everybody.
constexpr std::chrono::milliseconds kKeep{1000};

bool exists(const std::string& path) {
  std::error_code ignored;  // as os.path.exists: what cannot be looked at is not there
  return std::filesystem::exists(path, ignored);
}

class DisableByFile final : public HealthCheck {
 public:
  explicit DisableByFile(std::string path) : path_(std::move(path)) {}

  HealthResult check(const http::Request& /*request*/) const override {
    if (path_.empty()) return {true, "OK", "No 'disable_by_file_path' configuration value specified"};
    if (!exists(path_)) return {true, "OK", "Path '" + path_ + "' was not found"};
    return {false, "DISABLED BY FILE", "Path '" + path_ + "' was found"};
  }

 private:
  std::string path_;
};

class DisableByFilesPorts final : public HealthCheck {
 public:
  using Paths = std::map<int, std::string>;
  explicit DisableByFilesPorts(Paths paths) : paths_(std::move(paths)) {}

  HealthResult check(const http::Request& request) const override {
    const auto found = paths_.find(request.server_port);
    if (found == paths_.end() || !exists(found->second)) return {};
    return {false, "DISABLED BY FILE"};
  }

 private:
  Paths paths_;
};

class EnableByFiles final : public HealthCheck {
 public:
  explicit EnableByFiles(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  HealthResult check(const http::Request& /*request*/) const override {
    for (const auto& path : paths_) {
      if (!exists(path)) return {false, "FILE PATH MISSING", "File path " + path + " is missing"};
    }
    return {true, "OK", "Specified file paths are available"};
  }

 private:
  std::vector<std::string> paths_;
};

/// "KEYSTONE NOT AVAILABLE" where the probe named keystone says so.
class Probed final : public HealthCheck {
 public:
  Probed(const std::shared_ptr<HealthProbe>& probe, std::chrono::seconds patience)
      : probe_(std::make_unique<ReusedProbe>(probe, kKeep)), patience_(patience) {}

  HealthResult check(const http::Request& /*request*/) const override {
    const auto seen = probe_->check(std::chrono::steady_clock::now() + patience_);
    if (seen) return {true, "OK", probe_->name() + ": " + *seen};
    return {false, to_upper(probe_->name()) + " NOT AVAILABLE", probe_->name() + ": " + seen.error().message};
  }

 private:
  std::unique_ptr<ReusedProbe> probe_;
  std::chrono::seconds patience_;
};

Result<DisableByFilesPorts::Paths> read_ports(const OptionReader& reader) {
  DisableByFilesPorts::Paths out;
  for (const auto& item : reader.list(kDisablePaths)) {
    const auto colon = item.find(':');
    const auto port = parse_python_int(std::string_view(item).substr(0, colon));
    if (colon == std::string::npos || !port || *port < 0 || *port > 65535) {
      return reader.error(kDisablePaths, in_quotes(item) + " is not PORT:PATH");
    }
    out[static_cast<int>(*port)] = trim(std::string_view(item).substr(colon + 1));
  }
  return out;
}

Error unknown_backend(const OptionReader& reader, const std::string& name, const HealthProbes& probes) {
  std::string known = "disable_by_file, disable_by_files_ports, enable_by_files";
  for (const auto& probe : probes) known += ", " + probe.first;
  return reader.error(kBackends, in_quotes(name) + " is no backend that can be had here (" + known + ")");
}

/// What checks nothing is as in the original: always well. It said so at every check, we say it once.
void note_idle(const FactoryOptions& options, const std::string& backend, std::string_view key) {
  options.note(kBackends, "the backend " + backend + " checks nothing, for " + std::string(key) + " is not set");
}

}  // namespace

Result<HealthChecks> make_health_checks(const FactoryOptions& options, const OptionReader& reader,
                                        const HealthProbes& probes) {
  const auto names = reader.list(kBackends);
  const auto has = [&](std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  if (has("enable_by_files") && (has("disable_by_file") || has("disable_by_files_ports"))) {
    return reader.error(kBackends, "enable_by_files and backends that disable by file exclude each other");
  }
  const auto patience = reader.number("probe_timeout");
  if (!patience) return patience.error();
  if (*patience < 1) return reader.error("probe_timeout", "it must be at least 1");
  HealthChecks out;
  for (const auto& name : names) {
    if (name == "disable_by_file") {
      auto path = reader.text(kDisablePath);
      if (path.empty()) note_idle(options, name, kDisablePath);
      out.push_back(std::make_unique<DisableByFile>(std::move(path)));
    } else if (name == "disable_by_files_ports") {
      auto paths = read_ports(reader);
      if (!paths) return paths.error();
      if (paths->empty()) note_idle(options, name, kDisablePaths);
      out.push_back(std::make_unique<DisableByFilesPorts>(*std::move(paths)));
    } else if (name == "enable_by_files") {
      auto paths = reader.list(kEnablePaths);
      if (paths.empty()) note_idle(options, name, kEnablePaths);
      out.push_back(std::make_unique<EnableByFiles>(std::move(paths)));
    } else if (const auto probe = probes.find(name); probe != probes.end()) {
      out.push_back(std::make_unique<Probed>(probe->second, std::chrono::seconds(*patience)));
    } else {
      return unknown_backend(reader, name, probes);
    }
  }
  return out;
}

}  // namespace ceilometer::filters
