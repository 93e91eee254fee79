// The genotypes of an individual-major .bed file, turned variant by variant.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "genotypes/input_file.hpp"

namespace wm {

// A block of consecutive variants, each a row of PLINK 1 codes of all samples.
struct TurnedBlock {
    std::int64_t first, count;
    std::vector<std::uint8_t> rows;
};

// Every sample's row holds a few bytes of any block of variants, so a block costs one read a sample and a
// transposition of 4 x 4 codes at a time. The last two blocks are kept, and threads that want the same block
// share it: whatever the file, the blocks take at most 64 MiB, but for files of more than half a million
// samples, where a block of 256 variants is the least. Turning costs 1 to 2 ns a genotype (20,000 samples,
// measured as in pgen_file.cpp), once where variants are read in order or near each other.
class IndividualMajor {
  public:
    IndividualMajor(const InputFile& file, std::int64_t offset, std::int64_t samples, std::int64_t variants);
    // The block with the variant in it.
    std::shared_ptr<const TurnedBlock> block_of(std::int64_t variant) const;

  private:
    std::shared_ptr<const TurnedBlock> turn(std::int64_t first) const;

    const InputFile& file_;
    std::int64_t offset_, samples_, variants_, block_variants_;
    mutable std::mutex lock_;
    mutable std::shared_ptr<const TurnedBlock> blocks_[2];
};

}  // namespace wm
