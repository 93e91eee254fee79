// AMX-int8: a tile multiplies 16 digit rows x 64 people with 64 people x 16 variants. The slab's layout, four
// people of each variant in turn, is the layout AMX asks of its second operand.
#include <immintrin.h>

#include "association/finish.hpp"
#include "product/product.hpp"
#include "product/product_vnni512.inc"
#include "product/slab_avx2.inc"
#include "product/wide_avx2.inc"

namespace wm {
namespace {

struct alignas(64) TileShapes {
    std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
    std::uint16_t row_bytes[16] = {};
    std::uint8_t rows[16] = {};
};

constexpr std::size_t tile_rows = 16, tile_people = 64, tile_columns = 16;

// 32 digit rows x 32 variants: four sums, two operands on each side.
void accumulate_square(const std::uint8_t* slab, std::size_t groups, const std::int8_t* rows,
                       std::size_t stride, std::int32_t* sums) {
    constexpr std::size_t row_step = slab_variants * sizeof(std::int32_t);
    std::int32_t* const sums_low = sums;
    std::int32_t* const sums_high = sums + tile_rows * slab_variants;
    _tile_loadd(0, sums_low, row_step);
    _tile_loadd(1, sums_low + tile_columns, row_step);
    _tile_loadd(2, sums_high, row_step);
    _tile_loadd(3, sums_high + tile_columns, row_step);
    for (std::size_t g = 0; g < groups; g += tile_people / group_people) {
        _tile_loadd(4, rows + g * group_people, stride);
        _tile_loadd(5, rows + tile_rows * stride + g * group_people, stride);
        _tile_loadd(6, slab + g * slab_group_bytes, slab_group_bytes);
        _tile_loadd(7, slab + g * slab_group_bytes + tile_columns * group_people, slab_group_bytes);
        _tile_dpbsud(0, 4, 6);
        _tile_dpbsud(1, 4, 7);
        _tile_dpbsud(2, 5, 6);
        _tile_dpbsud(3, 5, 7);
    }
    _tile_stored(0, sums_low, row_step);
    _tile_stored(1, sums_low + tile_columns, row_step);
    _tile_stored(2, sums_high, row_step);
    _tile_stored(3, sums_high + tile_columns, row_step);
}

void accumulate(const std::uint8_t* slab, std::size_t groups, const std::int8_t* rows, std::size_t stride,
                std::size_t count, std::int32_t* sums) {
    std::size_t r = 0;
    const std::size_t whole = groups / (tile_people / group_people) * (tile_people / group_people);
    if (whole > 0 && count >= 2 * tile_rows) {
        TileShapes shapes;
        for (int tile = 0; tile < 8; ++tile) {
            shapes.row_bytes[tile] = 64;
            shapes.rows[tile] = 16;
        }
        _tile_loadconfig(&shapes);
        for (; r + 2 * tile_rows <= count; r += 2 * tile_rows)
            for (std::size_t v = 0; v < slab_variants; v += 2 * tile_columns)
                accumulate_square(slab + v * group_people, whole, rows + r * stride, stride,
                                  sums + r * slab_variants + v);
        _tile_release();
        if (whole < groups)
            accumulate_vnni512(slab + whole * slab_group_bytes, groups - whole, rows + whole * group_people,
                               stride, r, sums);
    }
    accumulate_vnni512(slab, groups, rows + r * stride, stride, count - r, sums + r * slab_variants);
}

}  // namespace

const ProductKernels& amx_kernels() {
    static constexpr ProductKernels kernels{WM_CPU_AMX_INT8, "amx-int8",      spread,
                                            accumulate,      gather,          moments,
                                            spread_wide,     accumulate_wide, &finish_avx512};
    return kernels;
}

}  // namespace wm
