// Block gzip: gzip members of at most 64 KiB whose extra field gives their size (SAM specification,
// section 4.1).
#include <libdeflate.h>

#include <cstring>
#include <memory>
#include <new>

#include "codecs/row_deflate.hpp"
#include "interface/last_error.hpp"
#include "whitematter.h"

namespace {

constexpr std::int64_t block_input = 0xff00;  // as bgzip: even incompressible data stays within a block
constexpr std::int64_t header_size = 18, footer_size = 8, most_block = 65536;
constexpr std::uint8_t header[16] = {0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C', 2, 0};

struct FreeCompressor {
    void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
};

// The thread's compressor of a level: making one costs as much as compressing some kilobytes.
libdeflate_compressor* compressor_of(int level) {
    thread_local std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor;
    thread_local int made_for = -1;
    if (!compressor || made_for != level) {
        compressor.reset(libdeflate_alloc_compressor(level));
        if (!compressor) throw std::bad_alloc();
        made_for = level;
    }
    return compressor.get();
}

// Deflates one block's input; 0 where it does not fit.
std::size_t deflate(int level, const std::uint8_t* input, std::size_t size, std::uint8_t* out,
                    std::size_t room) {
    if (level != WM_BGZF_ROWS)
        return libdeflate_deflate_compress(compressor_of(level), input, size, out, room);
    thread_local wm::RowDeflate rows;
    return rows.compress(input, size, out, room);
}

void store16(std::uint8_t* out, std::uint32_t value) {
    out[0] = static_cast<std::uint8_t>(value);
    out[1] = static_cast<std::uint8_t>(value >> 8);
}

void store32(std::uint8_t* out, std::uint32_t value) {
    store16(out, value);
    store16(out + 2, value >> 16);
}

}  // namespace

extern "C" int64_t wm_bgzf_bound(int64_t input_size) {
    // A stored deflate block adds five bytes to each block's input.
    const int64_t blocks = (input_size + block_input - 1) / block_input;
    return input_size + blocks * (header_size + footer_size + 5);
}

extern "C" wm_status wm_bgzf_compress(const uint8_t* input, int64_t input_size, int32_t level,
                                      uint8_t* output, int64_t output_capacity, int64_t* output_size) {
    return wm::guarded([&] {
        wm::require(input_size >= 0 && (input_size == 0 || input != nullptr), "null input");
        wm::require(output_size != nullptr && (output != nullptr || input_size == 0), "null output");
        wm::require(level == WM_BGZF_ROWS || (level >= 0 && level <= 12),
                    "the compression level must be 0 to 12");
        wm::require(output_capacity >= wm_bgzf_bound(input_size), "the output is smaller than wm_bgzf_bound");
        int64_t written = 0;
        for (int64_t at = 0; at < input_size; at += block_input) {
            const int64_t size = input_size - at < block_input ? input_size - at : block_input;
            uint8_t* block = output + written;
            uint8_t* body = block + header_size;
            const std::size_t room = static_cast<std::size_t>(size) + 5;
            std::size_t packed = deflate(level, input + at, static_cast<std::size_t>(size), body, room);
            if (packed == 0 || packed > room) {
                // Incompressible: one final stored deflate block.
                body[0] = 1;
                store16(body + 1, static_cast<std::uint32_t>(size));
                store16(body + 3, ~static_cast<std::uint32_t>(size));
                std::memcpy(body + 5, input + at, static_cast<std::size_t>(size));
                packed = room;
            }
            const int64_t whole = header_size + static_cast<int64_t>(packed) + footer_size;
            if (whole > most_block) throw wm::Failure(WM_INTERNAL_ERROR, "a compressed block is over 64 KiB");
            std::memcpy(block, header, sizeof header);
            store16(block + 16, static_cast<std::uint32_t>(whole - 1));
            store32(body + packed, libdeflate_crc32(0, input + at, static_cast<std::size_t>(size)));
            store32(body + packed + 4, static_cast<std::uint32_t>(size));
            written += whole;
        }
        *output_size = written;
    });
}

extern "C" const uint8_t* wm_bgzf_eof_block(int64_t* size) {
    static constexpr uint8_t block[28] = {0x1f, 0x8b, 8,  4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C',
                                          2,    0,    27, 0, 3, 0, 0, 0, 0, 0,    0, 0, 0,   0};
    if (size != nullptr) *size = sizeof block;
    return block;
}
