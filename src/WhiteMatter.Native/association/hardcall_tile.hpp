// A tile of hard calls: packed codes, multiplied as bytes or looked up.
#pragma once

#include <optional>

#include "association/aligned_buffer.hpp"
#include "association/genotype_rows.hpp"
#include "association/looked_up_sums.hpp"
#include "association/tile_genotypes.hpp"

namespace wm {

// PLINK rows, stride bytes apart.
struct HardcallBlock {
    const std::uint8_t* bed;
    std::size_t stride;
    std::size_t variants;
};

class HardcallTile final : public TileGenotypes {
  public:
    HardcallTile(const Design& design, const HardcallBlock& block, const PeopleSelection& people,
                 std::size_t variants);
    // Variants of a tile: where sums are looked up a thousand share a making of tables, as far as their codes
    // take 32 MB.
    static std::size_t most_variants(const Design& design);

    void read(std::size_t first, std::size_t count, const wm_association_results& results) override;
    void multiply(std::size_t slabs, PhaseClock& clock) override;
    void multiply_absent(std::size_t first, std::size_t slabs, PhaseClock& clock) override;
    void list_absent(std::size_t slab, std::size_t valid) override;
    void trait_products(std::size_t slab, double* products) const override;
    void covariate_products(std::size_t slab, std::size_t pattern, double* products) override;
    LaneMoments moments(std::size_t slab, std::size_t lane, std::size_t pattern,
                        std::int64_t used) const override;
    double value(std::size_t variant, std::size_t person) const override;
    double mean(std::size_t variant) const override;

    // Memory of one of the largest tiles, in bytes.
    static std::size_t bytes(const Design& design);

  private:
    std::uint8_t* row(std::size_t variant) { return codes_.data() + variant * row_bytes_; }
    // Sums of a slab over the people a pattern lacks: covariate digits, then counts and squares.
    const std::int32_t* absent_sums(std::size_t slab, std::size_t pattern) const {
        return absent_sums_.data() +
               (slab % tile_slabs * design_.patterns.size() + pattern) * absent_rows_ * lanes;
    }
    void looked_up_covariates(std::size_t slab, std::size_t pattern, double* products) const;
    // Multiplies slabs from `first` on with the first `rows` digit rows, and the people whom traits lack.
    void multiply_bytes(std::size_t first, std::size_t slabs, std::size_t rows, PhaseClock& clock);

    const HardcallBlock& block_;
    const PeopleSelection& people_;
    std::size_t row_bytes_, absent_rows_;
    AlignedBuffer<std::uint8_t> codes_, slab_, chosen_;
    AlignedBuffer<std::int32_t> sums_, absent_sums_, present_sums_;
    std::optional<LookedUpSums> looked_up_;
    std::vector<GenotypeCounts> counts_;
};

}  // namespace wm
