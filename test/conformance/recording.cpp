#include "conformance/recording.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/strings.hpp"
#include "json/value.hpp"

namespace ceilometer::conformance {
namespace {

Result<std::string> read_plain(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{"cannot open " + file};
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

std::string drain(int fd) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

Result<std::string> read_xz(const std::string& file) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Error{"no pipe for xz"};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::string name = file;
  std::array<char, 3> xz{"xz"};
  std::array<char, 4> how{"-dc"};
  std::array<char, 3> end_of_options{"--"};
  const std::array<char*, 5> arguments{xz.data(), how.data(), end_of_options.data(), name.data(), nullptr};
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, "xz", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string text;
  if (failed == 0) text = drain(ends[0]);
  close(ends[0]);
  if (failed != 0) return Error{"cannot run xz, which " + file + " needs (package xz-utils)"};
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return Error{"xz cannot read " + file};
  return text;
}

const std::string* text_of(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value != nullptr ? value->as<std::string>() : nullptr;
}

const json::Object* object_of(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value != nullptr ? value->as<json::Object>() : nullptr;
}

std::optional<Exchange> read_exchange(std::string_view line) {
  const auto parsed = json::parse(line);
  const json::Object* object = parsed ? parsed->as<json::Object>() : nullptr;
  if (object == nullptr) return std::nullopt;
  const auto* id = text_of(*object, "id");
  const auto* method = text_of(*object, "method");
  const auto* path = text_of(*object, "path");
  const auto* headers = object_of(*object, "headers");
  const auto* expect = object_of(*object, "expect");
  if (id == nullptr || method == nullptr || path == nullptr || headers == nullptr || expect == nullptr) {
    return std::nullopt;
  }
  const auto* type = text_of(*expect, "type");
  const auto* answer = text_of(*expect, "body");
  const json::Value* status = expect->find("status");
  const auto* code = status != nullptr ? status->as<std::int64_t>() : nullptr;
  if (type == nullptr || answer == nullptr || code == nullptr) return std::nullopt;

  Exchange exchange;
  exchange.id = *id;
  exchange.method = *method;
  exchange.path = *path;
  exchange.status = static_cast<int>(*code);
  exchange.type = *type;
  exchange.answer = *answer;
  if (const auto* body = text_of(*object, "body")) {
    exchange.has_body = true;
    exchange.body = *body;
  }
  for (const auto& [name, value] : headers->members()) {
    const auto* text = value.as<std::string>();
    if (text == nullptr) return std::nullopt;
    exchange.headers.emplace_back(name, *text);
  }
  return exchange;
}

/// Whether `path` is `base` followed by one segment of any text but a slash, then `rest` and nothing else.
bool one_segment(std::string_view path, std::string_view base, std::string_view rest) {
  if (!path.starts_with(base)) return false;
  path.remove_prefix(base.size());
  if (!path.ends_with(rest)) return false;
  path.remove_suffix(rest.size());
  return !path.empty() && path.find('/') == std::string_view::npos;
}

bool whole(std::string_view path, std::string_view base) {
  return path.starts_with(base) && (path.size() == base.size() || path.substr(base.size()) == "/");
}

/// The project of the first sample in a body; nullopt where it names none, or null.
std::optional<std::string_view> owner_of(std::string_view body) {
  constexpr std::string_view kJson = "\"project_id\": ";
  constexpr std::string_view kXml = "<project_id>";
  const std::size_t json_at = body.find(kJson);
  const std::size_t xml_at = body.find(kXml);
  if (json_at == std::string_view::npos && xml_at == std::string_view::npos) return std::nullopt;
  const bool is_json = json_at < xml_at;
  std::string_view rest = body.substr(is_json ? json_at + kJson.size() : xml_at + kXml.size());
  if (is_json) {
    if (!rest.starts_with('"')) return std::nullopt;
    rest.remove_prefix(1);
  }
  const std::size_t end = rest.find(is_json ? '"' : '<');
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

}  // namespace

std::string_view Exchange::header(std::string_view name, std::string_view otherwise) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return otherwise;
}

Result<std::vector<Exchange>> load_recording(const std::string& file) {
  const auto text = file.ends_with(".xz") ? read_xz(file) : read_plain(file);
  if (!text) return text.error();
  std::vector<Exchange> exchanges;
  std::size_t number = 0;
  for (const std::string_view line : split(*text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    auto exchange = read_exchange(line);
    if (!exchange) return Error{file + " line " + std::to_string(number) + " is no recorded exchange"};
    exchanges.push_back(std::move(*exchange));
  }
  return exchanges;
}

Target split_target(std::string_view text) {
  if (text.starts_with("//")) {
    const std::size_t end = text.find_first_of("/?#", 2);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end);
  }
  text = text.substr(0, text.find('#'));
  const std::size_t mark = text.find('?');
  if (mark == std::string_view::npos) return {text, {}};
  return {text.substr(0, mark), text.substr(mark + 1)};
}

std::string kind(const Exchange& exchange) {
  const std::string_view path = split_target(exchange.path).path;
  const bool meter = one_segment(path, "/v2/meters/", "");
  if (exchange.method == "POST" && meter) return "post samples";
  const bool reads = exchange.method == "GET" || exchange.method == "HEAD";
  if (!reads && path != "/v2/query/samples") return "other methods";
  if (whole(path, "/v2/meters")) return "meters";
  if (one_segment(path, "/v2/meters/", "/statistics")) return "statistics";
  if (meter) return "meter samples";
  if (whole(path, "/v2/samples")) return "samples";
  if (path.starts_with("/v2/samples/")) return "sample";
  if (whole(path, "/v2/resources")) return "resources";
  if (path.starts_with("/v2/resources/")) return "resource";
  if (path == "/v2/query/samples") return "query samples";
  if (path.starts_with("/v2/event_types")) return "event types";
  if (whole(path, "/v2/events")) return "events";
  if (path.starts_with("/v2/events/")) return "event";
  return "other paths";
}

bool leaked(const Exchange& exchange) {
  const std::string_view project = exchange.header("X-Project-Id");
  if (kind(exchange) != "sample" || exchange.status != 200 || project.empty()) return false;
  const std::string roles = to_lower(exchange.header("X-Roles"));
  const auto parts = split(roles, ',');
  if (std::find(parts.begin(), parts.end(), "admin") != parts.end()) return false;
  return owner_of(exchange.answer) != project;
}

}  // namespace ceilometer::conformance
