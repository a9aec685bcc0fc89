#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::pipeline {

/// An INI file as PasteDeploy reads it (Python 2's ConfigParser with case-sensitive keys).
///
/// `key = value` or `key: value`; an indented line continues the value, joined by a newline; `#` and `;` begin a
/// comment line, ` ;` an inline comment; a section that appears again is continued, a key that appears again replaces.
/// `%(name)s` stands for another option of the section or of [DEFAULT], `%%` for a percent sign, any other `%` for
/// itself. `here` and `__file__`, the file's directory and path, are defaults of every file.
///
/// Bounded: 256 KiB of text, 1000 options a section, ten levels and 16 KiB of interpolation. Copyable, not thread-safe
/// while it is changed.
class PasteIni {
 public:
  /// Reads `file`; the error names file and line.
  static Result<PasteIni> read(const std::string& file);
  /// `file` is the absolute path that messages and `__file__` give; it need not exist.
  static Result<PasteIni> parse(std::string_view text, const std::string& file);

  const std::string& file() const { return file_; }
  const std::string& directory() const { return directory_; }

  /// Sections in their order, without [DEFAULT].
  const std::vector<std::string>& sections() const { return names_; }
  /// The section's keys and those of [DEFAULT], sorted.
  std::vector<std::string> keys(std::string_view section) const;
  bool is_default(std::string_view key) const { return defaults_.contains(key); }

  /// Adds a default whose value is taken as it is, unless there is one of that name.
  void add_default(const std::string& key, const std::string& value);

  /// The interpolated value of a key that keys() names; the error names file, section and key.
  Result<std::string> get(std::string_view section, std::string_view key) const;
  /// Every default, interpolated.
  Result<std::map<std::string, std::string, std::less<>>> defaults() const;

 private:
  struct Value {
    std::string text;
    bool literal = false;  ///< given by the program: no interpolation
  };
  using Section = std::map<std::string, Value, std::less<>>;

  struct Reader;

  PasteIni() = default;
  const Value* find(const Section* section, std::string_view key) const;
  Result<std::string> interpolate(std::string_view section_name, std::string_view key, const Value& value) const;

  std::string file_;
  std::string directory_;
  Section defaults_;
  std::vector<std::string> names_;
  std::map<std::string, Section, std::less<>> sections_;
};

}  // namespace ceilometer::pipeline
