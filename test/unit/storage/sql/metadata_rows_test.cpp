#include "storage/sql/metadata_rows.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "json/value.hpp"

using namespace ceilometer;
using namespace ceilometer::storage::sql;

namespace {

std::string shown(const MetadataRow& row) {
  if (const auto* b = std::get_if<bool>(&row.value)) return row.key + " bool " + (*b ? "1" : "0");
  if (const auto* i = std::get_if<std::int64_t>(&row.value)) return row.key + " int " + std::to_string(*i);
  if (const auto* d = std::get_if<double>(&row.value)) return row.key + " float " + std::to_string(*d);
  if (const auto* s = std::get_if<std::string_view>(&row.value)) return row.key + " text " + std::string(*s);
  return row.key + " null";
}

std::vector<std::string> rows_of(std::string_view text) {
  const auto value = json::parse(text);
  REQUIRE(value.has_value());
  std::vector<std::string> out;
  for (const auto& row : metadata_rows(*value).rows) out.push_back(shown(row));
  return out;
}

std::string hash_of(std::string_view text) {
  const auto value = json::parse(text);
  REQUIRE(value.has_value());
  return metadata_hash(*value);
}

using Rows = std::vector<std::string>;

}  // namespace

// The constants are hashlib.md5(json.dumps(json.loads(text), sort_keys=True)).hexdigest() of CPython.
TEST_CASE("a metadata hash is that of the Python writer") {
  CHECK(hash_of("{}") == "99914b932bd37a50b983c5e7c90ae93b");
  CHECK(hash_of("null") == "37a6259cc0c1dae299a7866489dff0bd");
  CHECK(hash_of(R"({"b": 1, "a": "x"})") == "19afc29426da0042fc4e8b7c6b727fdf");
  CHECK(hash_of(
            R"({"name": "Gr\u00f6\u00dfe", "ratio": 0.75, "big": 1e+16, "tags": ["red", {"k": null}], "ok": true})") ==
        "444c0d88697f504975d20230fd8ee3c0");
  CHECK(hash_of(R"({"z": {"b": 2.0, "a": -1e-07}, "n": 12345678901234567890123})") ==
        "be7c3975d5bc0ea9d3b8d0c0ad5b34dc");
  CHECK(hash_of(R"({"a": 1, "a": 2})") == hash_of(R"({"a": 2})"));
}

TEST_CASE("the hash of a row that the original wrote") {
  CHECK(
      hash_of(
          R"({"display_name": "vm-10", "instance_type": "c1.xlarge", "vcpus": 4, "memory_mb": 512, )"
          R"("is_public": false, "ratio": 0.75, "host": "compute-1.example.org", )"
          R"("beschreibung": "Gr\u00f6\u00dfe \u2013 \u5927\u304d\u3044", "server_group": "group 0", "version": 1})") ==
      "b856d2b8f751b9b55c1c7549ecf5ecea");
}

TEST_CASE("leaves are named as dict_to_keyval names them and typed as Python does") {
  CHECK(rows_of(R"({"s": "x", "i": 2, "f": 2.0, "t": true, "n": null})") ==
        Rows{"s text x", "i int 2", "f float 2.000000", "t bool 1", "n null"});
  CHECK(rows_of(R"({"flavor": {"name": "m1", "extra": {"hw:cpu": "d"}}, "tags": ["red", ["a", {"k": false}]]})") ==
        Rows{"flavor.name text m1", "flavor.extra.hw:cpu text d", "tags[0] text red", "tags[1][0] text a",
             "tags[1][1].k bool 0"});
  // A base that is empty gives no dot.
  CHECK(rows_of(R"({"": {"k": 1}})") == Rows{"k int 1"});
  CHECK(rows_of(R"({"empty": {}, "none": []})").empty());
}

TEST_CASE("only objects have rows") {
  CHECK(rows_of("null").empty());
  CHECK(rows_of("[1, 2]").empty());
  CHECK(rows_of("\"text\"").empty());
}

TEST_CASE("one name and table has one row, the last") {
  CHECK(rows_of(R"({"a.b": 1, "a": {"b": 2}})") == Rows{"a.b int 2"});
  CHECK(rows_of(R"({"a.b": 1, "a": {"b": "2"}})") == Rows{"a.b int 1", "a.b text 2"});
  CHECK(rows_of(R"({"a.b": null, "a": {"b": "2"}})") == Rows{"a.b text 2"});
}

TEST_CASE("integers beyond 64 bits are named, not stored") {
  const auto value = json::parse(R"({"huge": 9223372036854775808, "max": 9223372036854775807})");
  REQUIRE(value.has_value());
  const auto rows = metadata_rows(*value);
  REQUIRE(rows.rows.size() == 1);
  CHECK(rows.rows[0].key == "max");
  CHECK(rows.unqueryable == std::vector<std::string>{"huge"});
}
