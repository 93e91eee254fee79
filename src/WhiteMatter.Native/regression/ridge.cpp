#include "regression/ridge.hpp"

#include <cmath>

#include "association/parallel.hpp"
#include "interface/last_error.hpp"
#include "regression/triangular.hpp"

namespace wm {
namespace {

constexpr std::size_t width = strip_width<float>;
// People whose genotypes are multiplied at a time.
constexpr std::size_t chunk_people = 2048;
// Strips that share one task.
constexpr std::size_t task_strips = 6;
// Below this share of its variance a genotype counts as explained by the covariates.
constexpr double collinear_share = 1e-5;

void check_cancelled(const std::int32_t* cancel) {
    if (cancel != nullptr && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0)
        throw Failure(WM_CANCELLED, "the regression was cancelled");
}

std::size_t in_strips(std::size_t rows) { return (rows + width - 1) / width * width; }

}  // namespace

Ridge::Ridge(std::size_t people, std::size_t covariates, const double* basis, std::size_t traits,
             const double* residuals, const std::uint8_t* missing, std::size_t folds,
             std::vector<double> penalties)
    : people_(people),
      covariates_(covariates),
      traits_(traits),
      folds_(folds),
      penalties_(std::move(penalties)),
      right_(covariates + traits, people),
      right_products_(parts() * covariates * traits),
      right_squares_(parts() * covariates * covariates),
      present_(traits, static_cast<double>(people)) {
    if (missing != nullptr) missing_.assign(missing, missing + people * traits);
    for (std::size_t j = 0; j < covariates; ++j)
        for (std::size_t i = 0; i < people; ++i) right_.at(j, i) = static_cast<float>(basis[j * people + i]);
    std::vector<double> y(people);
    for (std::size_t t = 0; t < traits; ++t) {
        double squares = 0.0;
        for (std::size_t i = 0; i < people; ++i) {
            const bool lacks = missing != nullptr && missing[t * people + i] != 0;
            y[i] = lacks ? 0.0 : residuals[t * people + i];
            squares += y[i] * y[i];
            if (lacks) present_[t] -= 1.0;
        }
        const double freedom = present_[t] - static_cast<double>(covariates);
        const double scale = squares > 0.0 && freedom > 0.0 ? std::sqrt(freedom / squares) : 0.0;
        for (std::size_t i = 0; i < people; ++i) {
            y[i] *= scale;
            right_.at(covariates + t, i) = static_cast<float>(y[i]);
        }
        for (std::size_t f = 0; f < parts(); ++f)
            for (std::size_t j = 0; j < covariates; ++j) {
                double sum = 0.0;
                for (std::size_t i = part_start(f); i < part_start(f + 1); ++i)
                    sum += basis[j * people + i] * y[i];
                right_products_[(f * covariates + j) * traits + t] = sum;
            }
    }
    for (std::size_t f = 0; f < parts(); ++f)
        for (std::size_t j = 0; j < covariates; ++j)
            for (std::size_t l = 0; l < covariates; ++l) {
                double sum = 0.0;
                for (std::size_t i = part_start(f); i < part_start(f + 1); ++i)
                    sum += basis[j * people + i] * basis[l * people + i];
                right_squares_[(f * covariates + j) * covariates + l] = sum;
            }
}

std::int64_t Ridge::bytes(std::size_t variants, bool dosages, std::size_t threads) const {
    const double padded = static_cast<double>(in_strips(variants));
    const double square = 8.0 * padded * padded, columns = static_cast<double>(covariates_ + traits_);
    const double genotypes =
        static_cast<double>(variants) * static_cast<double>(people_) * (dosages ? 2.0 : 0.25);
    const double parts_here = static_cast<double>(parts());
    return static_cast<std::int64_t>(
        genotypes + parts_here * (square + 8.0 * padded * columns) +
        4.0 * parts_here * static_cast<double>(penalties_.size() * (traits_ + width)) * (padded + columns) +
        static_cast<double>(threads) * 3.2 * square + 4.0 * static_cast<double>(people_) * columns +
        static_cast<double>(chunk_people) * padded * 4.0);
}

std::size_t Ridge::fit(BlockGenotypes genotypes, std::size_t threads, const std::int32_t* cancel) {
    genotypes_ = std::move(genotypes);
    padded_ = in_strips(genotypes_.variants());
    multiply(threads, cancel);
    const std::size_t used = take_out_covariates(threads);
    solve(threads, cancel);
    return used;
}

// Products of each part's genotypes with themselves, the covariates and the traits.
void Ridge::multiply(std::size_t threads, const std::int32_t* cancel) {
    const std::size_t strips = padded_ / width, columns = covariates_ + traits_;
    const std::size_t groups = (strips + task_strips - 1) / task_strips;
    squares_.assign(parts(), {});
    crosses_.assign(parts(), {});
    Strips<float> chunk(genotypes_.variants(), chunk_people);
    for (std::size_t part = 0; part < parts(); ++part) {
        std::vector<double>&square = squares_[part], &cross = crosses_[part];
        square.assign(padded_ * padded_, 0.0);
        cross.assign(padded_ * columns, 0.0);
        for (std::size_t start = part_start(part); start < part_start(part + 1); start += chunk_people) {
            check_cancelled(cancel);
            const std::size_t people = std::min(chunk_people, part_start(part + 1) - start);
            in_parallel(strips, threads, [&](std::size_t s, std::size_t) {
                for (std::size_t v = s * width; v < std::min((s + 1) * width, genotypes_.variants()); ++v)
                    genotypes_.read(v, start, people, chunk.strip(s) + v % width, width);
            });
            // Tasks: pairs of groups of strips, the lower triangle; then each group with the right side.
            in_parallel(groups * (groups + 1) / 2 + groups, threads, [&](std::size_t task, std::size_t) {
                std::size_t upper = 0;
                const bool with_right = task >= groups * (groups + 1) / 2;
                if (with_right) {
                    upper = task - groups * (groups + 1) / 2;
                } else {
                    while ((upper + 1) * (upper + 2) / 2 <= task) ++upper;
                }
                const std::size_t lower = with_right ? 0 : task - upper * (upper + 1) / 2;
                const std::size_t end = std::min((upper + 1) * task_strips, strips);
                for (std::size_t k = 0; k < people; k += strip_depth) {
                    const std::size_t depth = std::min(strip_depth, people - k);
                    alignas(64) float out[width * width];
                    for (std::size_t i = upper * task_strips; i < end; ++i) {
                        const float* const left = chunk.strip(i) + k * width;
                        if (with_right) {
                            for (std::size_t j = 0; j < right_.count(); ++j) {
                                multiply_piece(left, right_.strip(j) + (start + k) * width, depth, out);
                                const std::size_t last = std::min(width, columns - j * width);
                                for (std::size_t r = 0; r < width; ++r)
                                    for (std::size_t c = 0; c < last; ++c)
                                        cross[(i * width + r) * columns + j * width + c] +=
                                            out[r * width + c];
                            }
                            continue;
                        }
                        for (std::size_t j = lower * task_strips;
                             j < std::min((lower + 1) * task_strips, i + 1); ++j) {
                            multiply_piece(left, chunk.strip(j) + k * width, depth, out);
                            for (std::size_t r = 0; r < width; ++r) {
                                double* const to = square.data() + (i * width + r) * padded_ + j * width;
                                for (std::size_t c = 0; c < width; ++c) to[c] += out[r * width + c];
                            }
                        }
                    }
                }
            });
        }
    }
}

// Takes the covariates off the products and scales the variants; returns how many have a part.
std::size_t Ridge::take_out_covariates(std::size_t threads) {
    const std::size_t variants = genotypes_.variants(), c = covariates_, columns = c + traits_;
    explained_.assign(padded_ * c, 0.0);
    scales_.assign(padded_, 0.0);
    std::size_t used = 0;
    for (std::size_t v = 0; v < variants; ++v) {
        double square = 0.0, explained = 0.0;
        for (std::size_t part = 0; part < parts(); ++part) {
            square += squares_[part][v * padded_ + v];
            for (std::size_t j = 0; j < c; ++j) explained_[v * c + j] += crosses_[part][v * columns + j];
        }
        for (std::size_t j = 0; j < c; ++j) explained += explained_[v * c + j] * explained_[v * c + j];
        const double left = square - explained;
        if (genotypes_.constant(v) || !(left > collinear_share * square)) continue;
        scales_[v] = std::sqrt(static_cast<double>(people_ - c) / left);
        ++used;
    }
    // z_i'z_j - a_i'(Q'z_j) - (Q'z_i)'a_j + a_i'(Q'Q)a_j = z_i'z_j - a_i'u_j - u_i'a_j, u = Q'z - Q'Q a / 2.
    for (std::size_t part = 0; part < parts(); ++part) {
        std::vector<double>&square = squares_[part], &cross = crosses_[part];
        const double* const among = right_squares_.data() + part * c * c;
        const double* const products = right_products_.data() + part * c * traits_;
        std::vector<double> half(padded_ * c, 0.0);
        for (std::size_t v = 0; v < variants; ++v)
            for (std::size_t j = 0; j < c; ++j) {
                double sum = 0.0;
                for (std::size_t l = 0; l < c; ++l) sum += among[j * c + l] * explained_[v * c + l];
                half[v * c + j] = cross[v * columns + j] - 0.5 * sum;
            }
        in_parallel(variants, threads, [&](std::size_t i, std::size_t) {
            double* const row = square.data() + i * padded_;
            const double *a = explained_.data() + i * c, *u = half.data() + i * c;
            for (std::size_t j = 0; j <= i; ++j) {
                const double *b = explained_.data() + j * c, *w = half.data() + j * c;
                double off = 0.0;
                for (std::size_t l = 0; l < c; ++l) off += a[l] * w[l] + u[l] * b[l];
                row[j] = (row[j] - off) * scales_[i] * scales_[j];
            }
            double* const traits = cross.data() + i * columns + c;
            for (std::size_t l = 0; l < c; ++l)
                for (std::size_t t = 0; t < traits_; ++t) traits[t] -= a[l] * products[l * traits_ + t];
            for (std::size_t t = 0; t < traits_; ++t) traits[t] *= scales_[i];
        });
    }
    return used;
}

void Ridge::solve(std::size_t threads, const std::int32_t* cancel) {
    const std::size_t variants = genotypes_.variants(), c = covariates_, columns = c + traits_;
    const std::size_t count = parts() * penalties_.size();
    betas_.clear();
    betas_.resize(count);
    leverages_.assign(leaves_one_out() ? penalties_.size() * people_ : 0, 0.0);
    struct Worker {
        std::vector<double> matrix;
        CholeskyFactor factor;
        Strips<double> right;
    };
    std::vector<Worker> workers(threads);
    in_parallel(count, threads, [&](std::size_t task, std::size_t thread) {
        check_cancelled(cancel);
        Worker& work = workers[thread];
        const std::size_t part = task / penalties_.size(), penalty = task % penalties_.size();
        work.matrix.assign(variants * variants, 0.0);
        work.right = Strips<double>(traits_, variants);
        for (std::size_t other = 0; other < parts(); ++other) {
            if (other == part && !leaves_one_out()) continue;
            const std::vector<double>&square = squares_[other], &cross = crosses_[other];
            for (std::size_t i = 0; i < variants; ++i) {
                const double* const from = square.data() + i * padded_;
                double* const to = work.matrix.data() + i * variants;
                for (std::size_t j = 0; j <= i; ++j) to[j] += from[j];
            }
            for (std::size_t v = 0; v < variants; ++v)
                for (std::size_t t = 0; t < traits_; ++t) work.right.at(t, v) += cross[v * columns + c + t];
        }
        if (!work.factor.factor(work.matrix.data(), variants, penalties_[penalty]))
            throw Failure(WM_INTERNAL_ERROR, "a penalised product of genotypes is not positive");
        if (leaves_one_out()) measure_leverages(penalty, work.factor);
        work.factor.prepare_backward();
        work.factor.forward(work.right);
        work.factor.backward(work.right);
        Strips<float> beta(traits_, variants + c);
        std::vector<double> on_covariates(c);
        for (std::size_t t = 0; t < traits_; ++t) {
            std::fill(on_covariates.begin(), on_covariates.end(), 0.0);
            for (std::size_t v = 0; v < variants; ++v) {
                const double b = work.right.at(t, v) * scales_[v];
                beta.at(t, v) = static_cast<float>(b);
                for (std::size_t j = 0; j < c; ++j) on_covariates[j] -= b * explained_[v * c + j];
            }
            for (std::size_t j = 0; j < c; ++j)
                beta.at(t, variants + j) = static_cast<float>(on_covariates[j]);
        }
        betas_[task] = std::move(beta);
    });
}

// h of everybody for one penalty: the squared length of L^-1 z.
void Ridge::measure_leverages(std::size_t penalty, const CholeskyFactor& factor) {
    const std::size_t variants = genotypes_.variants(), c = covariates_;
    constexpr std::size_t together = 8 * strip_width<double>;
    Strips<double> columns(together, variants);
    std::vector<float> z(together);
    for (std::size_t start = 0; start < people_; start += together) {
        const std::size_t count = std::min(together, people_ - start);
        for (std::size_t v = 0; v < variants; ++v) {
            genotypes_.read(v, start, count, z.data(), 1);
            for (std::size_t i = 0; i < count; ++i) {
                double left = z[i];
                for (std::size_t j = 0; j < c; ++j)
                    left -= explained_[v * c + j] * static_cast<double>(right_.at(j, start + i));
                columns.at(i, v) = left * scales_[v];
            }
        }
        factor.forward(columns);
        for (std::size_t i = 0; i < count; ++i) {
            double sum = 0.0;
            for (std::size_t v = 0; v < variants; ++v) sum += columns.at(i, v) * columns.at(i, v);
            leverages_[penalty * people_ + start + i] = sum;
        }
    }
}

void Ridge::predict(std::size_t first, std::size_t count, std::size_t threads, const std::int32_t* cancel,
                    float* predictions) const {
    const std::size_t variants = genotypes_.variants(), depth = variants + covariates_;
    const std::size_t penalties = penalties_.size();
    // Strips of people that do not cross a part's border.
    struct Stretch {
        std::size_t part, start, count;
    };
    std::vector<Stretch> stretches;
    for (std::size_t part = 0; part < parts(); ++part)
        for (std::size_t start = part_start(part); start < part_start(part + 1); start += width)
            stretches.push_back({part, start, std::min(width, part_start(part + 1) - start)});
    std::vector<Strips<float>> columns(threads);
    constexpr std::size_t together = 16;  // stretches of one task: they share the reading of beta
    in_parallel(
        (stretches.size() + together - 1) / together, threads, [&](std::size_t task, std::size_t thread) {
            check_cancelled(cancel);
            const std::size_t from = task * together, to = std::min(from + together, stretches.size());
            columns[thread] = Strips<float>(together * width, depth);
            Strips<float>& z = columns[thread];
            for (std::size_t s = from; s < to; ++s) {
                const Stretch& stretch = stretches[s];
                float* const strip = z.strip(s - from);
                for (std::size_t v = 0; v < variants; ++v)
                    genotypes_.read(v, stretch.start, stretch.count, strip + v * width, 1);
                for (std::size_t j = 0; j < covariates_; ++j)
                    for (std::size_t i = 0; i < stretch.count; ++i)
                        strip[(variants + j) * width + i] = right_.at(j, stretch.start + i);
            }
            for (std::size_t penalty = 0; penalty < penalties; ++penalty)
                for (std::size_t t = first / width; t * width < first + count; ++t)
                    for (std::size_t s = from; s < to; ++s) {
                        const Stretch& stretch = stretches[s];
                        alignas(64) float sum[width * width] = {};
                        multiply_strips(beta(stretch.part, penalty).strip(t), z.strip(s - from), depth,
                                        [&](const float* product) {
                                            for (std::size_t e = 0; e < width * width; ++e)
                                                sum[e] += product[e];
                                        });
                        for (std::size_t r = 0; r < width; ++r) {
                            const std::size_t trait = t * width + r;
                            if (trait < first || trait >= first + count) continue;
                            std::copy_n(sum + r * width, stretch.count,
                                        predictions + ((trait - first) * penalties + penalty) * people_ +
                                            stretch.start);
                        }
                    }
        });
    in_parallel(count * penalties, threads, [&](std::size_t row, std::size_t) {
        finish_row(first + row / penalties, row % penalties, predictions + row * people_);
    });
}

// Leaves each person out where they are left out one by one, then centres and scales over those with the
// trait.
void Ridge::finish_row(std::size_t trait, std::size_t penalty, float* row) const {
    const std::uint8_t* const lacks = missing_.empty() ? nullptr : missing_.data() + trait * people_;
    if (leaves_one_out())
        for (std::size_t i = 0; i < people_; ++i) {
            const double h = leverages_[penalty * people_ + i];
            const double y = right_.at(covariates_ + trait, i);
            row[i] = static_cast<float>((row[i] - h * y) / (1.0 - h));
        }
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < people_; ++i) {
        if (lacks != nullptr && lacks[i] != 0) continue;
        sum += row[i];
        squares += static_cast<double>(row[i]) * row[i];
    }
    const double mean = sum / present_[trait];
    const double left = squares - present_[trait] * mean * mean;
    const double scale =
        left > 1e-12 * squares && left > 0.0 ? std::sqrt((present_[trait] - 1.0) / left) : 0.0;
    for (std::size_t i = 0; i < people_; ++i)
        row[i] = lacks != nullptr && lacks[i] != 0 ? 0.0F : static_cast<float>((row[i] - mean) * scale);
}

}  // namespace wm
