#include "association/design.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "association/fixed_point.hpp"
#include "association/parallel.hpp"
#include "association/small_matrix.hpp"
#include "interface/last_error.hpp"

namespace wm {
namespace {

// A pattern whose covariates keep Cholesky pivots above this needs no turning.
constexpr double well_conditioned = 0.01;
// A direction of the covariates of this norm or less among the people present is absent: rounding leaves
// 1e-12.
constexpr double absent_direction = 1e-8;

// Writes the digits of a column of integers into the panels.
template <int Bits, class Digit>
void pack_column(const Design& design, std::vector<Digit>& panels, std::size_t first_row, int limbs,
                 const std::int64_t* integers) {
    for (std::size_t i = 0; i < design.people; ++i)
        balanced_digits<Bits>(
            integers[i], limbs,
            panels.data() + (i / panel_people * design.rows + first_row) * panel_people + i % panel_people,
            panel_people);
}

// Traits grouped by their missing people, in order of first appearance.
std::vector<std::vector<std::size_t>> group_traits(std::size_t people, std::size_t traits,
                                                   const std::uint8_t* missing,
                                                   std::vector<std::vector<std::uint32_t>>& absences) {
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::vector<std::uint32_t>, std::size_t> known;
    for (std::size_t t = 0; t < traits; ++t) {
        std::vector<std::uint32_t> absent;
        if (missing != nullptr)
            for (std::size_t i = 0; i < people; ++i)
                if (missing[t * people + i] != 0) absent.push_back(static_cast<std::uint32_t>(i));
        const auto [place, fresh] = known.try_emplace(std::move(absent), groups.size());
        if (fresh) {
            groups.emplace_back();
            absences.push_back(place->first);
        }
        groups[place->second].push_back(t);
    }
    return groups;
}

// rows += sum of outer products of the covariate rows of some people.
void add_gram(const double* row, std::size_t order, double* gram) {
    for (std::size_t j = 0; j < order; ++j)
        for (std::size_t k = 0; k <= j; ++k) gram[j * order + k] += row[j] * row[k];
}

void mirror(std::size_t order, double* gram) {
    for (std::size_t j = 0; j < order; ++j)
        for (std::size_t k = 0; k < j; ++k) gram[k * order + j] = gram[j * order + k];
}

// The inverse of a lower triangular matrix.
std::vector<double> lower_inverse(const std::vector<double>& lower, std::size_t order) {
    std::vector<double> inverse(order * order, 0.0);
    for (std::size_t j = 0; j < order; ++j) {
        inverse[j * order + j] = 1.0 / lower[j * order + j];
        for (std::size_t i = j + 1; i < order; ++i) {
            double sum = 0.0;
            for (std::size_t k = j; k < i; ++k) sum -= lower[i * order + k] * inverse[k * order + j];
            inverse[i * order + j] = sum / lower[i * order + i];
        }
    }
    return inverse;
}

// rows x inner times inner x columns.
std::vector<double> product(const std::vector<double>& left, const std::vector<double>& right,
                            std::size_t rows, std::size_t inner, std::size_t columns) {
    std::vector<double> out(rows * columns, 0.0);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t i = 0; i < inner; ++i)
            for (std::size_t c = 0; c < columns; ++c)
                out[r * columns + c] += left[r * inner + i] * right[i * columns + c];
    return out;
}

// Makes the rounded covariates exactly orthonormal (to double precision); returns the matrix that does it to
// Q'g.
std::vector<double> whiten(Design& design) {
    const std::size_t c = design.covariates;
    std::vector<double> gram(c * c, 0.0);
    for (std::size_t i = 0; i < design.people; ++i)
        add_gram(design.covariate_rows.data() + i * c, c, gram.data());
    mirror(c, gram.data());
    for (std::size_t j = 0; j < c; ++j)
        for (std::size_t k = 0; k < c; ++k)
            require(std::fabs(gram[j * c + k] - (j == k ? 1.0 : 0.0)) < 1e-4,
                    "the covariate basis is not orthonormal");
    cholesky(gram.data(), c);
    for (std::size_t j = 0; j < c; ++j) std::fill_n(gram.data() + j * c + j + 1, c - j - 1, 0.0);
    design.covariate_factor = gram;
    std::vector<double> inverse = lower_inverse(gram, c);
    std::vector<double> turned(c);
    for (std::size_t i = 0; i < design.people; ++i) {
        double* row = design.covariate_rows.data() + i * c;
        for (std::size_t j = 0; j < c; ++j) {
            double sum = 0.0;
            for (std::size_t k = 0; k <= j; ++k) sum += inverse[j * c + k] * row[k];
            turned[j] = sum;
        }
        std::copy(turned.begin(), turned.end(), row);
    }
    return inverse;
}

bool intercept_in_span(const Design& design) {
    const std::size_t c = design.covariates;
    std::vector<double> sums(c, 0.0);
    for (std::size_t i = 0; i < design.people; ++i)
        for (std::size_t j = 0; j < c; ++j) sums[j] += design.covariate_rows[i * c + j];
    double explained = 0.0;
    for (const double s : sums) explained += s * s;
    const double people = static_cast<double>(design.people);
    return std::fabs(people - explained) < 1e-8 * people;
}

// The absent people's covariate digits, stretch by stretch, each padded to a multiple of `group` people.
template <class Digit>
void pack_absent_digits(const Design& design, const std::vector<Digit>& panels, std::size_t group,
                        Pattern& pattern, std::vector<Digit>& digits) {
    const std::size_t stretch_people = design.stretch_panels * panel_people;
    const std::size_t stretches = (design.panels + design.stretch_panels - 1) / design.stretch_panels;
    const std::size_t rows = design.covariate_digit_rows();
    const auto padded = [group](std::size_t count) { return (count + group - 1) / group * group; };
    pattern.stretch_first.assign(stretches + 1, 0);
    for (const std::uint32_t person : pattern.absent) ++pattern.stretch_first[person / stretch_people + 1];
    for (std::size_t s = 0; s < stretches; ++s) pattern.stretch_first[s + 1] += pattern.stretch_first[s];
    pattern.digits_first.assign(stretches + 1, 0);
    for (std::size_t s = 0; s < stretches; ++s) {
        const std::size_t count = pattern.stretch_first[s + 1] - pattern.stretch_first[s];
        pattern.digits_first[s + 1] = pattern.digits_first[s] + rows * padded(count);
    }
    digits.assign(pattern.digits_first[stretches], 0);
    for (std::size_t s = 0; s < stretches; ++s) {
        const std::size_t first = pattern.stretch_first[s], count = pattern.stretch_first[s + 1] - first;
        Digit* out = digits.data() + pattern.digits_first[s];
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t person = pattern.absent[first + i];
            const Digit* in =
                panels.data() + person / panel_people * design.rows * panel_people + person % panel_people;
            for (std::size_t r = 0; r < rows; ++r) out[r * padded(count) + i] = in[r * panel_people];
        }
    }
}

