#include "regression/triangular.hpp"

#include <cmath>

namespace wm {
namespace {

constexpr std::size_t width = strip_width<double>;
constexpr std::size_t square = width * width;

// Factors a square in place (lower triangle) and writes the inverse of the factor; false if it is not
// positive.
bool factor_square(double* a, double* inverse) {
    for (std::size_t j = 0; j < width; ++j) {
        double pivot = a[j * width + j];
        for (std::size_t k = 0; k < j; ++k) pivot -= a[j * width + k] * a[j * width + k];
        if (!(pivot > 0.0)) return false;
        const double root = std::sqrt(pivot);
        a[j * width + j] = root;
        for (std::size_t i = j + 1; i < width; ++i) {
            double sum = a[i * width + j];
            for (std::size_t k = 0; k < j; ++k) sum -= a[i * width + k] * a[j * width + k];
            a[i * width + j] = sum / root;
        }
    }
    std::fill_n(inverse, square, 0.0);
    for (std::size_t j = 0; j < width; ++j) {
        inverse[j * width + j] = 1.0 / a[j * width + j];
        for (std::size_t i = j + 1; i < width; ++i) {
            double sum = 0.0;
            for (std::size_t k = j; k < i; ++k) sum -= a[i * width + k] * inverse[k * width + j];
            inverse[i * width + j] = sum / a[i * width + i];
        }
    }
    return true;
}

}  // namespace

bool CholeskyFactor::factor(const double* matrix, std::size_t order, double ridge) {
    order_ = order;
    padded_ = (order + width - 1) / width * width;
    if (lower_.rows() != padded_) lower_ = Strips<double>(padded_, padded_);
    inverses_.assign(padded_ * width, 0.0);
    const std::size_t strips = padded_ / width;
    for (std::size_t j = 0; j < strips; ++j) {
        double* const inverse = inverses_.data() + j * square;
        for (std::size_t i = j; i < strips; ++i) {
            // What is left of A's square, beyond the order that of the identity.
            alignas(64) double left[square];
            for (std::size_t r = 0; r < width; ++r)
                for (std::size_t c = 0; c < width; ++c) {
                    const std::size_t row = i * width + r, column = j * width + c;
                    left[r * width + c] = row < order && column < order ? matrix[row * order + column] : 0.0;
                    if (row == column) left[r * width + c] = row < order ? left[r * width + c] + ridge : 1.0;
                }
            multiply_strips(lower_.strip(i), lower_.strip(j), j * width, [&](const double* product) {
                for (std::size_t e = 0; e < square; ++e) left[e] -= product[e];
            });
            double* const to = lower_.strip(i) + j * square;
            if (i == j) {
                if (!factor_square(left, inverse)) return false;
                for (std::size_t r = 0; r < width; ++r)
                    for (std::size_t c = 0; c < width; ++c)
                        to[c * width + r] = c <= r ? left[r * width + c] : 0.0;
                continue;
            }
            // X L' = left: X's column c is the sum over k <= c of left's column k times inverse[c][k].
            alignas(64) double turned[square];
            for (std::size_t r = 0; r < width; ++r)
                for (std::size_t c = 0; c < width; ++c) turned[c * width + r] = left[r * width + c];
            for (std::size_t c = 0; c < width; ++c) {
                double* const column = to + c * width;
                std::fill_n(column, width, 0.0);
                for (std::size_t k = 0; k <= c; ++k) {
                    const double weight = inverse[c * width + k];
                    for (std::size_t r = 0; r < width; ++r) column[r] += weight * turned[k * width + r];
                }
            }
        }
    }
    return true;
}

double CholeskyFactor::log_determinant() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < order_; ++i) sum += std::log(lower_.at(i, i));
    return 2.0 * sum;
}

void CholeskyFactor::prepare_backward() {
    if (upper_.rows() != padded_) upper_ = Strips<double>(padded_, padded_);
    const std::size_t strips = padded_ / width;
    // Row i of the reversed transpose is column n - 1 - i of L, read from its end.
    for (std::size_t i = 0; i < strips; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            const std::size_t source_row = strips - 1 - j, source_column = strips - 1 - i;
            const double* from = lower_.strip(source_row) + source_column * square;
            double* to = upper_.strip(i) + j * square;
            for (std::size_t r = 0; r < width; ++r)
                for (std::size_t c = 0; c < width; ++c)
                    to[c * width + r] = from[(width - 1 - r) * width + (width - 1 - c)];
        }
}

void CholeskyFactor::solve(const Strips<double>& triangle, bool reversed, Strips<double>& right) const {
    const std::size_t strips = padded_ / width;
    AlignedBuffer<double> backwards(reversed ? padded_ * width : 0);
    for (std::size_t s = 0; s < right.count(); ++s) {
        double* const given = right.strip(s);
        double* x = given;
        if (reversed) {
            x = backwards.data();
            std::fill_n(x, (padded_ - order_) * width, 0.0);
            for (std::size_t k = 0; k < order_; ++k)
                std::copy_n(given + (order_ - 1 - k) * width, width, x + (padded_ - order_ + k) * width);
        }
        for (std::size_t j = 0; j < strips; ++j) {
            const std::size_t here = std::min(width, (reversed ? padded_ : order_) - j * width);
            alignas(64) double left[square] = {};
            std::copy_n(x + j * square, here * width, left);
            multiply_strips(triangle.strip(j), x, j * width, [&](const double* product) {
                for (std::size_t e = 0; e < square; ++e) left[e] -= product[e];
            });
            // The inverse of the diagonal square; reversed, it is the other's transpose read from its end.
            const double* inverse = inverses_.data() + (reversed ? strips - 1 - j : j) * square;
            for (std::size_t r = 0; r < here; ++r) {
                double* const row = x + (j * width + r) * width;
                std::fill_n(row, width, 0.0);
                for (std::size_t k = 0; k <= r; ++k) {
                    const double weight = reversed ? inverse[(width - 1 - k) * width + (width - 1 - r)]
                                                   : inverse[r * width + k];
                    for (std::size_t t = 0; t < width; ++t) row[t] += weight * left[k * width + t];
                }
            }
        }
        if (reversed)
            for (std::size_t k = 0; k < order_; ++k)
                std::copy_n(x + (padded_ - order_ + k) * width, width, given + (order_ - 1 - k) * width);
    }
}

}  // namespace wm
