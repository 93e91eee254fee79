#include "association/hardcall_tile.hpp"

#include <algorithm>
#include <cstring>

#include "association/finish.hpp"

namespace wm {
namespace {

constexpr std::uint8_t copies_of_code[4] = {2, 0, 1, 0};

std::size_t stretch_bytes(const Design& design) { return design.stretch_panels * panel_people * lanes; }

}  // namespace

HardcallTile::HardcallTile(const Design& design, const HardcallBlock& block, const PeopleSelection& people)
    : TileGenotypes(design),
      block_(block),
      people_(people),
      row_bytes_(design.packed_bytes()),
      absent_rows_(design.covariate_digit_rows() + 2),
      codes_(tile_variants * row_bytes_),
      slab_(tile_slabs * stretch_bytes(design)),
      chosen_(design.has_absent() ? stretch_bytes(design) : 0),
      sums_(tile_slabs * design.rows * lanes),
      absent_sums_(design.has_absent() ? tile_slabs * design.patterns.size() * absent_rows_ * lanes : 0),
      present_sums_(design.covariate_digit_rows() * lanes) {}

std::size_t HardcallTile::bytes(const Design& design) {
    std::size_t total = tile_variants * design.packed_bytes() + tile_slabs * stretch_bytes(design) +
                        tile_slabs * design.rows * lanes * 4;
    if (design.has_absent())
        total += stretch_bytes(design) +
                 tile_slabs * design.patterns.size() * (design.covariate_digit_rows() + 2) * lanes * 4;
    return total;
}

void HardcallTile::read(std::size_t first, std::size_t count, const wm_association_results& results) {
    for (std::size_t v = 0; v < (count + lanes - 1) / lanes * lanes; ++v) {
        std::uint8_t* codes = row(v);
        absent_[v].clear();
        negative_[v] = false;
        if (v >= count) {
            std::memset(codes, 0x55, row_bytes_);
            counts_[v] = {0, 0, 0, static_cast<std::int32_t>(design_.people)};
            continue;
        }
        people_.extract(block_.bed + (first + v) * block_.stride, codes, row_bytes_);
        const GenotypeCounts counts = count_codes(codes, row_bytes_, design_.people);
        if (results.counts != nullptr)
            std::copy(counts.begin(), counts.end(), results.counts + (first + v) * 4);
        counts_[v] = counts;
        if (counts[3] > 0) find_missing(codes, row_bytes_, design_.people, absent_[v]);
        // The rarer allele is counted: less cancels, and sums are smaller.
        if (design_.exchangeable && counts[0] > counts[2]) {
            exchange_alleles(codes, row_bytes_);
            negative_[v] = true;
            std::swap(counts_[v][0], counts_[v][2]);
        }
    }
}

void HardcallTile::multiply(std::size_t slabs, PhaseClock& clock) {
    const ProductKernels& kernels = *design_.kernels;
    const std::size_t slab_bytes = stretch_bytes(design_);
    std::memset(sums_.data(), 0, slabs * design_.rows * lanes * sizeof(std::int32_t));
    absent_sums_.clear();
    walk(
        slabs, clock,
        [&](std::size_t s, std::size_t panel, std::size_t panels) {
            const std::uint8_t* rows[lanes];
            for (std::size_t v = 0; v < lanes; ++v) rows[v] = row(s * lanes + v);
            kernels.spread(rows, panel * panel_bytes_packed, panels * panel_bytes_packed,
                           slab_.data() + s * slab_bytes);
        },
        [&](std::size_t s, std::size_t p, std::size_t digit_row, std::size_t count, std::size_t first) {
            kernels.accumulate(slab_.data() + s * slab_bytes + p * panel_people * lanes,
                               panel_people / group_people, design_.digits.data() + digit_row * panel_people,
                               panel_people, count, sums_.data() + (s * design_.rows + first) * lanes);
        },
        // The covariates' products, counts and squares.
        [&](std::size_t s, std::size_t p, std::size_t stretch, const std::uint32_t* places,
            std::size_t count) {
            const std::size_t rows = design_.covariate_digit_rows();
            const Pattern& pattern = design_.patterns[p];
            const std::size_t groups =
                kernels.gather(slab_.data() + s * slab_bytes, places, count, chosen_.data());
            std::int32_t* sums =
                absent_sums_.data() + (s * design_.patterns.size() + p) * absent_rows_ * lanes;
            kernels.moments(chosen_.data(), groups, sums + rows * lanes, sums + (rows + 1) * lanes);
            constexpr std::size_t most = panel_people / group_people;
            for (std::size_t g = 0; g < groups; g += most)
                kernels.accumulate(chosen_.data() + g * slab_group_bytes, std::min(most, groups - g),
                                   pattern.digits.data() + pattern.digits_first[stretch] + g * group_people,
                                   groups * group_people, rows, sums);
        });
}

void HardcallTile::trait_products(std::size_t slab, double* products) const {
    const std::int32_t* sums = sums_.data() + slab * design_.rows * lanes;
    for (std::size_t t = 0; t < design_.traits; ++t)
        design_.kernels->finish->recombine(sums + design_.trait_digit_row(t) * lanes,
                                           static_cast<std::size_t>(design_.limbs),
                                           design_.scales[design_.covariates + t], products + t * lanes);
}

void HardcallTile::covariate_products(std::size_t slab, std::size_t pattern, double* products) {
    const std::size_t limbs = static_cast<std::size_t>(design_.covariate_limbs);
    const std::int32_t* sums = sums_.data() + slab * design_.rows * lanes;
    if (!design_.patterns[pattern].absent.empty()) {
        const std::int32_t* without = absent_sums(slab, pattern);
        for (std::size_t i = 0; i < design_.covariate_digit_rows() * lanes; ++i)
            present_sums_[i] = sums[i] - without[i];
        sums = present_sums_.data();
    }
    for (std::size_t j = 0; j < design_.covariates; ++j)
        design_.kernels->finish->recombine(sums + j * limbs * lanes, limbs, design_.scales[j],
                                           products + j * lanes);
}

LaneMoments HardcallTile::moments(std::size_t slab, std::size_t lane, std::size_t pattern,
                                  std::int64_t used) const {
    const GenotypeCounts& counts = counts_[slab * lanes + lane];
    std::int64_t two = counts[0], one = counts[1];
    if (!design_.patterns[pattern].absent.empty()) {
        const std::int32_t* without = absent_sums(slab, pattern) + design_.covariate_digit_rows() * lanes;
        const std::int64_t sum = without[lane], absent_two = (without[lanes + lane] - sum) / 2;
        two -= absent_two;
        one -= sum - 2 * absent_two;
    }
    const double sum = static_cast<double>(2 * two + one), square = static_cast<double>(4 * two + one);
    return {square, used > 0 ? square - sum * (sum / static_cast<double>(used)) : 0.0,
            two == used || one == used || two + one == 0};
}

double HardcallTile::value(std::size_t variant, std::size_t person) const {
    return copies_of_code[(codes_.data()[variant * row_bytes_ + person / 4] >> (2 * (person % 4))) & 3];
}

double HardcallTile::mean(std::size_t variant) const {
    const GenotypeCounts& counts = counts_[variant];
    const double called = static_cast<double>(counts[0]) + counts[1] + counts[2];
    return called > 0 ? (2.0 * counts[0] + counts[1]) / called : 0.0;
}

}  // namespace wm
