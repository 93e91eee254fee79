#include "regression/stacking.hpp"

#include <cmath>

#include "interface/last_error.hpp"

namespace wm {
namespace {

constexpr std::size_t width = strip_width<float>;
constexpr std::size_t chunk_people = 1024;

double inner(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

// x'Ax of a lower triangle.
double quadratic(const std::vector<double>& lower, const std::vector<double>& x) {
    double sum = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        double row = 0.5 * lower[i * x.size() + i] * x[i];
        for (std::size_t j = 0; j < i; ++j) row += lower[i * x.size() + j] * x[j];
        sum += 2.0 * row * x[i];
    }
    return sum;
}

std::vector<double> column_of(const Strips<double>& columns, std::size_t column, std::size_t depth) {
    std::vector<double> values(depth);
    for (std::size_t k = 0; k < depth; ++k) values[k] = columns.at(column, k);
    return values;
}

}  // namespace

Stacking::Stacking(std::size_t people, std::size_t rows, const float* predictions, const double* trait,
                   const std::uint8_t* missing, std::size_t rank, std::size_t folds)
    : people_(people), rows_(rows), folds_(folds), predictions_(predictions), trait_(people) {
    for (std::size_t i = 0; i < people; ++i) {
        if (missing != nullptr && missing[i] != 0) continue;
        trait_[i] = trait[i];
        trait_squares_ += trait[i] * trait[i];
        present_ += 1.0;
    }
    const double freedom = present_ - static_cast<double>(rank);
    scale_ = freedom > 0.0 ? std::sqrt(trait_squares_ / freedom) : 0.0;
    if (!(scale_ > 0.0)) throw Failure(WM_INVALID_ARGUMENT, "a trait does not vary");
    trait_squares_ = 0.0;
    for (double& y : trait_) {
        y /= scale_;
        trait_sum_ += y;
        trait_squares_ += y * y;
    }
}

void Stacking::multiply() {
    squares_.assign(parts(), std::vector<double>(rows_ * rows_));
    products_.assign(parts(), std::vector<double>(rows_));
    sums_.assign(parts(), std::vector<double>(rows_));
    Strips<float> chunk(rows_, chunk_people);
    for (std::size_t part = 0; part < parts(); ++part)
        for (std::size_t start = part_start(part); start < part_start(part + 1); start += chunk_people) {
            const std::size_t people = std::min(chunk_people, part_start(part + 1) - start);
            for (std::size_t r = 0; r < rows_; ++r) {
                const float* const from = row(r) + start;
                float* const to = chunk.strip(r / width) + r % width;
                double sum = 0.0, product = 0.0;
                for (std::size_t i = 0; i < people; ++i) {
                    to[i * width] = from[i];
                    sum += from[i];
                    product += from[i] * trait_[start + i];
                }
                sums_[part][r] += sum;
                products_[part][r] += product;
            }
            for (std::size_t i = 0; i < chunk.count(); ++i)
                for (std::size_t j = 0; j <= i; ++j)
                    multiply_strips(chunk.strip(i), chunk.strip(j), people, [&](const float* out) {
                        for (std::size_t r = 0; r < std::min(width, rows_ - i * width); ++r)
                            for (std::size_t c = 0; c < std::min(width, rows_ - j * width); ++c)
                                squares_[part][(i * width + r) * rows_ + j * width + c] += out[r * width + c];
                    });
        }
}

Stacking::Fit Stacking::fit(double penalty) {
    Fit fit;
    CholeskyFactor factor;
    for (std::size_t part = 0; part < parts(); ++part) {
        std::vector<double> matrix(rows_ * rows_);
        Strips<double> right(1, rows_);
        for (std::size_t other = 0; other < parts(); ++other) {
            if (other == part && !leaves_one_out()) continue;
            for (std::size_t e = 0; e < matrix.size(); ++e) matrix[e] += squares_[other][e];
            for (std::size_t r = 0; r < rows_; ++r) right.at(0, r) += products_[other][r];
        }
        if (!factor.factor(matrix.data(), rows_, penalty))
            throw Failure(WM_INTERNAL_ERROR, "a penalised product of predictions is not positive");
        factor.prepare_backward();
        factor.forward(right);
        factor.backward(right);
        fit.coefficients.push_back(column_of(right, 0, rows_));
        if (leaves_one_out()) {
            leave_one_out(fit, factor);
            continue;
        }
        fit.sum += inner(sums_[part], fit.coefficients[part]);
        fit.squares += quadratic(squares_[part], fit.coefficients[part]);
        fit.products += inner(products_[part], fit.coefficients[part]);
    }
    return fit;
}

void Stacking::leave_one_out(Fit& fit, const CholeskyFactor& factor) {
    constexpr std::size_t together = 8 * strip_width<double>;
    Strips<double> columns(together, rows_);
    fit.leverages.resize(people_);
    for (std::size_t start = 0; start < people_; start += together) {
        const std::size_t count = std::min(together, people_ - start);
        std::vector<double> predicted(count), leverage(count);
        for (std::size_t r = 0; r < rows_; ++r)
            for (std::size_t i = 0; i < count; ++i) {
                columns.at(i, r) = row(r)[start + i];
                predicted[i] += fit.coefficients[0][r] * row(r)[start + i];
            }
        factor.forward(columns);
        for (std::size_t r = 0; r < rows_; ++r)
            for (std::size_t i = 0; i < count; ++i) leverage[i] += columns.at(i, r) * columns.at(i, r);
        for (std::size_t i = 0; i < count; ++i) {
            const double h = leverage[i];
            const double p = (predicted[i] - h * trait_[start + i]) / (1.0 - h);
            fit.leverages[start + i] = h;
            fit.sum += p;
            fit.squares += p * p;
            fit.products += p * trait_[start + i];
        }
    }
}

void Stacking::predict(const Fit& fit, double penalty, std::size_t chromosomes,
                       const std::int32_t* chromosome, const wm_stack_results& results) const {
    CholeskyFactor factor;
    if (leaves_one_out()) {
        if (!factor.factor(squares_[0].data(), rows_, penalty))
            throw Failure(WM_INTERNAL_ERROR, "a penalised product of predictions is not positive");
        factor.prepare_backward();
    }
    constexpr std::size_t together = 8 * strip_width<double>;
    Strips<double> columns(leaves_one_out() ? together : 0, rows_);
    std::vector<double> parts_of(chromosomes * together), total(together);
    for (std::size_t part = 0; part < parts(); ++part)
        for (std::size_t start = part_start(part); start < part_start(part + 1); start += together) {
            const std::size_t count = std::min(together, part_start(part + 1) - start);
            const std::vector<double>& b = fit.coefficients[part];
            std::fill(parts_of.begin(), parts_of.end(), 0.0);
            std::fill(total.begin(), total.end(), 0.0);
            if (leaves_one_out()) {
                for (std::size_t r = 0; r < rows_; ++r)
                    for (std::size_t i = 0; i < count; ++i) {
                        columns.at(i, r) = row(r)[start + i];
                        total[i] += b[r] * row(r)[start + i];
                    }
                factor.forward(columns);
                factor.backward(columns);
                // How far each person's own trait moved the coefficients.
                std::vector<double> pull(count);
                for (std::size_t i = 0; i < count; ++i)
                    pull[i] = (trait_[start + i] - total[i]) / (1.0 - fit.leverages[start + i]);
                std::fill(total.begin(), total.end(), 0.0);
                for (std::size_t r = 0; r < rows_; ++r) {
                    double* const to = parts_of.data() + static_cast<std::size_t>(chromosome[r]) * together;
                    for (std::size_t i = 0; i < count; ++i)
                        to[i] += row(r)[start + i] * (b[r] - columns.at(i, r) * pull[i]);
                }
            } else {
                for (std::size_t r = 0; r < rows_; ++r) {
                    double* const to = parts_of.data() + static_cast<std::size_t>(chromosome[r]) * together;
                    for (std::size_t i = 0; i < count; ++i) to[i] += b[r] * row(r)[start + i];
                }
            }
            for (std::size_t c = 0; c < chromosomes; ++c)
                for (std::size_t i = 0; i < count; ++i) total[i] += parts_of[c * together + i];
            for (std::size_t i = 0; i < count; ++i)
                results.total[start + i] = static_cast<float>(scale_ * total[i]);
            for (std::size_t c = 0; c < chromosomes; ++c)
                for (std::size_t i = 0; i < count; ++i)
                    results.without[c * people_ + start + i] =
                        static_cast<float>(scale_ * (total[i] - parts_of[c * together + i]));
        }
}

void Stacking::run(const std::vector<double>& penalties, std::size_t chromosomes,
                   const std::int32_t* chromosome, const std::int32_t* cancel, wm_stack_results& results) {
    multiply();
    Fit best;
    double least = 0.0;
    for (std::size_t p = 0; p < penalties.size(); ++p) {
        if (cancel != nullptr && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0)
            throw Failure(WM_CANCELLED, "the regression was cancelled");
        Fit here = fit(penalties[p]);
        const double error = (here.squares - 2.0 * here.products + trait_squares_) / present_;
        results.mean_squares[p] = error;
        if (p != 0 && !(error < least)) continue;
        least = error;
        results.chosen = static_cast<std::int32_t>(p);
        best = std::move(here);
    }
    const double covariance = best.products - best.sum * trait_sum_ / present_;
    const double variance = best.squares - best.sum * best.sum / present_;
    const double of_trait = trait_squares_ - trait_sum_ * trait_sum_ / present_;
    results.r2 = variance > 0.0 ? covariance * covariance / (variance * of_trait) : 0.0;
    predict(best, penalties[static_cast<std::size_t>(results.chosen)], chromosomes, chromosome, results);
}

}  // namespace wm
