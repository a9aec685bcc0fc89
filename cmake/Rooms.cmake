# A room is a folder of lib/ with one purpose; it becomes one static library.
# What a room may include is decided by what it names here, and checked by
# test/lint/layering (CMake itself would let static libraries form cycles).

add_library(ceilometer_flags INTERFACE)
target_compile_options(ceilometer_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow "$<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Woverloaded-virtual>"
  $<$<BOOL:${CEILOMETER_WERROR}>:-Werror>
  # gcc 12 reports false overlaps for "literal" + std::string where it inlines.
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>
  # One STB_GNU_UNIQUE symbol would pin the module in memory across graceful restarts.
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fno-gnu-unique>)
target_include_directories(ceilometer_flags INTERFACE "${CMAKE_SOURCE_DIR}/lib")
if(CEILOMETER_SANITIZE)
  target_compile_options(ceilometer_flags INTERFACE -fsanitize=${CEILOMETER_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(ceilometer_flags INTERFACE -fsanitize=${CEILOMETER_SANITIZE})
endif()

# ceilometer_room(NAME [FOLDERS folder...] [DEPENDS room...] [LIBRARIES target...])
# NAME is the folder below lib/ ("storage/sql" becomes ceilometer_storage_sql), FOLDERS are folders in it that belong
# to the same room.
function(ceilometer_room name)
  cmake_parse_arguments(ARG "" "" "FOLDERS;DEPENDS;LIBRARIES" ${ARGN})
  string(REPLACE "/" "_" target "ceilometer_${name}")
  set(patterns "${CMAKE_SOURCE_DIR}/lib/${name}/*.cpp")
  foreach(folder IN LISTS ARG_FOLDERS)
    list(APPEND patterns "${CMAKE_SOURCE_DIR}/lib/${name}/${folder}/*.cpp")
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES})
  else()
    add_library(${target} INTERFACE)  # headers only
    set(scope INTERFACE)
  endif()
  target_link_libraries(${target} ${scope} ceilometer_flags)
  foreach(room IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" room "${room}")
    target_link_libraries(${target} ${scope} ceilometer_${room})
  endforeach()
endfunction()
