// The C interface of stored cells.
#include <libdeflate.h>

#include "interface/last_error.hpp"
#include "results/cell_codec.hpp"

namespace {

constexpr std::int64_t most_cells = 1 << 26;
constexpr std::size_t checksum_bytes = sizeof(std::uint32_t);

void check(const wm_cells* cells) {
    wm::require(cells != nullptr, "null cells");
    wm::require(cells->count >= 0 && cells->count <= most_cells, "an impossible number of cells");
    wm::require(cells->count == 0 || (cells->beta != nullptr && cells->se != nullptr &&
                                      cells->neglog10p != nullptr && cells->called != nullptr),
                "null array");
    wm::require(cells->form >= WM_SPREAD_NONE && cells->form <= WM_SPREAD_SQUARE, "an unknown form");
}

}  // namespace

extern "C" wm_status wm_cells_reference(const wm_cells* first, const wm_cells* second, double* spread,
                                        int32_t* form) {
    return wm::guarded([&] {
        check(first);
        check(second);
        wm::require(first->count == second->count && form != nullptr, "cells of different blocks");
        wm::require(spread != nullptr || first->count == 0, "null array");
        *form = wm::find_reference(*first, *second, spread);
    });
}

extern "C" int64_t wm_cells_bound(int64_t count) {
    return count < 0 || count > most_cells
               ? 0
               : static_cast<int64_t>(wm::cells_bound(static_cast<std::size_t>(count)));
}

extern "C" wm_status wm_cells_encode(const wm_cells* cells, uint8_t* output, int64_t output_capacity,
                                     int64_t* output_size) {
    return wm::guarded([&] {
        check(cells);
        wm::require(output != nullptr && output_size != nullptr && output_capacity >= 0, "null output");
        wm::ByteOutput out(output, static_cast<std::size_t>(output_capacity));
        wm::encode_cells(*cells, out);
        *output_size = static_cast<int64_t>(out.size());
    });
}

extern "C" wm_status wm_cells_decode(const uint8_t* input, int64_t input_size, int32_t columns,
                                     const wm_cells* cells) {
    return wm::guarded([&] {
        check(cells);
        wm::require(input != nullptr && input_size >= 0, "null input");
        const std::size_t size = static_cast<std::size_t>(input_size);
        if (size < checksum_bytes) wm::fail_damaged("it ends early");
        std::uint32_t sum;
        __builtin_memcpy(&sum, input + size - checksum_bytes, sizeof sum);
        if (sum != libdeflate_crc32(0, input, size - checksum_bytes))
            wm::fail_damaged("its checksum differs");
        wm::decode_cells(wm::ByteInput(input, size - checksum_bytes), columns, *cells);
    });
}

extern "C" int64_t wm_planes_bound(int64_t count, int32_t width) {
    return count < 0 || count > most_cells || width < 0
               ? 0
               : static_cast<int64_t>(
                     wm::planes_bound(static_cast<std::size_t>(count), static_cast<std::size_t>(width)));
}

extern "C" wm_status wm_planes_encode(const uint8_t* records, int64_t count, int32_t width, uint8_t* output,
                                      int64_t output_capacity, int64_t* output_size) {
    return wm::guarded([&] {
        wm::require(count >= 0 && count <= most_cells && width > 0, "an impossible number of records");
        wm::require((records != nullptr || count == 0) && output != nullptr && output_size != nullptr,
                    "null array");
        wm::ByteOutput out(output, static_cast<std::size_t>(output_capacity));
        wm::encode_planes(records, static_cast<std::size_t>(count), static_cast<std::size_t>(width), out);
        *output_size = static_cast<int64_t>(out.size());
    });
}

extern "C" wm_status wm_planes_decode(const uint8_t* input, int64_t input_size, int64_t count, int32_t width,
                                      uint8_t* records, int64_t* consumed) {
    return wm::guarded([&] {
        wm::require(count >= 0 && count <= most_cells && width > 0, "an impossible number of records");
        wm::require(
            (records != nullptr || count == 0) && input != nullptr && input_size >= 0 && consumed != nullptr,
            "null array");
        wm::ByteInput in(input, static_cast<std::size_t>(input_size));
        wm::decode_planes(in, static_cast<std::size_t>(count), static_cast<std::size_t>(width), records);
        *consumed = static_cast<int64_t>(in.consumed());
    });
}

extern "C" uint32_t wm_crc32(const uint8_t* input, int64_t size) {
    return libdeflate_crc32(0, input, static_cast<std::size_t>(size));
}
