// One trait's cells in a block, to bytes and back; see whitematter_results.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "results/byte_planes.hpp"
#include "whitematter_results.h"

namespace wm {

std::int32_t find_reference(const wm_cells& first, const wm_cells& second, double* spread);
std::size_t cells_bound(std::size_t count);
void encode_cells(const wm_cells& cells, ByteOutput& output);
void decode_cells(ByteInput input, std::int32_t columns, const wm_cells& cells);

}  // namespace wm
