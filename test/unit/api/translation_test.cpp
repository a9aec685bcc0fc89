#include <catch2/catch.hpp>
#include <cstdint>
#include <thread>

#include "api/translation/catalog.hpp"
#include "api/translation/languages.hpp"
#include "unit/api/fakes.hpp"

using namespace ceilometer::api::test;
using ceilometer::api::best_language;
using ceilometer::api::Catalog;
using ceilometer::api::languages;

namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

void append_word(std::string& out, std::size_t value) {
  for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
}

/// A catalog as msgfmt writes it: header, a table of ids, a table of texts, the strings. The ids must be sorted.
std::string mo(const Entries& entries) {
  static constexpr std::size_t kHeader = 28;
  const std::size_t table = 8 * entries.size();
  std::string out;
  for (const std::size_t value : {std::size_t{0x950412DE}, std::size_t{0}, entries.size(), kHeader, kHeader + table,
                                  std::size_t{0}, kHeader + 2 * table}) {
    append_word(out, value);
  }
  std::string strings;
  const auto add = [&](const std::string& text) {
    append_word(out, text.size());
    append_word(out, kHeader + 2 * table + strings.size());
    strings += text + '\0';
  };
  for (const auto& [id, text] : entries) add(id);
  for (const auto& [id, text] : entries) add(text);
  return out + strings;
}

const Entries kEntries = {{"", "Content-Type: text/plain; charset=UTF-8\n"},
                          {"Empty", ""},
                          {"Limit must be positive", "Das Limit muss positiv sein"},
                          {"No {0} in {1}", "in {1} kein {0}"},
                          {"no", "nein"},
                          {"yes", "ja"}};

/// What is in a block of its own, so that a sanitizer sees a read beyond it.
class Block {
 public:
  explicit Block(std::string_view bytes) : bytes_(bytes.begin(), bytes.end()) { bytes_.shrink_to_fit(); }
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }
  bool holds(std::string_view text) const {
    return text.data() >= bytes_.data() && text.data() + text.size() <= bytes_.data() + bytes_.size();
  }

 private:
  std::vector<char> bytes_;
};

std::string best(std::string_view accept_language) {
  const auto* language = best_language(accept_language);
  return language == nullptr ? "none" : std::string(language->code);
}

}  // namespace

TEST_CASE("a catalog translates what it has") {
  const std::string bytes = mo(kEntries);
  const Catalog catalog(bytes);
  CHECK(catalog.size() == 6);
  CHECK(catalog.translate("Limit must be positive") == "Das Limit muss positiv sein");
  CHECK(catalog.translate("No {0} in {1}") == "in {1} kein {0}");
  CHECK(catalog.translate("no") == "nein");
  CHECK(catalog.translate("yes") == "ja");
  for (const std::string_view id : {"", "Empty", "A", "Limit must be positiv", "Limit must be positive.", "zzz"}) {
    CAPTURE(id);
    CHECK(catalog.translate(id) == id);
  }
  CHECK(Catalog().translate("yes") == "yes");
  CHECK(Catalog(mo({})).translate("yes") == "yes");
}

TEST_CASE("a catalog that is cut off translates what is left of it") {
  const std::string bytes = mo(kEntries);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Block block(std::string_view(bytes).substr(0, size));
    const Catalog catalog(block.view());
    for (const auto& [id, text] : kEntries) {
      const auto said = catalog.translate(id);
      const bool is_right = said == id || (!id.empty() && said == text);
      if (!is_right) FAIL("cut to " << size << ", " << id << " became " << said);
      if (size < 28 + 16 * kEntries.size() && said != id) FAIL("without its tables, cut to " << size);
    }
  }
}

