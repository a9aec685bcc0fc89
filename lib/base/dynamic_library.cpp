#include "base/dynamic_library.hpp"

#include <dlfcn.h>

namespace ceilometer {

Result<DynamicLibrary> DynamicLibrary::open(const char* name) {
  void* handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) {
    const char* reason = ::dlerror();
    return Error{"the library " + std::string(name) + " cannot be loaded: " + (reason != nullptr ? reason : "unknown")};
  }
  return DynamicLibrary(name, handle);
}

void* DynamicLibrary::find(const char* symbol) const { return ::dlsym(handle_, symbol); }

}  // namespace ceilometer
