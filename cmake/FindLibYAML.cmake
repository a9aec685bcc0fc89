# Finds libyaml's header. Defines the imported target LibYAML::header, which brings CEILOMETER_HAVE_YAML along and links
# nothing: the library is loaded when a YAML file is met (lib/policy/yaml_rules.cpp).
find_path(LIBYAML_INCLUDE_DIR yaml.h)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibYAML REQUIRED_VARS LIBYAML_INCLUDE_DIR)
if(LibYAML_FOUND AND NOT TARGET LibYAML::header)
  add_library(LibYAML::header INTERFACE IMPORTED)
  set_target_properties(LibYAML::header PROPERTIES
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${LIBYAML_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS CEILOMETER_HAVE_YAML)
endif()