TEST_CASE("a damaged catalog never leads outside of itself") {
  const std::string bytes = mo(kEntries);
  const std::size_t tables_end = 28 + 16 * kEntries.size();
  std::size_t asked = 0;
  for (std::size_t at = 0; at < tables_end; ++at) {
    for (const char damage : {'\x00', '\x01', '\x7F', '\x80', '\xFF'}) {
      std::string damaged = bytes;
      damaged[at] = damage;
      const Block block(damaged);
      const Catalog catalog(block.view());
      for (const auto& [id, text] : kEntries) {
        const auto said = catalog.translate(id);
        ++asked;
        if (said != id && !block.holds(said)) FAIL("byte " << at << ", " << id);
      }
    }
  }
  CHECK(asked == tables_end * 5 * kEntries.size());
}

TEST_CASE("what is no catalog of ours translates nothing") {
  std::string other = mo(kEntries);
  std::swap(other[0], other[3]);  // big endian
  std::swap(other[1], other[2]);
  CHECK(Catalog(other).size() == 0);
  CHECK(Catalog(other).translate("yes") == "yes");
  std::string later = mo(kEntries);
  later[6] = 1;  // major revision
  CHECK(Catalog(later).translate("yes") == "yes");
  CHECK(Catalog("msgid \"yes\"\nmsgstr \"ja\"\n").translate("yes") == "yes");
}

TEST_CASE("English is always spoken, and what Accept-Language cannot mean is no language") {
  REQUIRE_FALSE(languages().empty());
  CHECK(languages().front().code == "en_US");
  CHECK(languages().front().catalog.size() == 0);
  const auto [accept, expected] = GENERATE(table<std::string, std::string>({
      {"en", "en_US"},
      {"en-US", "en_US"},
      {"EN_us", "en_US"},
      {"en-GB", "en_US"},
      {"en-GB,de;q=0.5", "en_US"},
      {"*", "en_US"},
      {"xx", "none"},
      {"xx-YY;q=1, qq", "none"},
      {"", "none"},
      {"en;q=0", "none"},
      {"*;q=0", "none"},
      {"e", "none"},
      {"english", "none"},
      {",,;,;q=1,", "none"},
      {";q=;;q", "none"},
      {"-", "none"},
      {"\xFF\xFE\x01%s%n", "none"},
      {"../../etc/passwd", "none"},
      {std::string("e\0n", 3), "none"},
      {"xx,en;q=0.1", "en_US"},
      {"en;q=nonsense", "en_US"},
      {"en;q=nan", "en_US"},
      {"en;q=-1", "none"},
  }));
  CAPTURE(accept);
  CHECK(best(accept) == expected);
}

TEST_CASE("a long Accept-Language is read once") {
  std::string accept;
  for (int i = 0; i < 20000; ++i) accept += "x-" + std::to_string(i) + ";q=0.9,";
  CHECK(best(accept) == "none");
  CHECK(best(accept + "en;q=0.01") == "en_US");
  CHECK(best(std::string(200000, '-')) == "none");
  CHECK(best(std::string(200000, ',')) == "none");
}

TEST_CASE("errors are English for a caller who names no other language") {
  Api api;
  const std::string english =
      R"({"error_message": {"faultcode": "Client", "faultstring": "Limit must be positive", "debuginfo": null}})";
  for (const char* accept : {"", "en", "en-US,de;q=0.5", "xx", "*", ";;,q=1"}) {
    CAPTURE(accept);
    auto headers = kAdmin;
    headers.emplace_back("Accept-Language", accept);
    CHECK(api.get("/v2/meters", "limit=0", headers).body == english);
  }
  CHECK(api.get("/v2/meters", "limit=0", kAdmin).body == english);
}

#ifdef CEILOMETER_HAS_CATALOGS

