#pragma once
#include <array>
#include <cstdint>

namespace wm {

// People by their genotypes of two variants: [copies of A2 of the first][copies of A2 of the second].
using GenotypeTable = std::array<std::array<std::int64_t, 3>, 3>;

// Squared correlation of the alleles of two variants over haplotypes, whose frequencies are the maximum
// likelihood under Hardy-Weinberg equilibrium; NaN where either variant has one allele.
//
// Everybody's haplotypes are known but those of double heterozygotes. The share of these that holds A1-A1 and
// A2-A2 is a root of a cubic (Hill 1974), taken in closed form rather than by EM, as PLINK 1.9 does; of
// several roots the likeliest.
double haplotype_r2(const GenotypeTable& people);

}  // namespace wm
