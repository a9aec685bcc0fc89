#include "policy/policy_source.hpp"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <utility>

namespace ceilometer::policy {

namespace {

constexpr std::string_view kLogName = "ceilometer.policy";

using Clock = std::chrono::steady_clock;

// One change of files, as far as it can be told from others.
std::string name_of(const FileMarks& marks) {
  std::string name;
  for (const FileMark& mark : marks) {
    name.append(mark.path).append(" ").append(std::to_string(mark.inode)).append(" ");
    name.append(std::to_string(mark.size)).append(" ").append(std::to_string(mark.changed)).append("\n");
  }
  return name;
}

Result<RuleSet> load_with_clients(const config::Config& config, const RemoteOptions& options,
                                  const ClientFactory& make_client, PolicyFiles files, RemoteClients clients) {
  Result<RuleSet> rules = load_rules(config, std::move(files));
  if (!rules) return rules;
  auto made = make_remote_clients(options, make_client, std::move(clients), rules->rules.asks("http"),
                                  rules->rules.asks("https"));
  if (!made) return made.error();
  rules->clients = *std::move(made);
  return rules;
}

}  // namespace

PolicySource::PolicySource(std::shared_ptr<const config::Config> config, Logger& logger, ClientFactory make_client,
                           Timing timing, RemoteOptions options, FileMarks loaded, std::shared_ptr<const RuleSet> rules,
                           Metrics* metrics)
    : config_(std::move(config)),
      logger_(logger),
      make_client_(std::move(make_client)),
      timing_(timing),
      options_(std::move(options)),
      metrics_(metrics),
      rules_(std::move(rules)),
      loaded_(std::move(loaded)) {}

Result<std::shared_ptr<PolicySource>> PolicySource::load(std::shared_ptr<const config::Config> config, Logger& logger,
                                                         ClientFactory make_client, Timing timing, Metrics* metrics) {
  Result<RemoteOptions> options = RemoteOptions::read(*config);
  if (!options) return options.error();
  Result<PolicyFiles> files = find_policy_files(*config);
  if (!files) return files.error();
  FileMarks marks = mark(files->all());
  Result<RuleSet> rules = load_with_clients(*config, *options, make_client, *std::move(files), {});
  if (!rules) return rules.error();
  return std::shared_ptr<PolicySource>(new PolicySource(std::move(config), logger, std::move(make_client), timing,
                                                        *std::move(options), std::move(marks),
                                                        std::make_shared<const RuleSet>(*std::move(rules)), metrics));
}

Enforcer PolicySource::enforcer() {
  look_if_due();
  std::shared_ptr<const RuleSet> now = rules();
  if (!now->clients.any()) return Enforcer(std::move(now));
  std::shared_ptr<Asker> asker = make_asker(options_, now->clients, logger_, said_);
  return Enforcer(std::move(now), std::move(asker));
}

std::shared_ptr<const RuleSet> PolicySource::rules() const {
  const std::lock_guard lock(rules_mutex_);
  return rules_;
}

void PolicySource::close() noexcept {
  const std::lock_guard lock(rules_mutex_);
  if (rules_->clients.plain != nullptr) rules_->clients.plain->close();
  if (rules_->clients.tls != nullptr) rules_->clients.tls->close();
}

void PolicySource::look_if_due() noexcept {
  const Clock::duration now = Clock::now().time_since_epoch();
  std::int64_t due = next_look_.load(std::memory_order_relaxed);
  if (now.count() < due || !next_look_.compare_exchange_strong(due, (now + timing_.interval).count())) return;
  // A look may take longer than the interval: then the next one waits for its turn, not the request.
  const std::unique_lock lock(look_mutex_, std::try_to_lock);
  if (!lock) return;
  try {
    look();
  } catch (const std::exception&) {
    // Nothing that could need memory: it may be what lacks.
    if (!said_.is_news(SaidOnce::Topic::kKept, "exception")) return;
    logger_.log(LogLevel::kError, kLogName,
                "CEIL0287: policy: the files cannot be looked at. The rules that were read before go on holding.");
  }
}

// Whether the files that the rules come from are to be seen at all. Where a child may not even enter their directory
// (0750 root:ceilometer), a missing file and a hidden one look the same, and nothing must be concluded from that.
bool PolicySource::see_files() {
  const std::shared_ptr<const RuleSet> known = rules();
  std::vector<std::string> paths = known->files.all();
  const FileMarks now = mark(paths);
  const bool hidden = std::any_of(now.begin(), now.end(), [](const FileMark& mark) { return mark.error == EACCES; }) ||
                      !first_unreadable(known->files.directories).empty();
  if (!hidden && has_looked_) return true;
  has_looked_ = true;
  paths.insert(paths.end(), known->files.directories.begin(), known->files.directories.end());
  const std::string unreadable = first_unreadable(paths);
  if (!unreadable.empty() && said_.is_news(SaidOnce::Topic::kUnreadable, unreadable)) {
    logger_.log(LogLevel::kWarning, kLogName,
                "CEIL0281: policy: " + unreadable +
                    ": the user that answers requests may not read it: a change takes effect at the next graceful "
                    "restart.");
  }
  return !hidden;
}

void PolicySource::look() {
  if (!see_files()) return;
  Result<PolicyFiles> files = find_policy_files(*config_);
  if (!files) return keep(files.error().message, files.error().message);
  const std::shared_ptr<const RuleSet> before = rules();
  if (files->main.empty() && !before->files.main.empty()) {
    return keep(before->files.main + ": it is not there any more.", before->files.main);
  }
  FileMarks marks = mark(files->all());
  if (marks == loaded_) {
    settle();
  } else if (marks == refused_) {
    pending_.clear();
  } else if (is_at_rest(marks)) {
    read_anew(*std::move(files), std::move(marks));
  } else {
    pending_ = std::move(marks);
  }
}

bool PolicySource::is_at_rest(const FileMarks& marks) const {
  if (marks == pending_) return true;
  // The time that only the system sets: that of the content may be any (cp -p).
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::all_of(marks.begin(), marks.end(), [&](const FileMark& mark) {
    return std::chrono::nanoseconds(mark.changed) + timing_.rest <= now;
  });
}

void PolicySource::read_anew(PolicyFiles files, FileMarks marks) {
  const std::vector<std::string> paths = files.all();
  Result<RuleSet> next = load_next(std::move(files));
  // Written to while it was read: the next look sees.
  if (mark(paths) != marks) return pending_.clear();
  pending_.clear();
  if (!next) {
    count(metrics_, Counter::kPolicyRefused);
    keep(next.error().message, name_of(marks));
    refused_ = std::move(marks);
    return;
  }
  loaded_ = std::move(marks);
  settle();
  const auto fresh = std::make_shared<const RuleSet>(*std::move(next));
  {
    const std::lock_guard lock(rules_mutex_);
    if (rules_->digest == fresh->digest) return;
    rules_ = fresh;
  }
  count(metrics_, Counter::kPolicyReloads);
  if (!said_.is_news(SaidOnce::Topic::kReadAnew, fresh->digest + name_of(loaded_))) return;
  logger_.log(LogLevel::kInfo, kLogName, "CEIL0280: a policy file has changed");
  for (const std::string& note : fresh->notes) logger_.log(LogLevel::kInfo, kLogName, "CEIL0286: " + note);
  for (const std::string& warning : fresh->warnings) {
    logger_.log(LogLevel::kWarning, kLogName, "CEIL0283: policy: " + warning);
  }
}

// A file that lost all its rules was more likely cut off (a full disk) than meant so, and no rules let everybody in.
Result<RuleSet> PolicySource::load_next(PolicyFiles files) const {
  const std::shared_ptr<const RuleSet> before = rules();
  Result<RuleSet> next = load_with_clients(*config_, options_, make_client_, std::move(files), before->clients);
  if (!next) return next;
  const std::vector<std::string> known = before->files.all();
  for (const std::string& path : next->empty) {
    const bool was_there = std::find(known.begin(), known.end(), path) != known.end();
    const bool was_empty = std::find(before->empty.begin(), before->empty.end(), path) != before->empty.end();
    if (was_there && !was_empty) return Error{path + ": it holds no rules any more."};
  }
  return next;
}

void PolicySource::settle() {
  pending_.clear();
  refused_.clear();
  if (std::exchange(keeps_, false)) said_.forget(SaidOnce::Topic::kKept);
}

void PolicySource::keep(const std::string& why, const std::string& change) {
  keeps_ = true;
  if (!said_.is_news(SaidOnce::Topic::kKept, change)) return;
  logger_.log(LogLevel::kError, kLogName,
              "CEIL0282: policy: " + why + " The rules that were read before go on holding.");
}

}  // namespace ceilometer::policy
