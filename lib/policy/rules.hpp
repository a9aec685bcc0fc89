#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policy/asker.hpp"
#include "policy/check.hpp"
#include "policy/credentials.hpp"

namespace ceilometer::policy {

/// Named rules, linked: oslo.policy's Rules with its default rule.
///
/// Immutable; any thread may ask at once. Asking allocates nothing where no server is asked, and its time and stack are
/// bounded: rules that lead back to themselves, more than kMaxHeight checks deep or through more than kMaxCost checks
/// are neither true nor false.
class Rules {
 public:
  static constexpr std::size_t kMaxHeight = 200;
  static constexpr std::size_t kMaxCost = 100'000;

  /// A reference to a rule that is not defined goes to `default_rule` if that is, and is false if not.
  Rules(std::map<std::string, CheckTree> trees, std::string_view default_rule);

  /// Exactly of that name.
  bool contains(std::string_view name) const noexcept;
  /// By the rule of that name, else by the default rule, else false. Without an asker what servers would say is
  /// unknown.
  bool accept(std::string_view name, const Credentials& credentials, Asker* asker = nullptr) const noexcept;
  /// Whether a rule has an http: check, or an https: check.
  bool asks(std::string_view scheme) const noexcept;

  /// A rule that was given up, and why (the end of a sentence).
  struct Fault {
    std::string rule;
    std::string problem;
  };
  const std::vector<Fault>& faults() const noexcept { return faults_; }

 private:
  struct Rule {
    std::string name;
    CheckTree tree;
  };
  struct Question {
    std::string_view rule;
    const Credentials& credentials;
    Asker* asker;
  };

  std::size_t find(std::string_view name) const noexcept;
  std::size_t find_or_default(std::string_view name) const noexcept;
  std::vector<std::size_t> link(Rule& rule) const;
  void check_references(const std::vector<std::vector<std::size_t>>& references);
  void give_up(std::size_t rule, const char* problem);
  Answer answer(const CheckTree& tree, std::size_t check, const Question& question) const noexcept;
  Answer answer_all(const CheckTree& tree, const Check& check, const Question& question) const noexcept;
  Answer answer_any(const CheckTree& tree, const Check& check, const Question& question) const noexcept;

  std::vector<Rule> rules_;  // sorted by name
  std::size_t default_ = Check::kNoRule;
  std::vector<Fault> faults_;
};

}  // namespace ceilometer::policy