TEST_CASE("the language is the one that Accept-Language likes best") {
  CHECK(languages().size() == 11);
  const auto [accept, expected] = GENERATE(table<std::string, std::string>({
      {"de", "de"},
      {"de-AT", "de"},
      {"De-aT", "de"},
      {"de_CH", "de"},
      {"pt", "pt_BR"},
      {"pt-BR", "pt_BR"},
      {"pt-PT", "none"},
      {"zh-CN", "zh_CN"},
      {"zh-TW", "zh_TW"},
      {"zh", "zh_CN"},
      {"ko-KR", "ko"},
      {"ja,en;q=0.5", "ja"},
      {"en;q=0.5,ja", "ja"},
      {"es-ES,es;q=0.9", "es"},
      {"xx,fr;q=0.3,it;q=0.4", "it"},
      {"it;q=0.4,ru;q=0.4", "it"},
      {"de;q=0,fr;q=0.1", "fr"},
      {"de;q=0", "none"},
      {"de;q=0.000", "none"},
      {"ru ; q=0.2 , de;level=1;q=0.1", "ru"},
      {"de;q=nan,fr;q=0.5", "de"},
      {"fr;q=0.5,de;q=nan,ja;q=0.2", "de"},
      {"de,fr;q=99", "de"},
      {"deutsch", "none"},
      {"xx,*;q=0.1", "en_US"},
  }));
  CAPTURE(accept);
  CHECK(best(accept) == expected);
}

TEST_CASE("every catalog of the build has the same sentences") {
  const auto all = languages();
  REQUIRE(all.size() == 11);
  for (const auto& language : all.subspan(1)) {
    CAPTURE(std::string(language.code));
    CHECK(language.catalog.size() == all[1].catalog.size());
    CHECK(language.catalog.translate("Limit must be positive") != "Limit must be positive");
  }
}

