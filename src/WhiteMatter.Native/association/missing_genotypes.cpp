#include "association/missing_genotypes.hpp"

#include <algorithm>
#include <cmath>

#include "association/finish.hpp"
#include "association/small_matrix.hpp"

namespace wm {
namespace {

constexpr double safe_pivot = 1e-4;  // above: the Cholesky factor loses at most four digits of sixteen
constexpr double vanished = 1e-11;   // an eigenvalue below is a direction that is gone (rounding is 1e-15)
constexpr double safe_eigenvalue = 1e-5;   // an eigenvalue between the two needs the exact path
constexpr double absent_direction = 1e-8;  // as in design.cpp

}  // namespace

void GenotypeGap::prepare(const Design& design, const std::vector<std::uint32_t>& absent, GapRows& rows) {
    const std::size_t c = design.covariates, k = design.traits;
    absent_ = &absent;
    remaining_ = absent.size() > design.people / 2;
    rows.covariates.clear();
    rows.traits.clear();
    const auto take = [&](std::size_t i) {
        rows.covariates.push_back(design.covariate_rows.data() + i * c);
        rows.traits.push_back(design.trait_rows.data() + i * design.trait_stride);
    };
    if (!remaining_) {
        for (const std::uint32_t i : absent) take(i);
    } else {
        std::size_t next = 0;
        for (std::size_t i = 0; i < design.people; ++i) {
            if (next < absent.size() && absent[next] == i)
                ++next;
            else
                take(i);
        }
    }
    const FinishKernels& finish = *design.kernels->finish;
    gram_.resize(c * c);
    finish.gather_products(rows.covariates.data(), rows.covariates.data(), rows.covariates.size(), c, c,
                           gram_.data());
    if (!remaining_)
        for (std::size_t j = 0; j < c; ++j)
            for (std::size_t l = 0; l < c; ++l) gram_[j * c + l] = (j == l ? 1.0 : 0.0) - gram_[j * c + l];
    block_.resize(c * k);
    squares_.resize(k);
    // The squares first: they read whole rows in order, which brings the rows into the cache for the
    // products.
    finish.gather_squares(rows.traits.data(), rows.traits.size(), k, squares_.data());
    finish.gather_products(rows.covariates.data(), rows.traits.data(), rows.covariates.size(), c, k,
                           block_.data());
    if (!remaining_)
        for (std::size_t t = 0; t < k; ++t) squares_[t] = design.trait_squares[t] - squares_[t];

    if (overlap_count_.size() != design.patterns.size()) {
        overlap_count_.assign(design.patterns.size(), 0);
        overlap_first_.assign(design.patterns.size(), 0);
    }
    for (const std::uint32_t p : touched_) overlap_count_[p] = 0;
    touched_.clear();
    if (!design.has_absent()) return;
    std::size_t overlaps = 0;
    for (const std::uint32_t i : absent) {
        overlaps += design.absent_first[i + 1] - design.absent_first[i];
        for (std::size_t e = design.absent_first[i]; e < design.absent_first[i + 1]; ++e) {
            const std::uint32_t p = design.absent_patterns[e];
            if (overlap_count_[p]++ == 0) touched_.push_back(p);
        }
    }
    listed_ = overlaps <= most_listed;
    if (!listed_) return;
    overlap_people_.resize(overlaps);
    std::uint32_t first = 0;
    for (const std::uint32_t p : touched_) {
        overlap_first_[p] = first;
        first += overlap_count_[p];
    }
    for (const std::uint32_t i : absent)
        for (std::size_t e = design.absent_first[i]; e < design.absent_first[i + 1]; ++e)
            overlap_people_[overlap_first_[design.absent_patterns[e]]++] = i;
    for (const std::uint32_t p : touched_) overlap_first_[p] -= overlap_count_[p];
}

bool GenotypeGap::solve(const Design& design, std::size_t p, const double* coordinates, double square,
                        const double* raw, double& variance, std::size_t& rank, double* numerator,
                        double* trait) {
    const std::size_t c = design.covariates;
    const Pattern& pattern = design.patterns[p];
    const std::size_t r = pattern.rank, count = pattern.trait_count;

    // One matrix [Gram | genotype | traits]: the covariates' Gram matrix over the people with genotype and
    // trait and their products with both, in the pattern's coordinates.
    const FinishKernels& finish = *design.kernels->finish;
    const std::size_t columns = (r + 1 + count + 7) / 8 * 8;
    matrix_.assign(r * columns, 0.0);
    double* const matrix = matrix_.data();
    if (pattern.turn.empty()) {
        for (std::size_t j = 0; j < c; ++j)
            for (std::size_t l = 0; l < c; ++l)
                matrix[j * columns + l] =
                    gram_[j * c + l] - (pattern.absent_gram.empty() ? 0.0 : pattern.absent_gram[j * c + l]);
        for_overlap(pattern, p, [&](std::uint32_t i) {
            finish.add_outer(design.covariate_rows.data() + i * c, c, columns, matrix);
        });
    } else {
        gram_here_ = gram_;
        for (std::size_t j = 0; j < c * c; ++j) gram_here_[j] -= pattern.absent_gram[j];
        for_overlap(pattern, p, [&](std::uint32_t i) {
            finish.add_outer(design.covariate_rows.data() + i * c, c, c, gram_here_.data());
        });
        for (std::size_t j = 0; j < c; ++j)
            for (std::size_t l = 0; l < j; ++l) gram_here_[j * c + l] = gram_here_[l * c + j];
        half_.assign(c * r, 0.0);
        for (std::size_t i = 0; i < c; ++i)
            for (std::size_t l = 0; l < c; ++l)
                for (std::size_t j = 0; j < r; ++j)
                    half_[i * r + j] += gram_here_[i * c + l] * pattern.turn[l * r + j];
        for (std::size_t i = 0; i < c; ++i)
            for (std::size_t j = 0; j < r; ++j)
                for (std::size_t l = 0; l < r; ++l)
                    matrix[j * columns + l] += pattern.turn[i * r + j] * half_[i * r + l];
    }
    for (std::size_t j = 0; j < r; ++j) matrix[j * columns + r] = coordinates[j];
    double* const block = matrix + r + 1;
    if (!remaining_)
        for (std::size_t j = 0; j < r; ++j)
            for (std::size_t t = 0; t < count; ++t) block[j * columns + t] = pattern.residue[j * count + t];
    const double sign = remaining_ ? 1.0 : -1.0;
    const double* products = block_.data() + pattern.first_trait;
    for (std::size_t i = 0; i < c; ++i)
        for (std::size_t j = 0; j < r; ++j) {
            if (pattern.turn.empty() && i != j) continue;
            const double m = pattern.turn.empty() ? sign : sign * pattern.turn[i * r + j];
            for (std::size_t t = 0; t < count; ++t)
                block[j * columns + t] += m * products[i * design.traits + t];
        }

    saved_ = matrix_;
    rank = r;
    if (!(finish.eliminate(matrix, r, columns) > safe_pivot)) {
        std::vector<double> symmetric(r * r), values(r), vectors(r * r);
        for (std::size_t j = 0; j < r; ++j)
            for (std::size_t l = 0; l < r; ++l)
                symmetric[j * r + l] = saved_[std::min(j, l) * columns + std::max(j, l)];
        symmetric_eigen(symmetric.data(), r, values.data(), vectors.data());
        rank = 0;
        for (std::size_t j = 0; j < r; ++j) {
            if (values[j] < vanished) continue;
            if (values[j] < safe_eigenvalue) return false;
            const double scale = 1.0 / std::sqrt(values[j]);
            double* const row = matrix + rank++ * columns;
            for (std::size_t t = r; t < columns; ++t) {
                double value = 0.0;
                for (std::size_t i = 0; i < r; ++i) value += vectors[i * r + j] * saved_[i * columns + t];
                row[t] = value * scale;
            }
        }
    }

    variance = square;
    for (std::size_t j = 0; j < rank; ++j) variance -= matrix[j * columns + r] * matrix[j * columns + r];
    for (std::size_t t = 0; t < count; ++t) {
        numerator[t] = raw[t];
        trait[t] = squares_[pattern.first_trait + t];
    }
    for (std::size_t j = 0; j < rank; ++j) {
        const double z = matrix[j * columns + r];
        const double* row = block + j * columns;
        for (std::size_t t = 0; t < count; ++t) {
            numerator[t] -= z * row[t];
            trait[t] -= row[t] * row[t];
        }
    }
    return true;
}

void exact_cells(const Design& design, std::size_t p, const std::vector<std::uint32_t>& absent,
                 const std::function<double(std::size_t)>& genotype_of, double& variance, std::size_t& rank,
                 double* numerator, double* trait) {
    const std::size_t c = design.covariates;
    const Pattern& pattern = design.patterns[p];
    const std::size_t count = pattern.trait_count;
    std::vector<std::uint32_t> used;
    std::vector<const double*> rows;
    std::size_t next = 0, next_absent = 0;
    for (std::size_t i = 0; i < design.people; ++i) {
        const bool lacks = next < pattern.absent.size() && pattern.absent[next] == i;
        const bool untyped = next_absent < absent.size() && absent[next_absent] == i;
        if (lacks) ++next;
        if (untyped) ++next_absent;
        if (lacks || untyped) continue;
        used.push_back(static_cast<std::uint32_t>(i));
        rows.push_back(design.covariate_rows.data() + i * c);
    }
    const std::vector<double> basis = orthonormalising_basis(rows, c, absent_direction, rank);
    std::vector<double> turned(used.size() * rank);
    std::vector<double> genotype(used.size());
    for (std::size_t i = 0; i < used.size(); ++i) {
        genotype[i] = genotype_of(used[i]);
        for (std::size_t j = 0; j < rank; ++j) {
            double sum = 0.0;
            for (std::size_t l = 0; l < c; ++l) sum += rows[i][l] * basis[l * rank + j];
            turned[i * rank + j] = sum;
        }
    }
    // Removes what the covariates explain, twice: the second time takes out the rounding of the first.
    const auto residual = [&](std::vector<double>& x) {
        std::vector<double> projection(rank);
        for (int pass = 0; pass < 2; ++pass) {
            std::fill(projection.begin(), projection.end(), 0.0);
            for (std::size_t i = 0; i < x.size(); ++i)
                for (std::size_t j = 0; j < rank; ++j) projection[j] += turned[i * rank + j] * x[i];
            for (std::size_t i = 0; i < x.size(); ++i) {
                double explained = 0.0;
                for (std::size_t j = 0; j < rank; ++j) explained += turned[i * rank + j] * projection[j];
                x[i] -= explained;
            }
        }
    };
    residual(genotype);
    variance = 0.0;
    for (const double g : genotype) variance += g * g;
    std::vector<double> y(used.size());
    for (std::size_t t = 0; t < count; ++t) {
        for (std::size_t i = 0; i < used.size(); ++i)
            y[i] = design.trait_rows[used[i] * design.trait_stride + pattern.first_trait + t];
        residual(y);
        numerator[t] = trait[t] = 0.0;
        for (std::size_t i = 0; i < used.size(); ++i) {
            numerator[t] += genotype[i] * y[i];
            trait[t] += y[i] * y[i];
        }
    }
}

}  // namespace wm
