# ceilometer_client_headers(NAME HEADER PURPOSE WITHOUT [PATH_SUFFIXES suffix...])
# The headers of a client library that is loaded when a configuration needs it (lib/base/dynamic_library.hpp), never
# linked. Where the option CEILOMETER_<NAME> is on and HEADER is found there is a target <name>_headers, which brings
# CEILOMETER_HAVE_<NAME> along. PURPOSE is the option's description, WITHOUT says what will be missing.
function(ceilometer_client_headers name header purpose without)
  cmake_parse_arguments(ARG "" "" "PATH_SUFFIXES" ${ARGN})
  option(CEILOMETER_${name} "${purpose}" ON)
  if(NOT CEILOMETER_${name})
    return()
  endif()
  find_path(${name}_INCLUDE_DIR ${header} PATH_SUFFIXES ${ARG_PATH_SUFFIXES})
  if(NOT ${name}_INCLUDE_DIR)
    message(STATUS "${header} was not found: ${without}")
    return()
  endif()
  string(TOLOWER ${name} target)
  add_library(${target}_headers INTERFACE IMPORTED GLOBAL)
  set_target_properties(${target}_headers PROPERTIES INTERFACE_COMPILE_DEFINITIONS CEILOMETER_HAVE_${name}
    INTERFACE_INCLUDE_DIRECTORIES "${${name}_INCLUDE_DIR}")
endfunction()
