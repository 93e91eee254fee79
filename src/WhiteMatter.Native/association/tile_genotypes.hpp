// The genotypes of a tile of variants, and their products with a design. Hard calls and dosages are kept and
// multiplied differently; what follows from the products is the same.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "association/design.hpp"
#include "whitematter.h"

namespace wm {

inline constexpr std::size_t lanes = slab_variants;
// Slabs that share one reading of the digits, and the variants of a tile that is multiplied with them.
inline constexpr std::size_t tile_slabs = 2;
inline constexpr std::size_t tile_variants = tile_slabs * lanes;
// Digit rows multiplied together: their digits (48 KB a panel) and sums (48 KB) stay in the second cache
// while the panels of a stretch pass, where all rows of many traits would not.
inline constexpr std::size_t block_rows = 96;

enum class Phase { Decoding, Product, Gaps, Statistics };

// Charges the time of a thread since the last charge to a phase.
class PhaseClock {
  public:
    explicit PhaseClock(const Design& design) : design_(design), last_(now()) {}
    void charge(Phase phase) {
        const std::int64_t time = now();
        design_.phase_nanoseconds[static_cast<std::size_t>(phase)] += time - last_;
        last_ = time;
    }

  private:
    static std::int64_t now() {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::int64_t{time.tv_sec} * 1000000000 + time.tv_nsec;
    }

    const Design& design_;
    std::int64_t last_;
};

// What one lane's genotypes are, among the people of a pattern who have one.
struct LaneMoments {
    double square;   // g'g
    double centred;  // about the mean of `used` people
    bool constant;   // all the same
};

// One thread's tile. A variant may be counted in the other allele or from another origin (sign, and the
// intercept takes the rest): that is the genotype g here.
class TileGenotypes {
  public:
    TileGenotypes(const Design& design, std::size_t variants)
        : design_(design), absent_(lanes), negative_(variants) {}
    virtual ~TileGenotypes() = default;

    // Reads the variants [first, first + count) of the block and counts them; lanes of the last slab beyond
    // count are without genotypes.
    virtual void read(std::size_t first, std::size_t count, const wm_association_results& results) = 0;
    // Multiplies the slabs [0, slabs) with all digits, or looks their sums up.
    virtual void multiply(std::size_t slabs, PhaseClock& clock) = 0;
    // Before covariate products and moments of the slabs [first, first + slabs), at most tile_slabs, are
    // asked for: multiplies the people whom traits lack, where `multiply` did not.
    virtual void multiply_absent(std::size_t first, std::size_t slabs, PhaseClock& clock) = 0;

    // Lists the people without genotypes of a slab's first `valid` variants, in place of another slab's:
    // where many lack theirs, lists of a whole tile would take more memory than all else.
    virtual void list_absent(std::size_t slab, std::size_t valid) = 0;

    // g'y of a slab's variants: traits x lanes.
    virtual void trait_products(std::size_t slab, double* products) const = 0;
    // Q'g over the people of a pattern: covariates x lanes.
    virtual void covariate_products(std::size_t slab, std::size_t pattern, double* products) = 0;
    // Of a variant over the pattern's people, `used` of whom have the genotype.
    virtual LaneMoments moments(std::size_t slab, std::size_t lane, std::size_t pattern,
                                std::int64_t used) const = 0;
    // g of one person of one variant who has it.
    virtual double value(std::size_t variant, std::size_t person) const = 0;

    // The mean of g over those who have it.
    virtual double mean(std::size_t variant) const = 0;

    // People without the genotype, ascending, of a variant of the slab listed last.
    const std::vector<std::uint32_t>& absent(std::size_t variant) const { return absent_[variant % lanes]; }
    // -1 where g falls as the count of A1 rises.
    double sign(std::size_t variant) const { return negative_[variant] ? -1.0 : 1.0; }

  protected:
    // Walks over the people, a stretch at a time: spread(slab, panel, panels) decodes it, multiply(slab,
    // panel of the stretch, digit row over all panels, rows, row) takes a block of digit rows, and
    // absent(slab, pattern, stretch, places, count) the people of the stretch whom a pattern lacks, by their
    // places in it. What all slabs share is read once for them. The first `rows` digit rows are taken.
    template <class Spread, class Multiply, class Absent>
    void walk(std::size_t slabs, std::size_t rows, PhaseClock& clock, const Spread& spread,
              const Multiply& multiply, const Absent& absent) const {
        std::size_t stretch = 0;
        for (std::size_t panel = 0; panel < design_.panels; panel += design_.stretch_panels, ++stretch) {
            const std::size_t panels = std::min(design_.stretch_panels, design_.panels - panel);
            for (std::size_t s = 0; s < slabs; ++s) spread(s, panel, panels);
            clock.charge(Phase::Decoding);
            for (std::size_t first = 0; first < rows; first += block_rows)
                for (std::size_t p = 0; p < panels; ++p)
                    for (std::size_t s = 0; s < slabs; ++s)
                        multiply(s, p, (panel + p) * design_.rows + first, std::min(block_rows, rows - first),
                                 first);
            if (design_.has_absent()) walk_absent(stretch, slabs, absent);
            clock.charge(Phase::Product);
        }
    }

    const Design& design_;
    std::vector<std::vector<std::uint32_t>> absent_;
    std::vector<std::uint8_t> negative_;

  private:
    template <class Absent>
    void walk_absent(std::size_t stretch, std::size_t slabs, const Absent& absent) const {
        const std::size_t first_person = stretch * design_.stretch_panels * panel_people;
        std::uint32_t places[8 * panel_people];
        for (std::size_t p = 0; p < design_.patterns.size(); ++p) {
            const Pattern& pattern = design_.patterns[p];
            const std::size_t first = pattern.stretch_first[stretch];
            const std::size_t count = pattern.stretch_first[stretch + 1] - first;
            if (count == 0) continue;
            for (std::size_t i = 0; i < count; ++i)
                places[i] = pattern.absent[first + i] - static_cast<std::uint32_t>(first_person);
            for (std::size_t s = 0; s < slabs; ++s) absent(s, p, stretch, places, count);
        }
    }
};

}  // namespace wm