TEST_CASE("errors are said in the caller's language") {
  Api api;
  const auto ask = [&api](const std::string& path, const std::string& query, const std::string& accept,
                          const std::string& language = "de") {
    auto headers = kAdmin;
    headers.emplace_back("Accept-Language", language);
    if (!accept.empty()) headers.emplace_back("Accept", accept);
    const auto answer = api.get(path, query, headers);
    return std::to_string(answer.status) + " " + answer.type + " " + answer.body;
  };

  SECTION("a controller's, with what stands in the sentence as it is") {
    CHECK(ask("/v2/meters", "limit=0", "") ==
          "400 application/json {\"error_message\": {\"faultcode\": \"Client\", \"faultstring\": \"Das Limit muss "
          "positiv sein\", \"debuginfo\": null}}");
    CHECK(ask("/v2/meters", "limit=Menge", "") ==
          "400 application/json {\"error_message\": {\"faultcode\": \"Client\", \"faultstring\": \"Ung\\u00fcltige "
          "Eingabe f\\u00fcr Feld/Attribut limit. Wert: 'Menge'. Umwandlung in int nicht m\\u00f6glich\", "
          "\"debuginfo\": null}}");
    CHECK(ask("/v2/meters", "Limit%20must%20be%20positive=1", "") ==
          "400 application/json {\"error_message\": {\"faultcode\": \"Client\", \"faultstring\": \"Unbekanntes "
          "Argument: \\\"Limit must be positive\\\"\", \"debuginfo\": null}}");
  }
  SECTION("in XML") {
    CHECK(ask("/v2/meters", "limit=0", "application/xml") ==
          "400 application/xml <error_message><error><faultcode>Client</faultcode><faultstring>Das Limit muss positiv "
          "sein</faultstring><debuginfo/></error></error_message>");
    CHECK(ask("/v2/meters", "limit=0", "application/xml", "zh-CN") ==
          "400 application/xml <error_message><error><faultcode>Client</faultcode><faultstring>&#38480;&#21046;&#20540;"
          "&#24517;&#39035;&#20026;&#27491;&#25968;</faultstring><debuginfo/></error></error_message>");
  }
  SECTION("the router's pages, under the titles that HTTP gives them") {
    CHECK(ask("/v2/nosuch", "", "") ==
          R"(404 application/json {"error_message": "404 Not Found\n\nDie Ressource wurde nicht gefunden.\n\n   "})");
    CHECK(
        ask("/v2/nosuch", "", "*/*") ==
        R"(404 application/json {"error_message": "<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n  Die Ressource wurde nicht gefunden.<br /><br />\n\n\n\n </body>\n</html>"})");
    CHECK(
        ask("/v2/meters", "", "text/plain") ==
        R"(406 application/json {"error_message": "406 Not Acceptable\n\nDie Ressource konnte nicht in einer Form erzeugt werden, die Ihr Browser annimmt (Inhalt vom Typ text/plain. \n\n "})");
    CHECK(
        ask("/v2/alarms", "", "text/plain") ==
        R"(410 application/json {"error_message": "410 Gone\n\nDiese Ressource ist nicht mehr verf\u00fcgbar. Eine neue Adresse ist nicht bekannt.\n\n Die URLs f\u00fcr Alarme sind nicht verf\u00fcgbar, wenn Aodh abgeschaltet oder nicht verf\u00fcgbar ist.  "})");
    CHECK(
        ask("/v2/alarms", "", "application/json") ==
        R"(410 application/json {"error_message": {"code": 410, "title": "Gone", "description": "Die URLs f\u00fcr Alarme sind nicht verf\u00fcgbar, wenn Aodh abgeschaltet oder nicht verf\u00fcgbar ist."}})");
  }
  SECTION("of a method") {
    auto headers = kAdmin;
    headers.emplace_back("Accept-Language", "de");
    const auto answer = api.ask("DELETE", "/v2/meters", {}, headers);
    CHECK(answer.status == 405);
    CHECK_THAT(answer.body, Catch::Contains("Die Methode DELETE ist f\\u00fcr diese Ressource nicht zul\\u00e4ssig."));
  }
  SECTION("also where the query string cannot be read") {
    CHECK_THAT(ask("/v2/meters", "q.field=%FF", ""),
               Catch::Contains("Der Server konnte die Anfrage nicht ausf\\u00fchren"));
  }
  SECTION("with a sentence within a sentence") {
    auto headers = kAdmin;
    headers.emplace_back("Accept-Language", "de");
    CHECK_THAT(api.post_json("/v2/query/samples", {}, R"({"filter": "[1"})", headers).body,
               Catch::Contains(
                   "\"Ung\\u00fcltiger Filterausdruck: Trennzeichen ',' erwartet: Zeile 1 Spalte 3 (Zeichen 2)\""));
    CHECK_THAT(api.get("/v2/meters/cpu/statistics", "groupby=x", headers).body,
               Catch::Contains(R"("Unbekanntes Argument: \"{'x'}\": Ung\u00fcltige Felder in groupby")"));
  }
  SECTION("in a place before another") {
    auto headers = kMember;
    headers.emplace_back("Accept-Language", "ja");
    CHECK_THAT(api.get("/v2/samples", "q.field=project_id&q.value=p-2", headers).body,
               Catch::Contains("\"\\u30d7\\u30ed\\u30b8\\u30a7\\u30af\\u30c8 p-2 \\u306b"));
  }
}

TEST_CASE("callers of several languages do not disturb each other") {
  Api api;
  const std::vector<std::pair<std::string, std::string>> callers = {
      {"de", "Das Limit muss positiv sein"},    {"es", "El l\\u00edmite debe ser positivo"},
      {"it", "Il limite deve essere positivo"}, {"fr", "La limite doit \\u00eatre positive"},
      {"pt", "O limite deve ser positivo"},     {"en", "Limit must be positive"}};
  static constexpr int kTimes = 200;
  std::vector<int> right(callers.size(), 0);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < callers.size(); ++i) {
    threads.emplace_back([&api, &caller = callers[i], &count = right[i]] {
      auto headers = kAdmin;
      headers.emplace_back("Accept-Language", caller.first);
      for (int n = 0; n < kTimes; ++n) {
        const auto body = api.get("/v2/meters", "limit=0", headers).body;
        if (body.find('"' + caller.second + '"') != std::string::npos) ++count;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (std::size_t i = 0; i < callers.size(); ++i) {
    CAPTURE(callers[i].first);
    CHECK(right[i] == kTimes);
  }
}

#endif
