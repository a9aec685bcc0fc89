#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ceilometer {

/// The chaining value of SHA-256 (FIPS 180-4, 6.2.2).
using Sha256State = std::array<std::uint32_t, 8>;

/// Works `count` blocks of 64 bytes into the state, by the processor's own instructions where it has them: libcrypto
/// does it likewise, but would be in the memory of children that need nothing else of it.
void sha256_blocks(Sha256State& state, const unsigned char* blocks, std::size_t count);

/// The same on any processor.
void portable_sha256_blocks(Sha256State& state, const unsigned char* blocks, std::size_t count);

}  // namespace ceilometer
