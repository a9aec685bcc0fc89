// The only file that includes RapidJSON.
#include <rapidjson/reader.h>
#include <rapidjson/stream.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <unordered_map>

#include "base/strings.hpp"
#include "json/value.hpp"

namespace ceilometer::json {

namespace {

/// In place: a string is put together where it stands. That the text is UTF-8 was found out before.
constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                            rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseNanAndInfFlag;

/// Beyond this many members, names that stand twice are found by hashing: a linear search would let a small body cost
/// quadratic time.
constexpr std::size_t kManyMembers = 16;

/// Builds a Value from the reader's events, on stacks of its own, so depth costs heap and is bounded. What is in an
/// open object or array lies on top of the stack, until it is whole and its size known.
class Builder {
 public:
  explicit Builder(Limits limits) : limits_(limits) {}

  bool Null() { return add(Value()); }
  bool Bool(bool b) { return add(Value(b)); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) { return number({text, size}); }
  bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) { return add(Value(std::string(text, size))); }
  bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    members_.emplace_back().name.assign(text, size);
    return true;
  }
  bool StartObject() { return open(Open::kObject); }
  bool StartArray() { return open(Open::kArray); }
  bool EndObject(rapidjson::SizeType count) {
    Object object;
    take_unique(object.members(), count);
    open_.pop_back();
    return add(Value(std::move(object)));
  }
  bool EndArray(rapidjson::SizeType count) {
    const auto first = items_.end() - count;
    Array array(std::make_move_iterator(first), std::make_move_iterator(items_.end()));
    items_.erase(first, items_.end());
    open_.pop_back();
    return add(Value(std::move(array)));
  }
  // With numbers taken as strings the reader does not call these.
  bool Int(int i) { return add(Value(i)); }
  bool Uint(unsigned i) { return add(Value(std::int64_t{i})); }
  bool Int64(std::int64_t i) { return add(Value(i)); }
  bool Uint64(std::uint64_t i) { return add(Value(BigInt{std::to_string(i)})); }
  bool Double(double d) { return add(Value(d)); }

  Value take() { return std::move(root_); }

 private:
  enum class Open { kObject, kArray };

  bool open(Open what) {
    if (open_.size() >= limits_.depth) return false;
    open_.push_back(what);
    return true;
  }

  bool add(Value&& value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back() == Open::kObject) {
      members_.back().value = std::move(value);
    } else {
      items_.push_back(std::move(value));
    }
    return true;
  }

  bool number(std::string_view text) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (text == "NaN") return add(Value(std::numeric_limits<double>::quiet_NaN()));
    if (text == "Infinity") return add(Value(kInfinity));
    if (text == "-Infinity") return add(Value(-kInfinity));
    if (text.find_first_not_of("-0123456789") == std::string_view::npos) {
      std::int64_t i = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), i);
      return error == std::errc() ? add(Value(i)) : add(Value(BigInt{std::string(text)}));
    }
    // RapidJSON also takes Inf and -NaN, which Python does not.
    if (text.find_first_not_of("+-.0123456789eE") != std::string_view::npos) return false;
    const auto d = parse_python_float(text);
    return d && add(Value(*d));
  }

  /// The last `count` members, off the stack. Of names that stand twice the last value stays, at the first one's place,
  /// as in a Python dict.
  void take_unique(std::vector<Member>& out, std::size_t count) {
    const auto first = members_.end() - static_cast<std::ptrdiff_t>(count);
    out.reserve(count);
    std::unordered_map<std::string, std::size_t> places;
    if (count > kManyMembers) places.reserve(count);
    for (auto member = first; member != members_.end(); ++member) {
      std::size_t place = 0;
      if (count > kManyMembers) {
        place = places.try_emplace(member->name, out.size()).first->second;
      } else {
        while (place < out.size() && out[place].name != member->name) ++place;
      }
      if (place == out.size()) {
        out.push_back(std::move(*member));
      } else {
        out[place].value = std::move(member->value);
      }
    }
    members_.erase(first, members_.end());
  }

  Limits limits_;
  std::vector<Open> open_;
  std::vector<Member> members_;
  Array items_;
  Value root_;
};

/// Leaves nothing of the text that is good for anything else.
rapidjson::ParseErrorCode read(std::string& text, Builder& builder) {
  static constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  rapidjson::InsituStringStream in(text.data() + (text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0));
  rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>> reader;
  return reader.Parse<kFlags>(in, builder).Code();
}

/// The text with floats beyond a double's range spelled Infinity. RapidJSON refuses them even where it hands numbers
/// over as text; Python takes them.
std::string with_infinities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (in_string || (c != '-' && (c < '0' || c > '9'))) {
      if (c == '\\' && in_string && i + 1 < text.size()) out += text[i++];
      if (c == '"') in_string = !in_string;
      out += text[i++];
      continue;
    }
    const auto end = std::min(text.find_first_not_of("+-.0123456789eE", i), text.size());
    const std::string_view number = text.substr(i, end - i);
    const auto value =
        number.find_first_of(".eE") == std::string_view::npos ? std::nullopt : parse_python_float(number);
    const bool infinite =
        value && (*value > std::numeric_limits<double>::max() || *value < std::numeric_limits<double>::lowest());
    out += infinite ? (*value < 0 ? "-Infinity" : "Infinity") : number;
    i = end;
  }
  return out;
}

}  // namespace

std::optional<Value> parse(std::string_view text, Limits limits) {
  // What is parsed in place ends at a zero byte, which is no JSON anywhere.
  if (!is_valid_utf8(text) || text.find('\0') != std::string_view::npos) return std::nullopt;
  Builder builder(limits);
  std::string work(text);
  auto error = read(work, builder);
  if (error == rapidjson::kParseErrorNumberTooBig) {
    builder = Builder(limits);
    work = with_infinities(text);
    error = read(work, builder);
  }
  if (error != rapidjson::kParseErrorNone) return std::nullopt;
  return builder.take();
}

}  // namespace ceilometer::json
