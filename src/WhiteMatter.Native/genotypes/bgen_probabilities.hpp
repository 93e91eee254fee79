// Dosages from a BGEN variant's probabilities.
//
// They equal those of PLINK 2 importing the file with `ref-first`, which rounds to 1/16384 of a copy.
//
// Layout 1 has probabilities in 1/32768 for none, one and two copies of the second allele, and divides by
// their sum (0: missing). If the sum is 32768, halves go to the even neighbour, else up.
//
// Layout 2 counts the first allele. t of 2d copies, d = 2^bits - 1, becomes
// floor((16384 t + (d + 1) / 2) / d), which is the nearest number but for the one t whose fraction is
// 1/(2d) short of a half; of one bit it is 16384 t. The second allele's dosage is what is left of two copies.
//
// What it costs, in processor time per genotype of 100,000 samples on one core of an AMD EPYC (128-bit
// instructions), a tenth of the genotypes uncertain: 8 bits 0.35 to 0.45 ns, 16 bits 0.6 to 0.75, other
// depths 2.3 to 3, and 0.3 more for hard calls; inflating zlib before that takes 1.4 to 1.6 ns at 8 bits,
// 2.7 to 3 at 16.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "genotypes/data_failure.hpp"

namespace wm {

// Says which variant a failure is about.
using BgenFailure = std::function<DataFailure(wm_data_problem, const std::string& found,
                                              const std::string& expected, const std::string& remedy)>;

// bytes: 6 a sample.
void decode_bgen_layout1(const std::uint8_t* bytes, std::int64_t samples, std::uint16_t* dosages);

// bytes: `size` and 8 more that may be read.
void decode_bgen_layout2(const std::uint8_t* bytes, std::size_t size, std::int64_t samples,
                         std::uint16_t* dosages, const BgenFailure& failure);

}  // namespace wm
