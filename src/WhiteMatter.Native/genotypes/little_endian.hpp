// Numbers stored with the least significant byte first.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace wm {

inline std::uint32_t load_u16(const std::uint8_t* bytes) {
    return static_cast<std::uint32_t>(bytes[0] | bytes[1] << 8);
}

inline std::uint32_t load_u32(const std::uint8_t* bytes) {
    return load_u16(bytes) | load_u16(bytes + 2) << 16;
}

inline std::uint64_t load_u64(const std::uint8_t* bytes) {
    std::uint64_t value;
    std::memcpy(&value, bytes, sizeof value);
    if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
    return value;
}

}  // namespace wm
