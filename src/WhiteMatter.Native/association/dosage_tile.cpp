#include "association/dosage_tile.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "association/fixed_point.hpp"
#include "interface/last_error.hpp"

namespace wm {
namespace {

static_assert(std::endian::native == std::endian::little, "a pair of people is read as one number");

constexpr double per_unit = 1.0 / dosage_copy;
constexpr std::size_t panel_pairs = panel_people / pair_people;
constexpr DosageForm negative_form = {0xffff, 1};

std::size_t stretch_numbers(const Design& design) { return design.stretch_panels * panel_people * lanes; }

// Copies chosen people of a slab (ascending) to a slab of their own; the place left over in the last pair
// becomes 0. A pair of a variant is one number of 32 bits, its first person in the low half.
std::size_t gather_wide(const std::int16_t* slab, const std::uint32_t* people, std::size_t count,
                        std::int16_t* chosen) {
    const std::size_t pairs = (count + pair_people - 1) / pair_people;
    const auto pair_of = [slab](std::uint32_t person) {
        return slab + person / pair_people * slab_pair_numbers;
    };
    for (std::size_t p = 0; p < pairs; ++p) {
        std::uint32_t in[lanes], out[lanes];
        std::memcpy(in, pair_of(people[2 * p]), sizeof in);
        const unsigned down = 16 * (people[2 * p] % pair_people);
        for (std::size_t v = 0; v < lanes; ++v) out[v] = in[v] >> down & 0xffffu;
        if (2 * p + 1 < count) {
            std::memcpy(in, pair_of(people[2 * p + 1]), sizeof in);
            const unsigned next_down = 16 * (people[2 * p + 1] % pair_people);
            for (std::size_t v = 0; v < lanes; ++v) out[v] |= in[v] >> next_down << 16;
        }
        std::memcpy(chosen + p * slab_pair_numbers, out, sizeof out);
    }
    return pairs;
}

void moments_wide(const std::int16_t* slab, std::size_t pairs, std::int64_t* sums, std::int64_t* squares) {
    for (std::size_t p = 0; p < pairs; ++p, slab += slab_pair_numbers)
        for (std::size_t v = 0; v < lanes; ++v) {
            const std::int32_t a = slab[v * pair_people], b = slab[v * pair_people + 1];
            sums[v] += a + b;
            squares[v] += std::int64_t{a} * a + std::int64_t{b} * b;
        }
}

}  // namespace

DosageTile::DosageTile(const Design& design, const DosageBlock& block, const DosageSelection& people,
                       std::size_t variants)
    : TileGenotypes(design, variants),
      block_(block),
      people_(people),
      places_(design.panels * panel_people),
      absent_rows_(design.covariate_digit_rows() + 2),
      dosages_(tile_variants * places_),
      slab_(tile_slabs * stretch_numbers(design)),
      chosen_(design.has_absent() ? stretch_numbers(design) : 0),
      sums_(tile_slabs * design.rows * lanes),
      absent_sums_(design.has_absent() ? tile_slabs * design.patterns.size() * absent_rows_ * lanes : 0),
      present_sums_(design.covariate_digit_rows() * lanes) {}

std::size_t DosageTile::bytes(const Design& design) {
    std::size_t total = 2 * tile_variants * design.panels * panel_people +
                        2 * tile_slabs * stretch_numbers(design) + tile_slabs * design.rows * lanes * 8;
    if (design.has_absent())
        total += 2 * stretch_numbers(design) +
                 tile_slabs * design.patterns.size() * (design.covariate_digit_rows() + 2) * lanes * 8;
    return total;
}

void DosageTile::read(std::size_t first, std::size_t count, const wm_association_results& results) {
    for (std::size_t v = 0; v < (count + lanes - 1) / lanes * lanes; ++v) {
        std::uint16_t* dosages = row(v);
        forms_[v] = negative_form;
        formed_[v] = {0, 0};
        negative_[v] = true;
        if (v >= count) {
            std::fill(dosages, dosages + places_, dosage_absent);
            continue;
        }
        people_.extract(block_.dosages + (first + v) * block_.stride, dosages, places_);
        const DosageMoments found = moments_of(dosages, design_.people);
        require(found.most <= 2 * dosage_copy, "a dosage is above two copies");
        if (results.counts != nullptr)
            std::copy(found.calls.begin(), found.calls.end(), results.counts + (first + v) * 4);
        missing_[v] = found.missing;
        // Another origin is the intercept's to take, where there is one.
        if (design_.exchangeable) forms_[v] = form_of(found, design_.people);
        negative_[v] = forms_[v].flip != 0;
        // h = d - o or -d, so its sums follow from those of d.
        const std::int64_t present = static_cast<std::int64_t>(design_.people) - found.missing;
        const std::int64_t origin = negative_[v] ? 0 : static_cast<std::uint16_t>(-forms_[v].shift);
        formed_[v].sum = negative_[v] ? -found.sum : found.sum - present * origin;
        formed_[v].square = found.squares - 2 * origin * found.sum + present * origin * origin;
    }
}

void DosageTile::list_absent(std::size_t slab, std::size_t valid) {
    for (std::size_t lane = 0; lane < valid; ++lane) {
        const std::size_t variant = slab * lanes + lane;
        absent_[lane].clear();
        if (missing_[variant] > 0) find_absent(row(variant), design_.people, absent_[lane]);
    }
}

void DosageTile::multiply(std::size_t slabs, PhaseClock& clock) {
    const ProductKernels& kernels = *design_.kernels;
    const std::size_t slab_numbers = stretch_numbers(design_);
    std::memset(sums_.data(), 0, slabs * design_.rows * lanes * sizeof(std::int64_t));
    absent_sums_.clear();
    walk(
        slabs, design_.rows, clock,
        [&](std::size_t s, std::size_t panel, std::size_t panels) {
            const std::uint16_t* rows[lanes];
            for (std::size_t v = 0; v < lanes; ++v) rows[v] = row(s * lanes + v) + panel * panel_people;
            kernels.spread_wide(rows, forms_.data() + s * lanes, panels * panel_people,
                                slab_.data() + s * slab_numbers);
        },
        [&](std::size_t s, std::size_t p, std::size_t digit_row, std::size_t count, std::size_t first) {
            kernels.accumulate_wide(slab_.data() + s * slab_numbers + p * panel_people * lanes, panel_pairs,
                                    design_.wide_digits.data() + digit_row * panel_people, panel_people,
                                    count, sums_.data() + (s * design_.rows + first) * lanes);
        },
        [&](std::size_t s, std::size_t p, std::size_t stretch, const std::uint32_t* places,
            std::size_t count) {
            const std::size_t rows = design_.covariate_digit_rows();
            const Pattern& pattern = design_.patterns[p];
            const std::size_t pairs =
                gather_wide(slab_.data() + s * slab_numbers, places, count, chosen_.data());
            std::int64_t* sums =
                absent_sums_.data() + (s * design_.patterns.size() + p) * absent_rows_ * lanes;
            moments_wide(chosen_.data(), pairs, sums + rows * lanes, sums + (rows + 1) * lanes);
            kernels.accumulate_wide(chosen_.data(), pairs,
                                    pattern.wide_digits.data() + pattern.digits_first[stretch],
                                    pairs * pair_people, rows, sums);
        });
}

// Each sum is below 2^53 and becomes a double as it is; two or three roundings follow.
void DosageTile::recombine(const std::int64_t* sums, std::size_t limbs, double scale, double* values) const {
    constexpr double base = 1 << wide_digit_bits;
    for (std::size_t v = 0; v < lanes; ++v) values[v] = static_cast<double>(sums[(limbs - 1) * lanes + v]);
    for (std::size_t l = limbs - 1; l-- > 0;)
        for (std::size_t v = 0; v < lanes; ++v)
            values[v] = values[v] * base + static_cast<double>(sums[l * lanes + v]);
    for (std::size_t v = 0; v < lanes; ++v) values[v] *= scale * per_unit;
}

void DosageTile::trait_products(std::size_t slab, double* products) const {
    const std::int64_t* sums = sums_.data() + slab * design_.rows * lanes;
    for (std::size_t t = 0; t < design_.traits; ++t)
        recombine(sums + design_.trait_digit_row(t) * lanes, static_cast<std::size_t>(design_.limbs),
                  design_.scales[design_.covariates + t], products + t * lanes);
}

void DosageTile::covariate_products(std::size_t slab, std::size_t pattern, double* products) {
    const std::size_t limbs = static_cast<std::size_t>(design_.covariate_limbs);
    const std::int64_t* sums = sums_.data() + slab * design_.rows * lanes;
    if (!design_.patterns[pattern].absent.empty()) {
        const std::int64_t* without = absent_sums(slab, pattern);
        for (std::size_t i = 0; i < design_.covariate_digit_rows() * lanes; ++i)
            present_sums_[i] = sums[i] - without[i];
        sums = present_sums_.data();
    }
    for (std::size_t j = 0; j < design_.covariates; ++j)
        recombine(sums + j * limbs * lanes, limbs, design_.scales[j], products + j * lanes);
}

LaneMoments DosageTile::moments(std::size_t slab, std::size_t lane, std::size_t pattern,
                                std::int64_t used) const {
    FormedSums sums = formed_[slab * lanes + lane];
    if (!design_.patterns[pattern].absent.empty()) {
        const std::int64_t* without = absent_sums(slab, pattern) + design_.covariate_digit_rows() * lanes;
        sums.sum -= without[lane];
        sums.square -= without[lanes + lane];
    }
    // used * square - sum^2, exact: it is 0 where all are the same.
    __extension__ typedef __int128 Wide;
    const Wide spread = static_cast<Wide>(used) * sums.square - static_cast<Wide>(sums.sum) * sums.sum;
    return {static_cast<double>(sums.square) * (per_unit * per_unit),
            used > 0 ? static_cast<double>(spread) / static_cast<double>(used) * (per_unit * per_unit) : 0.0,
            spread == 0};
}

double DosageTile::value(std::size_t variant, std::size_t person) const {
    return formed(dosages_[variant * places_ + person], forms_[variant]) * per_unit;
}

double DosageTile::mean(std::size_t variant) const {
    const std::size_t present = design_.people - static_cast<std::size_t>(missing_[variant]);
    return present > 0 ? static_cast<double>(formed_[variant].sum) / static_cast<double>(present) * per_unit
                       : 0.0;
}

}  // namespace wm
