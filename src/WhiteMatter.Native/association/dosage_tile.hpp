// A tile of dosages, multiplied as 16-bit numbers.
#pragma once

#include <array>

#include "association/aligned_buffer.hpp"
#include "association/dosage_rows.hpp"
#include "association/tile_genotypes.hpp"

namespace wm {

// Rows of dosages (WM_DOSAGES), stride numbers apart.
struct DosageBlock {
    const std::uint16_t* dosages;
    std::size_t stride;
    std::size_t variants;
};

class DosageTile final : public TileGenotypes {
  public:
    DosageTile(const Design& design, const DosageBlock& block, const DosageSelection& people,
               std::size_t variants);
    static std::size_t most_variants(const Design&) { return tile_variants; }

    void read(std::size_t first, std::size_t count, const wm_association_results& results) override;
    void multiply(std::size_t slabs, PhaseClock& clock) override;
    void multiply_absent(std::size_t, std::size_t, PhaseClock&) override {}
    void list_absent(std::size_t slab, std::size_t valid) override;
    void trait_products(std::size_t slab, double* products) const override;
    void covariate_products(std::size_t slab, std::size_t pattern, double* products) override;
    LaneMoments moments(std::size_t slab, std::size_t lane, std::size_t pattern,
                        std::int64_t used) const override;
    double value(std::size_t variant, std::size_t person) const override;
    double mean(std::size_t variant) const override;

    // Memory of one such tile, in bytes: 256 a person, besides what does not grow with people.
    static std::size_t bytes(const Design& design);

  private:
    // Sums of h and of its squares.
    struct FormedSums {
        std::int64_t sum, square;
    };

    std::uint16_t* row(std::size_t variant) { return dosages_.data() + variant * places_; }
    const std::int64_t* absent_sums(std::size_t slab, std::size_t pattern) const {
        return absent_sums_.data() + (slab * design_.patterns.size() + pattern) * absent_rows_ * lanes;
    }
    void recombine(const std::int64_t* sums, std::size_t limbs, double scale, double* values) const;

    const DosageBlock& block_;
    const DosageSelection& people_;
    std::size_t places_, absent_rows_;
    AlignedBuffer<std::uint16_t> dosages_;
    AlignedBuffer<std::int16_t> slab_, chosen_;
    AlignedBuffer<std::int64_t> sums_, absent_sums_, present_sums_;
    std::array<DosageForm, tile_variants> forms_{};
    std::array<FormedSums, tile_variants> formed_{};
    std::array<std::int64_t, tile_variants> missing_{};
};

}  // namespace wm
