#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>
#include <string>

#include "policy/policy_source.hpp"
#include "policy/rule_parser.hpp"
#include "policy/rules.hpp"
#include "unit/policy/fakes.hpp"

namespace {
std::atomic<std::size_t> allocations{0};
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("Asking allocates nothing") {
  using namespace ceilometer::policy;
  const Rules rules(
      {{"context_is_admin", parse_text_rule("role:admin or roles:root").tree},
       {"a rule whose name is longer than a short string",
        parse_text_rule("not (rule:context_is_admin or rule:missing) and user_id:u or project_id:p").tree},
       {"default", parse_text_rule("role:a-role-whose-name-is-longer-than-a-short-string").tree}},
      "default");
  const Credentials caller{"some-role-whose-name-is-long-enough,A-Role-Whose-Name-Is-Longer-Than-A-Short-String", "u",
                           "p"};
  const std::size_t before = allocations;
  const bool admin = rules.accept("context_is_admin", caller);
  const bool named = rules.accept("a rule whose name is longer than a short string", caller);
  const bool missing = rules.accept("another name that is longer than a short string", caller);
  const bool known = rules.contains("another name that is longer than a short string");
  const std::size_t after = allocations;

  CHECK(after == before);
  CHECK_FALSE(admin);
  CHECK(named);
  CHECK(missing);
  CHECK_FALSE(known);
  const std::string counted(100, 'x');
  CHECK(allocations > after);
}

TEST_CASE("A request gets its rules without an allocation") {
  using namespace ceilometer::policy;
  const ceilometer::test::TempDir dir;
  test::LineLogger logger;
  dir.write("policy.json", R"({"x": "role:admin"})");
  const auto source = PolicySource::load(test::write_config(dir, ""), logger, test::FakeClients(),
                                         {std::chrono::hours(1), std::chrono::hours(1)})
                          .value();
  source->enforcer();  // which looks at the files
  const std::size_t before = allocations;
  const bool granted = source->enforcer().enforce("x", {"admin", {}, {}});
  const std::size_t after = allocations;
  CHECK(granted);
  CHECK(after == before);
}
