#include "cmd/config_check/findings.hpp"

#include <algorithm>
#include <future>
#include <mutex>
#include <thread>

#include "base/ports/host.hpp"

namespace ceilometer::cmd {

namespace {

/// Keeps what the service would log at its start. Shared with checks that may outlive whoever asked for them.
class KeptLog final : public Logger {
 public:
  bool enabled(LogLevel level, std::string_view /*name*/) const noexcept override { return level >= LogLevel::kInfo; }

  void log(LogLevel level, std::string_view name, std::string_view message) noexcept override {
    if (!enabled(level, name)) return;
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(level, message);
  }

  /// Without their ids, and without what the report says otherwise.
  void sort_into(Findings& findings) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [level, line] : lines_) {
      const std::size_t id_end = line.starts_with("CEIL") ? line.find(": ") : std::string::npos;
      const std::string sentence = id_end == std::string::npos ? line : line.substr(id_end + 2);
      if (sentence.starts_with("Full WSGI config used: ") || sentence.starts_with("pipeline: ")) continue;
      (level == LogLevel::kInfo ? findings.notes : findings.warnings).push_back(sentence);
    }
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<LogLevel, std::string>> lines_;
};

/// What a check needs, alive as long as it runs.
struct Subject {
  KeptLog log;
  PlainHost host{log};
  std::unique_ptr<app::Application> application;
  std::chrono::seconds patience{};
};

using Check = Result<void> (*)(const Subject&);

/// Drivers may wait longer than anybody here wants to.
void look_at(Findings& findings, const std::string& name, Check check, const std::shared_ptr<const Subject>& subject,
             std::chrono::seconds patience) {
  auto promise = std::make_shared<std::promise<Result<void>>>();
  std::future<Result<void>> answer = promise->get_future();
  std::thread([promise, check, subject] { promise->set_value(check(*subject)); }).detach();
  if (answer.wait_for(patience) != std::future_status::ready) {
    findings.gave_up_waiting = true;
    findings.reachability.push_back({name, "no answer within " + std::to_string(patience.count()) + " seconds"});
    return;
  }
  const Result<void> result = answer.get();
  findings.reachability.push_back({name, result ? std::nullopt : std::optional(result.error().message)});
}

}  // namespace

bool Findings::good() const {
  return errors.empty() && std::all_of(reachability.begin(), reachability.end(),
                                       [](const Reachability& each) { return !each.error.has_value(); });
}

Findings examine(const Request& request) {
  Findings findings;
  findings.sources = request.settings.sources;
  auto config = config::Config::load(request.settings.sources);
  if (!config) {
    findings.errors.push_back(config.error().message);
    return findings;
  }
  findings.config = *std::move(config);
  findings.policy_file = findings.config->find_file(findings.config->get_string("oslo_policy", "policy_file"));

  const auto subject = std::make_shared<Subject>();
  auto application = app::Application::build(request.settings, subject->host);
  if (!application) {
    findings.errors.push_back(application.error().message);
    subject->log.sort_into(findings);
    return findings;
  }
  subject->application = *std::move(application);
  subject->patience = request.patience;
  findings.pipeline = subject->application->report();
  subject->application->log_start();
  const auto look = [&](const std::string& name, Check check) {
    look_at(findings, name, check, subject, request.patience);
  };
  if (request.database) look("database", [](const Subject& what) { return what.application->check_databases(); });
  if (request.keystone)
    look("keystone", [](const Subject& what) { return what.application->check_keystone(what.patience); });
  subject->log.sort_into(findings);
  return findings;
}

}  // namespace ceilometer::cmd
