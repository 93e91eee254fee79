#include "association/small_matrix.hpp"

#include <cmath>
#include <limits>

namespace wm {

double cholesky(double* a, std::size_t order) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < order; ++j) {
        double pivot = a[j * order + j];
        for (std::size_t k = 0; k < j; ++k) pivot -= a[j * order + k] * a[j * order + k];
        if (!(pivot >= least)) least = pivot;
        if (!(pivot > 0.0)) return pivot;
        const double root = std::sqrt(pivot);
        a[j * order + j] = root;
        const double inverse = 1.0 / root;
        for (std::size_t i = j + 1; i < order; ++i) {
            double value = a[i * order + j];
            for (std::size_t k = 0; k < j; ++k) value -= a[i * order + k] * a[j * order + k];
            a[i * order + j] = value * inverse;
        }
    }
    return least;
}

void symmetric_eigen(double* a, std::size_t order, double* values, double* vectors) {
    for (std::size_t i = 0; i < order; ++i)
        for (std::size_t j = 0; j < order; ++j) vectors[i * order + j] = i == j ? 1.0 : 0.0;
    for (int sweep = 0; sweep < 60; ++sweep) {
        double off = 0.0, diagonal = 0.0;
        for (std::size_t i = 0; i < order; ++i) {
            diagonal += a[i * order + i] * a[i * order + i];
            for (std::size_t j = 0; j < i; ++j) off += a[i * order + j] * a[i * order + j];
        }
        if (off <= 1e-36 * diagonal) break;
        for (std::size_t p = 0; p + 1 < order; ++p)
            for (std::size_t q = p + 1; q < order; ++q) {
                const double apq = a[p * order + q];
                if (apq == 0.0) continue;
                const double theta = (a[q * order + q] - a[p * order + p]) / (2.0 * apq);
                const double tangent =
                    (theta >= 0 ? 1.0 : -1.0) / (std::fabs(theta) + std::sqrt(theta * theta + 1.0));
                const double cosine = 1.0 / std::sqrt(tangent * tangent + 1.0);
                const double sine = tangent * cosine;
                for (std::size_t i = 0; i < order; ++i) {
                    const double x = a[i * order + p], y = a[i * order + q];
                    a[i * order + p] = cosine * x - sine * y;
                    a[i * order + q] = sine * x + cosine * y;
                }
                for (std::size_t i = 0; i < order; ++i) {
                    const double x = a[p * order + i], y = a[q * order + i];
                    a[p * order + i] = cosine * x - sine * y;
                    a[q * order + i] = sine * x + cosine * y;
                    const double vx = vectors[i * order + p], vy = vectors[i * order + q];
                    vectors[i * order + p] = cosine * vx - sine * vy;
                    vectors[i * order + q] = sine * vx + cosine * vy;
                }
            }
    }
    for (std::size_t i = 0; i < order; ++i) values[i] = a[i * order + i];
}

std::vector<double> orthonormalising_basis(const std::vector<const double*>& rows, std::size_t order,
                                           double tolerance, std::size_t& rank) {
    std::vector<double> basis(order * order, 0.0);
    for (std::size_t i = 0; i < order; ++i) basis[i * order + i] = 1.0;
    rank = order;
    std::vector<double> turned, gram, values, vectors, next;
    for (int pass = 0; pass < 3; ++pass) {
        gram.assign(rank * rank, 0.0);
        turned.resize(rank);
        for (const double* row : rows) {
            for (std::size_t j = 0; j < rank; ++j) {
                double sum = 0.0;
                for (std::size_t i = 0; i < order; ++i) sum += row[i] * basis[i * rank + j];
                turned[j] = sum;
            }
            for (std::size_t j = 0; j < rank; ++j)
                for (std::size_t k = 0; k <= j; ++k) gram[j * rank + k] += turned[j] * turned[k];
        }
        for (std::size_t j = 0; j < rank; ++j)
            for (std::size_t k = 0; k < j; ++k) gram[k * rank + j] = gram[j * rank + k];
        values.resize(rank);
        vectors.resize(rank * rank);
        symmetric_eigen(gram.data(), rank, values.data(), vectors.data());
        std::size_t kept = 0;
        std::vector<std::size_t> chosen;
        for (std::size_t j = 0; j < rank; ++j) {
            // Within a pass the Gram matrix resolves eigenvalues to about 1e-15: a smaller norm is scaled up
            // from what was resolved and judged again, in the scale of the input, by the next pass.
            const double floor = pass == 0 ? 1e-15 : 1e-6;
            if (values[j] > floor) chosen.push_back(j);
        }
        kept = chosen.size();
        next.assign(order * kept, 0.0);
        for (std::size_t j = 0; j < kept; ++j) {
            const double scale = 1.0 / std::sqrt(values[chosen[j]]);
            for (std::size_t i = 0; i < order; ++i) {
                double sum = 0.0;
                for (std::size_t l = 0; l < rank; ++l)
                    sum += basis[i * rank + l] * vectors[l * rank + chosen[j]];
                next[i * kept + j] = sum * scale;
            }
        }
        basis = next;
        rank = kept;
        // A column of the basis longer than 1/tolerance has blown up a direction that is not there.
        std::vector<std::size_t> present;
        for (std::size_t j = 0; j < rank; ++j) {
            double length = 0.0;
            for (std::size_t i = 0; i < order; ++i) length += basis[i * rank + j] * basis[i * rank + j];
            if (length * tolerance * tolerance < 1.0) present.push_back(j);
        }
        if (present.size() < rank) {
            next.assign(order * present.size(), 0.0);
            for (std::size_t i = 0; i < order; ++i)
                for (std::size_t j = 0; j < present.size(); ++j)
                    next[i * present.size() + j] = basis[i * rank + present[j]];
            basis = next;
            rank = present.size();
        }
    }
    return basis;
}

}  // namespace wm
