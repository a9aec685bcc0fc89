#include "base/sentence.hpp"

#include <catch2/catch.hpp>

#include "base/api_error.hpp"
#include "base/messages.hpp"

using ceilometer::ApiError;
using ceilometer::Sentence;
using ceilometer::sentence;

namespace {

std::string_view german(std::string_view id) {
  static constexpr std::pair<std::string_view, std::string_view> kTexts[] = {
      {"No {0} in {1}", "In {1} ist kein {0}"},
      {"no water", "kein Wasser"},
      {"Only {0}", "Nur"},
      {"needs {0}", "braucht {0}, {0} und {1}"},
      {"Unknown argument: \"{0}\": {1}", "Unbekanntes Argument: \"{0}\": {1}"},
  };
  for (const auto& [english, text] : kTexts) {
    if (english == id) return text;
  }
  return id;
}

}  // namespace

TEST_CASE("a sentence is said in English and in another language") {
  const auto said = sentence("No {0} in {1}", std::string("water"), std::string("the well"));
  CHECK(said.english() == "No water in the well");
  CHECK(said.in(german) == "In the well ist kein water");
  CHECK(sentence("never heard {0}", std::string("of")).in(german) == "never heard of");
}

TEST_CASE("what stands in a place is translated where it is a sentence, never where it is data") {
  CHECK(sentence("Only {0}", sentence("no water")).english() == "Only no water");
  CHECK(Sentence("no water").in(german) == "kein Wasser");
  CHECK(Sentence(std::string("no water")).in(german) == "no water");
  CHECK(ceilometer::unknown_argument(std::string("no water"), "no water").in(german) ==
        "Unbekanntes Argument: \"no water\": kein Wasser");
}

TEST_CASE("data that looks like places stays as it came") {
  const auto said = sentence("No {0} in {1}", std::string("{1}"), std::string("{0}{0}"));
  CHECK(said.english() == "No {1} in {0}{0}");
  CHECK(said.in(german) == "In {0}{0} ist kein {1}");
  CHECK(Sentence(std::string("{0}")).english() == "{0}");
  CHECK(Sentence("{0}").english() == "{0}");
}

TEST_CASE("a translation may leave a place out or repeat it, and a place that nothing fills stays") {
  CHECK(sentence("Only {0}", std::string("x")).in(german) == "Nur");
  CHECK(sentence("needs {0}", std::string("x")).in(german) == "braucht x, x und {1}");
  CHECK(sentence("{0", std::string("x")).english() == "{0");
  CHECK(sentence("{a} {} { {0}}", std::string("x")).english() == "{a} {} { x}");
}

TEST_CASE("the log's text of an error is English") {
  const ApiError error(400, sentence("No {0} in {1}", std::string("water"), std::string("the well")));
  CHECK(error.message() == "No water in the well");
  CHECK(std::string(error.what()) == "No water in the well");
  CHECK(error.sentence().in(german) == "In the well ist kein water");
}
