# Writes OUTPUT, a C++ file with the gettext catalogs of the list MO ("<code>.mo" each) as constants.
# Run by lib/CMakeLists.txt as a script: cmake -DOUTPUT=... -DMO=a.mo;b.mo -P EmbedCatalogs.cmake
set(arrays "")
set(rows "      {\"en_US\", Catalog()},\n")
foreach(file IN LISTS MO)
  get_filename_component(code "${file}" NAME_WE)
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
  # Several literals side by side: compilers bound the length of one.
  string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?)"
         "    \"\\1\"\n" lines "${bytes}")
  file(SIZE "${file}" size)
  string(APPEND arrays "constexpr char k_${code}[] =\n${lines};\n")
  string(APPEND rows "      {\"${code}\", Catalog(std::string_view(k_${code}, ${size}))},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Made by cmake/EmbedCatalogs.cmake from lib/api/translation/po/*.po.
// NOLINTBEGIN
#include <vector>

#include \"api/translation/embedded_catalogs.hpp\"

namespace ceilometer::api {

namespace {

${arrays}
}  // namespace

std::span<const Language> embedded_languages() {
  static const Language kLanguages[] = {
${rows}  };
  return kLanguages;
}

}  // namespace ceilometer::api
// NOLINTEND
")
