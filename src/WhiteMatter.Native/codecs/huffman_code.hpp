// Canonical Huffman codes of limited length, as deflate has them (RFC 1951, section 3.2.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace wm {

struct HuffmanCode {
    std::uint16_t bits;  // the first bit lowest
    std::uint8_t length;
};

// Makes codes of at most limit bits for symbols whose frequency is not 0, at least two of them. At most 288
// symbols whose frequencies sum to less than 2^31.
void make_huffman_codes(std::span<const std::uint32_t> frequencies, int limit, std::span<HuffmanCode> codes);

}  // namespace wm