void prepare_pattern(const Design& design, Pattern& pattern, const std::vector<double>& whitening) {
    const std::size_t c = design.covariates;
    std::vector<double> identity(c * c, 0.0);
    for (std::size_t j = 0; j < c; ++j) identity[j * c + j] = 1.0;
    pattern.rank = c;
    pattern.gram = identity;
    if (!pattern.absent.empty()) {
        pattern.absent_gram.assign(c * c, 0.0);
        for (const std::uint32_t i : pattern.absent)
            add_gram(design.covariate_rows.data() + i * c, c, pattern.absent_gram.data());
        mirror(c, pattern.absent_gram.data());
        std::vector<const double*> present;
        std::size_t next = 0;
        for (std::size_t i = 0; i < design.people; ++i) {
            if (next < pattern.absent.size() && pattern.absent[next] == i)
                ++next;
            else
                present.push_back(design.covariate_rows.data() + i * c);
        }
        if (present.size() < pattern.absent.size()) {
            pattern.gram.assign(c * c, 0.0);
            for (const double* row : present) add_gram(row, c, pattern.gram.data());
            mirror(c, pattern.gram.data());
        } else {
            for (std::size_t j = 0; j < c * c; ++j) pattern.gram[j] -= pattern.absent_gram[j];
        }
        std::vector<double> copy = pattern.gram;
        if (c > 0 && !(cholesky(copy.data(), c) > well_conditioned)) {
            pattern.turn = orthonormalising_basis(present, c, absent_direction, pattern.rank);
            pattern.gram.assign(pattern.rank * pattern.rank, 0.0);
            for (std::size_t j = 0; j < pattern.rank; ++j) pattern.gram[j * pattern.rank + j] = 1.0;
        }
    }
    const std::size_t rank = pattern.rank;
    std::vector<double> lower = pattern.gram;
    cholesky(lower.data(), rank);
    for (std::size_t j = 0; j < rank; ++j)
        for (std::size_t k = j + 1; k < rank; ++k) lower[j * rank + k] = 0.0;
    const std::vector<double> inverse = lower_inverse(lower, rank);
    std::vector<double> turned(rank * c, 0.0);  // turn'
    for (std::size_t j = 0; j < rank; ++j)
        for (std::size_t i = 0; i < c; ++i)
            turned[j * c + i] = pattern.turn.empty() ? identity[j * c + i] : pattern.turn[i * rank + j];
    pattern.coordinates = product(turned, whitening, rank, c, c);
    pattern.orthonormal = product(inverse, pattern.coordinates, rank, rank, c);

    std::vector<double> products(c * pattern.trait_count, 0.0);
    for (std::size_t i = 0; i < design.people; ++i) {
        const double* q = design.covariate_rows.data() + i * c;
        const double* y = design.trait_rows.data() + i * design.trait_stride + pattern.first_trait;
        for (std::size_t j = 0; j < c; ++j)
            for (std::size_t t = 0; t < pattern.trait_count; ++t)
                products[j * pattern.trait_count + t] += q[j] * y[t];
    }
    pattern.residue = product(turned, products, rank, c, pattern.trait_count);
    pattern.residue_orthonormal = product(inverse, pattern.residue, rank, rank, pattern.trait_count);
}

}  // namespace

