// Hard calls from dosages.
#pragma once

#include <cstdint>

namespace wm {

// Packs the hard calls of `samples` dosages as PLINK 1 codes: the nearest whole number of copies if it is at
// most 0.1 away, else missing. The places left over in the last byte are 0.
void pack_hard_calls(const std::uint16_t* dosages, std::int64_t samples, std::uint8_t* row) noexcept;

}  // namespace wm
