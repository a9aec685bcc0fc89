#include "policy/rules.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/strings.hpp"

namespace ceilometer::policy {

namespace {

template <class Match>
bool any_role(std::string_view roles, Match match) noexcept {
  for (;;) {
    const std::size_t comma = roles.find(',');
    if (match(roles.substr(0, comma))) return true;
    if (comma == std::string_view::npos) return false;
    roles.remove_prefix(comma + 1);
  }
}

// What Python's str() makes of a header that is missing.
std::string_view text_of(const std::optional<std::string_view>& value) noexcept { return value.value_or("None"); }

}  // namespace

// NOLINTNEXTLINE(performance-unnecessary-value-param): its trees are moved out below
Rules::Rules(std::map<std::string, CheckTree> trees, std::string_view default_rule) {
  rules_.reserve(trees.size());
  for (auto& [name, tree] : trees) rules_.push_back({name, std::move(tree)});
  if (!default_rule.empty()) default_ = find(default_rule);
  std::vector<std::vector<std::size_t>> references;
  references.reserve(rules_.size());
  for (Rule& rule : rules_) references.push_back(link(rule));
  check_references(references);
}

std::size_t Rules::find(std::string_view name) const noexcept {
  const auto found = std::lower_bound(rules_.begin(), rules_.end(), name,
                                      [](const Rule& rule, std::string_view n) { return rule.name < n; });
  if (found == rules_.end() || found->name != name) return Check::kNoRule;
  return static_cast<std::size_t>(found - rules_.begin());
}

std::size_t Rules::find_or_default(std::string_view name) const noexcept {
  const std::size_t rule = find(name);
  return rule == Check::kNoRule ? default_ : rule;
}

std::vector<std::size_t> Rules::link(Rule& rule) const {
  std::vector<std::size_t> references;
  for (Check& check : rule.tree.checks) {
    if (check.kind != Check::Kind::kRule) continue;
    check.rule = find_or_default(check.text);
    if (check.rule != Check::kNoRule) references.push_back(check.rule);
  }
  return references;
}

void Rules::give_up(std::size_t rule, const char* problem) {
  rules_[rule].tree = {{Check()}, 0, 1};
  faults_.push_back({rules_[rule].name, problem});
}

// Walks the references depth first, with a stack of its own. A reference to a rule on the way down closes a cycle: all
// rules from there to the end of the way are given up. Every cycle has such a reference, so none is left.
void Rules::check_references(const std::vector<std::vector<std::size_t>>& references) {
  enum class State { kNew, kOnTheWay, kDone };
  struct Rating {
    State state = State::kNew;
    bool cyclic = false;
    std::size_t height = 1;
    std::size_t cost = 0;
  };
  std::vector<Rating> ratings(rules_.size());
  std::vector<std::pair<std::size_t, std::size_t>> way;  // a rule, and how many of its references are done

  const auto finish = [&](std::size_t rule) {
    Rating& rating = ratings[rule];
    rating.state = State::kDone;
    const CheckTree& tree = rules_[rule].tree;
    rating.cost = tree.checks.size();
    std::size_t below = 0;
    for (const std::size_t next : references[rule]) {
      below = std::max(below, ratings[next].height);
      rating.cost = std::min(rating.cost + ratings[next].cost, kMaxCost + 1);
    }
    rating.height = tree.height + below;
    const char* problem = rating.cyclic                ? "it refers to itself"
                          : rating.height > kMaxHeight ? "its references go too deep"
                          : rating.cost > kMaxCost     ? "it comes to too many checks"
                                                       : nullptr;
    if (problem == nullptr) return;
    give_up(rule, problem);
    rating.height = rating.cost = 1;
  };

  for (std::size_t start = 0; start < rules_.size(); ++start) {
    if (ratings[start].state != State::kNew) continue;
    ratings[start].state = State::kOnTheWay;
    way.emplace_back(start, 0);
    while (!way.empty()) {
      const std::size_t rule = way.back().first;
      if (way.back().second == references[rule].size()) {
        finish(rule);
        way.pop_back();
        continue;
      }
      const std::size_t next = references[rule][way.back().second++];
      if (ratings[next].state == State::kNew) {
        ratings[next].state = State::kOnTheWay;
        way.emplace_back(next, 0);
      } else if (ratings[next].state == State::kOnTheWay) {
        for (auto step = way.rbegin(); step != way.rend(); ++step) {
          ratings[step->first].cyclic = true;
          if (step->first == next) break;
        }
      }
    }
  }
}

bool Rules::contains(std::string_view name) const noexcept { return find(name) != Check::kNoRule; }

bool Rules::asks(std::string_view scheme) const noexcept {
  const auto is_remote = [&](const Check& check) {
    return check.kind == Check::Kind::kRemote && check.text.compare(0, check.text.find(':'), scheme) == 0;
  };
  return std::any_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    return std::any_of(rule.tree.checks.begin(), rule.tree.checks.end(), is_remote);
  });
}

bool Rules::accept(std::string_view name, const Credentials& credentials, Asker* asker) const noexcept {
  const std::size_t rule = find_or_default(name);
  if (rule == Check::kNoRule) return false;
  const CheckTree& tree = rules_[rule].tree;
  return answer(tree, tree.root, {name, credentials, asker}) == Answer::kYes;
}

Answer Rules::answer(const CheckTree& tree, std::size_t index, const Question& question) const noexcept {
  const Credentials& credentials = question.credentials;
  const Check& check = tree.checks[index];
  const auto yes = [](bool accepted) { return accepted ? Answer::kYes : Answer::kNo; };
  switch (check.kind) {
    case Check::Kind::kTrue:
      return Answer::kYes;
    case Check::Kind::kFalse:
      return Answer::kNo;
    case Check::Kind::kUnknown:
      return Answer::kUnknown;
    case Check::Kind::kRole:
      return yes(any_role(credentials.roles, [&](std::string_view role) { return iequals(role, check.text); }));
    case Check::Kind::kInRoles:
      return yes(any_role(credentials.roles, [&](std::string_view role) { return role == check.text; }));
    case Check::Kind::kUserId:
      return yes(text_of(credentials.user_id) == check.text);
    case Check::Kind::kProjectId:
      return yes(text_of(credentials.project_id) == check.text);
    case Check::Kind::kRule: {
      if (check.rule == Check::kNoRule) return Answer::kNo;
      const CheckTree& other = rules_[check.rule].tree;
      return answer(other, other.root, question);
    }
    case Check::Kind::kRemote:
      if (question.asker == nullptr) return Answer::kUnknown;
      return question.asker->ask(check.text, question.rule, credentials);
    case Check::Kind::kNot: {
      const Answer inner = answer(tree, check.children.front(), question);
      return inner == Answer::kUnknown ? inner : yes(inner == Answer::kNo);
    }
    case Check::Kind::kAnd:
      return answer_all(tree, check, question);
    case Check::Kind::kOr:
      return answer_any(tree, check, question);
  }
  return Answer::kUnknown;
}

Answer Rules::answer_all(const CheckTree& tree, const Check& check, const Question& question) const noexcept {
  Answer all = Answer::kYes;
  for (const std::size_t child : check.children) {
    all = std::min(all, answer(tree, child, question));
    if (all == Answer::kNo) break;
  }
  return all;
}

Answer Rules::answer_any(const CheckTree& tree, const Check& check, const Question& question) const noexcept {
  Answer any = Answer::kNo;
  for (const std::size_t child : check.children) {
    any = std::max(any, answer(tree, child, question));
    if (any == Answer::kYes) break;
  }
  return any;
}

}  // namespace ceilometer::policy