void build_design(Design& design, std::size_t people, std::size_t covariates, const double* basis,
                  std::size_t traits, const double* values, const std::uint8_t* missing,
                  std::size_t threads) {
    design.people = people;
    design.covariates = covariates;
    design.traits = traits;
    design.panels = (people + panel_people - 1) / panel_people;
    // A wide digit is worth one and a half of a byte.
    if (design.dosages) design.limbs = design.limbs <= 3 ? 2 : design.limbs <= 5 ? 3 : 4;
    design.covariate_limbs = std::min(design.limbs + 1, design.dosages ? 4 : most_limbs);
    design.scales.assign(covariates + traits, 1.0);
    design.covariate_rows.assign(people * covariates, 0.0);
    design.trait_stride = traits % 32 == 0 ? traits + 8 : traits;
    design.trait_rows.assign(people * design.trait_stride, 0.0);
    design.trait_squares.assign(traits, 0.0);
    design.trait_free.assign(traits, 0.0);
    design.column_of.clear();

    std::vector<std::vector<std::uint32_t>> absences;
    const auto groups = group_traits(people, traits, missing, absences);
    if (!design.dosages && design.kernels->lookup != nullptr)
        design.tables.resize(design.trait_table_column(traits), people);
    // Where sums are looked up only the people whom a trait lacks are multiplied, with the covariates.
    const bool multiplies_absent =
        std::any_of(absences.begin(), absences.end(), [](const auto& absent) { return !absent.empty(); });
    design.rows = !design.looks_up()  ? design.trait_digit_row(traits)
                  : multiplies_absent ? design.covariate_digit_rows()
                                      : 0;
    if (design.dosages)
        design.wide_digits.assign(design.panels * design.rows * panel_people, 0);
    else
        design.digits.assign(design.panels * design.rows * panel_people, 0);
    for (std::size_t p = 0; p < groups.size(); ++p) {
        Pattern& pattern = design.patterns.emplace_back();
        pattern.absent = absences[p];
        pattern.first_trait = design.column_of.size();
        pattern.trait_count = groups[p].size();
        require(pattern.absent.size() < people, "a trait has no value in any person");
        for (const std::size_t t : groups[p]) design.column_of.push_back(static_cast<std::int32_t>(t));
    }

    in_parallel(covariates + traits, threads, [&](std::size_t column, std::size_t) {
        std::vector<std::int64_t> integers(people);
        const double* source = basis + column * people;
        std::vector<double> filled;
        if (column >= covariates) {
            const std::size_t t = static_cast<std::size_t>(design.column_of[column - covariates]);
            source = values + t * people;
            if (missing != nullptr) {
                filled.assign(source, source + people);
                for (std::size_t i = 0; i < people; ++i)
                    if (missing[t * people + i] != 0) filled[i] = 0.0;
                source = filled.data();
            }
        }
        const bool covariate = column < covariates;
        const int limbs = covariate ? design.covariate_limbs : design.limbs;
        const double scale = to_fixed_point(
            source, people, design.dosages ? wide_digit_bits : byte_digit_bits, limbs, integers.data());
        design.scales[column] = scale;
        const std::size_t row = covariate ? column * static_cast<std::size_t>(limbs)
                                          : design.trait_digit_row(column - covariates);
        if (design.dosages)
            pack_column<wide_digit_bits>(design, design.wide_digits, row, limbs, integers.data());
        else if (row < design.rows)
            pack_column<byte_digit_bits>(design, design.digits, row, limbs, integers.data());
        if (design.looks_up()) {
            const std::size_t parts = covariate ? design.covariate_parts() : design.trait_parts();
            const std::size_t first = covariate ? design.covariate_table_column(column)
                                                : design.trait_table_column(column - covariates);
            for (std::size_t i = 0; i < people; ++i) design.tables.put(first, parts, i, integers[i]);
        }
        if (column < covariates) {
            for (std::size_t i = 0; i < people; ++i)
                design.covariate_rows[i * covariates + column] = static_cast<double>(integers[i]) * scale;
        } else {
            const std::size_t t = column - covariates;
            double squares = 0.0;
            for (std::size_t i = 0; i < people; ++i) {
                const double y = static_cast<double>(integers[i]) * scale;
                design.trait_rows[i * design.trait_stride + t] = y;
                squares += y * y;
            }
            design.trait_squares[t] = squares;
        }
    });

    const std::vector<double> whitening = whiten(design);
    design.exchangeable = intercept_in_span(design);

    design.absent_first.assign(people + 1, 0);
    for (const Pattern& pattern : design.patterns)
        for (const std::uint32_t i : pattern.absent) ++design.absent_first[i + 1];
    for (std::size_t i = 0; i < people; ++i) design.absent_first[i + 1] += design.absent_first[i];
    design.absent_patterns.resize(design.absent_first[people]);
    std::vector<std::uint32_t> next(design.absent_first.begin(), design.absent_first.end() - 1);
    for (std::size_t p = 0; p < design.patterns.size(); ++p)
        for (const std::uint32_t i : design.patterns[p].absent)
            design.absent_patterns[next[i]++] = static_cast<std::uint32_t>(p);
    // A stretch of a tile's slabs is a quarter of a megabyte of bytes, half of the second cache. Absent
    // people are few in a panel: decoding more panels at once lets them be multiplied together.
    design.stretch_panels = (design.has_absent() ? 8u : 4u) / (design.dosages ? 2 : 1);

    in_parallel(design.patterns.size(), threads, [&](std::size_t p, std::size_t) {
        Pattern& pattern = design.patterns[p];
        prepare_pattern(design, pattern, whitening);
        if (design.dosages)
            pack_absent_digits(design, design.wide_digits, pair_people, pattern, pattern.wide_digits);
        else
            pack_absent_digits(design, design.digits, group_people, pattern, pattern.digits);
        for (std::size_t i = 0; i < pattern.trait_count; ++i) {
            double explained = 0.0;
            for (std::size_t j = 0; j < pattern.rank; ++j) {
                const double w = pattern.residue_orthonormal[j * pattern.trait_count + i];
                explained += w * w;
            }
            const std::size_t t = pattern.first_trait + i;
            design.trait_free[t] = design.trait_squares[t] - explained;
        }
    });
}

std::int64_t Design::bytes() const {
    std::size_t total =
        sizeof(Design) + digits.capacity() + 2 * wide_digits.capacity() + tables.bytes() +
        sizeof(double) * (scales.capacity() + covariate_rows.capacity() + trait_rows.capacity() +
                          trait_squares.capacity() + trait_free.capacity()) +
        4 * (column_of.capacity() + absent_first.capacity() + absent_patterns.capacity());
    for (const Pattern& p : patterns)
        total += sizeof(Pattern) + 4 * p.absent.capacity() + p.digits.capacity() +
                 2 * p.wide_digits.capacity() +
                 sizeof(double) * (p.gram.capacity() + p.absent_gram.capacity() + p.turn.capacity() +
                                   p.coordinates.capacity() + p.orthonormal.capacity() +
                                   p.residue.capacity() + p.residue_orthonormal.capacity()) +
                 sizeof(std::size_t) * (p.stretch_first.capacity() + p.digits_first.capacity());
    return static_cast<std::int64_t>(total);
}

}  // namespace wm
