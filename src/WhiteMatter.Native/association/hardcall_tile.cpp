#include "association/hardcall_tile.hpp"

#include <algorithm>
#include <cstring>

#include "association/finish.hpp"

namespace wm {
namespace {

constexpr std::uint8_t copies_of_code[4] = {2, 0, 1, 0};

std::size_t stretch_bytes(const Design& design) { return design.stretch_panels * panel_people * lanes; }

// A variant's packed codes, for whole panels and, where sums are looked up, whole numbers of triples.
std::size_t code_bytes(const Design& design) {
    constexpr std::size_t step = numbered_people / 4;
    const std::size_t bytes = std::max(design.packed_bytes(), design.tables.people() / 4);
    return design.looks_up() ? (bytes + step - 1) / step * step : bytes;
}

bool multiplies(const Design& design) { return !design.looks_up() || design.has_absent(); }
std::size_t multiplied_rows(const Design& design) { return design.looks_up() ? 0 : design.rows; }

}  // namespace

HardcallTile::HardcallTile(const Design& design, const HardcallBlock& block, const PeopleSelection& people,
                           std::size_t variants)
    : TileGenotypes(design, variants),
      block_(block),
      people_(people),
      row_bytes_(code_bytes(design)),
      absent_rows_(design.covariate_digit_rows() + 2),
      codes_(variants * row_bytes_),
      slab_(multiplies(design) ? tile_slabs * stretch_bytes(design) : 0),
      chosen_(design.has_absent() ? stretch_bytes(design) : 0),
      sums_(multiplied_rows(design) * tile_slabs * lanes),
      absent_sums_(design.has_absent() ? tile_slabs * design.patterns.size() * absent_rows_ * lanes : 0),
      present_sums_(design.covariate_digit_rows() * lanes),
      counts_(variants) {
    if (design.looks_up()) looked_up_.emplace(*design.kernels->lookup, design.tables, variants);
}

std::size_t HardcallTile::most_variants(const Design& design) {
    if (!design.looks_up()) return tile_variants;
    constexpr std::size_t most = 1024, most_bytes = std::size_t{32} << 20;
    return std::clamp(most_bytes / code_bytes(design) / lanes * lanes, tile_variants, most);
}

std::size_t HardcallTile::bytes(const Design& design) {
    const std::size_t variants = most_variants(design);
    std::size_t total = variants * code_bytes(design) + multiplied_rows(design) * tile_slabs * lanes * 4;
    if (multiplies(design)) total += tile_slabs * stretch_bytes(design);
    if (design.looks_up()) total += LookedUpSums::bytes(design.tables, variants);
    if (design.has_absent())
        total += stretch_bytes(design) +
                 tile_slabs * design.patterns.size() * (design.covariate_digit_rows() + 2) * lanes * 4;
    return total;
}

void HardcallTile::read(std::size_t first, std::size_t count, const wm_association_results& results) {
    for (std::size_t v = 0; v < (count + lanes - 1) / lanes * lanes; ++v) {
        std::uint8_t* codes = row(v);
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
        // The rarer allele is counted: less cancels, and sums are smaller.
        if (design_.exchangeable && counts[0] > counts[2]) {
            exchange_alleles(codes, row_bytes_);
            negative_[v] = true;
            std::swap(counts_[v][0], counts_[v][2]);
        }
    }
}

void HardcallTile::list_absent(std::size_t slab, std::size_t valid) {
    for (std::size_t lane = 0; lane < valid; ++lane) {
        const std::size_t variant = slab * lanes + lane;
        absent_[lane].clear();
        if (counts_[variant][3] > 0) find_missing(row(variant), row_bytes_, design_.people, absent_[lane]);
    }
}

void HardcallTile::multiply(std::size_t slabs, PhaseClock& clock) {
    if (!looked_up_) {
        multiply_bytes(0, slabs, design_.rows, clock);
        return;
    }
    looked_up_->multiply(codes_.data(), row_bytes_, slabs * lanes,
                         [&](bool numbered) { clock.charge(numbered ? Phase::Decoding : Phase::Product); });
}

void HardcallTile::multiply_absent(std::size_t first, std::size_t slabs, PhaseClock& clock) {
    if (looked_up_ && design_.has_absent()) multiply_bytes(first, slabs, 0, clock);
}

void HardcallTile::multiply_bytes(std::size_t first, std::size_t slabs, std::size_t rows, PhaseClock& clock) {
    const ProductKernels& kernels = *design_.kernels;
    const std::size_t slab_bytes = stretch_bytes(design_);
    std::memset(sums_.data(), 0, slabs * rows * lanes * sizeof(std::int32_t));
    absent_sums_.clear();
    walk(
        slabs, rows, clock,
        [&](std::size_t s, std::size_t panel, std::size_t panels) {
            const std::uint8_t* packed[lanes];
            for (std::size_t v = 0; v < lanes; ++v) packed[v] = row((first + s) * lanes + v);
            kernels.spread(packed, panel * panel_bytes_packed, panels * panel_bytes_packed,
                           slab_.data() + s * slab_bytes);
        },
        [&](std::size_t s, std::size_t p, std::size_t digit_row, std::size_t count, std::size_t first_row) {
            kernels.accumulate(slab_.data() + s * slab_bytes + p * panel_people * lanes,
                               panel_people / group_people, design_.digits.data() + digit_row * panel_people,
                               panel_people, count, sums_.data() + (s * rows + first_row) * lanes);
        },
        // The covariates' products, counts and squares.
        [&](std::size_t s, std::size_t p, std::size_t stretch, const std::uint32_t* places,
            std::size_t count) {
            const std::size_t digits = design_.covariate_digit_rows();
            const Pattern& pattern = design_.patterns[p];
            const std::size_t groups =
                kernels.gather(slab_.data() + s * slab_bytes, places, count, chosen_.data());
            std::int32_t* sums =
                absent_sums_.data() + (s * design_.patterns.size() + p) * absent_rows_ * lanes;
            kernels.moments(chosen_.data(), groups, sums + digits * lanes, sums + (digits + 1) * lanes);
            constexpr std::size_t most = panel_people / group_people;
            for (std::size_t g = 0; g < groups; g += most)
                kernels.accumulate(chosen_.data() + g * slab_group_bytes, std::min(most, groups - g),
                                   pattern.digits.data() + pattern.digits_first[stretch] + g * group_people,
                                   groups * group_people, digits, sums);
        });
}

void HardcallTile::trait_products(std::size_t slab, double* products) const {
    if (looked_up_) {
        for (std::size_t t = 0; t < design_.traits; ++t)
            looked_up_->values(slab, design_.trait_table_column(t), design_.trait_parts(), nullptr,
                               design_.scales[design_.covariates + t], products + t * lanes);
        return;
    }
    const std::int32_t* sums = sums_.data() + slab * design_.rows * lanes;
    for (std::size_t t = 0; t < design_.traits; ++t)
        design_.kernels->finish->recombine(sums + design_.trait_digit_row(t) * lanes,
                                           static_cast<std::size_t>(design_.limbs),
                                           design_.scales[design_.covariates + t], products + t * lanes);
}

void HardcallTile::covariate_products(std::size_t slab, std::size_t pattern, double* products) {
    if (looked_up_) {
        looked_up_covariates(slab, pattern, products);
        return;
    }
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

void HardcallTile::looked_up_covariates(std::size_t slab, std::size_t pattern, double* products) const {
    const std::size_t limbs = static_cast<std::size_t>(design_.covariate_limbs);
    const std::size_t parts = design_.covariate_parts();
    const bool lacks = !design_.patterns[pattern].absent.empty();
    // The three lowest digits are the first of two parts.
    constexpr std::size_t low_limbs = 3;
    for (std::size_t j = 0; j < design_.covariates; ++j) {
        std::int64_t without[2 * lanes] = {};
        if (lacks) {
            const std::int32_t* digits = absent_sums(slab, pattern) + j * limbs * lanes;
            for (std::size_t l = limbs; l-- > 0;) {
                std::int64_t* const sums = without + (parts == 2 && l >= low_limbs ? lanes : 0);
                for (std::size_t v = 0; v < lanes; ++v) sums[v] = sums[v] * 256 + digits[l * lanes + v];
            }
        }
        looked_up_->values(slab, design_.covariate_table_column(j), parts, lacks ? without : nullptr,
                           design_.scales[j], products + j * lanes);
    }
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
