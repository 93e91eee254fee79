// Genotypes of a block of variants in the people of an analysis, standardised as they are read.
#pragma once

#include <cstdint>
#include <vector>

#include "whitematter_regression.h"

namespace wm {

// z = (copies of A1 - mean) / standard deviation; 0 where the genotype is missing, and in constant variants.
class BlockGenotypes {
  public:
    BlockGenotypes() = default;
    BlockGenotypes(const wm_genotype_block& block, std::size_t people, std::size_t threads);

    std::size_t variants() const { return variants_; }
    std::size_t people() const { return people_; }
    bool constant(std::size_t variant) const { return scales_[variant] == 0.0; }
    // z of people [first, first + count) at out[0], out[step], ...
    void read(std::size_t variant, std::size_t first, std::size_t count, float* out, std::size_t step) const;

  private:
    void describe(std::size_t variant, double sum, double squares, double called);

    std::size_t variants_ = 0, people_ = 0, row_bytes_ = 0;
    std::vector<std::uint8_t> calls_;     // packed, in the people's order
    std::vector<std::uint16_t> dosages_;  // in the people's order
    std::vector<double> means_, scales_;
};

}  // namespace wm
