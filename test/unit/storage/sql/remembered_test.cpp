#include "storage/sql/remembered.hpp"

#include <catch2/catch.hpp>

using ceilometer::storage::sql::Remembered;

namespace {

struct Text final : Remembered::Answer {
  explicit Text(std::string t) : text(std::move(t)) {}
  std::string text;
};

std::string text_of(const std::shared_ptr<const Remembered::Answer>& answer) {
  return answer ? static_cast<const Text&>(*answer).text : "nothing";
}

}  // namespace

TEST_CASE("what was found in one state of the database is not known in another") {
  Remembered remembered;
  remembered.keep(7, "a", std::make_shared<Text>("one"), 3);
  CHECK(text_of(remembered.find(7, "a")) == "one");
  CHECK(text_of(remembered.find(7, "b")) == "nothing");
  CHECK(text_of(remembered.find(8, "a")) == "nothing");
  CHECK(text_of(remembered.find(7, "a")) == "nothing");
  remembered.keep(7, "a", std::make_shared<Text>("two"), 3);
  remembered.clear();
  CHECK(text_of(remembered.find(7, "a")) == "nothing");
}

TEST_CASE("what is remembered is bounded") {
  Remembered remembered;
  constexpr std::size_t kQuarter = 128U << 10U;
  for (int i = 0; i < 20; ++i) remembered.keep(1, std::to_string(i), std::make_shared<Text>("x"), kQuarter);
  int known = 0;
  for (int i = 0; i < 20; ++i) known += remembered.find(1, std::to_string(i)) ? 1 : 0;
  CHECK(known >= 1);
  CHECK(known <= 4);
  remembered.keep(1, "large", std::make_shared<Text>("x"), 5 * kQuarter);
  CHECK(text_of(remembered.find(1, "large")) == "nothing");
}

TEST_CASE("who still reads an answer keeps it") {
  Remembered remembered;
  remembered.keep(1, "a", std::make_shared<Text>("one"), 3);
  const auto answer = remembered.find(1, "a");
  remembered.clear();
  CHECK(text_of(answer) == "one");
}
