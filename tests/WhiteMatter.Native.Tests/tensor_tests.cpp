// Diffusion tensors: known fields, the same bits everywhere, and what is refused.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "whitematter_tensor.h"

namespace {

constexpr int weighted = 20;

struct Series {
    std::vector<double> b, gradients;
    std::vector<std::vector<float>> volumes;

    int count() const { return static_cast<int>(b.size()); }

    void add(double value, double x, double y, double z) {
        b.push_back(value);
        gradients.insert(gradients.end(), {x, y, z});
    }
};

// A volume without weighting and directions on a spiral; in voxel i diffusion is 1.7e-3 along a line of its
// own and 2e-4 + 5e-6 i across.
Series drawn(std::size_t voxels, double noise) {
    Series series;
    series.add(0, 0, 0, 0);
    for (int i = 0; i < weighted; ++i) {
        const double z = 1 - (i + 0.5) / weighted, r = std::sqrt(1 - z * z), turn = 2.39996 * i;
        series.add(1000, r * std::cos(turn), r * std::sin(turn), z);
    }
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    series.volumes.assign(series.b.size(), std::vector<float>(voxels));
    for (std::size_t i = 0; i < voxels; ++i) {
        double line[3] = {normal(random), normal(random), normal(random)};
        const double length = std::sqrt(line[0] * line[0] + line[1] * line[1] + line[2] * line[2]);
        const double across = 2e-4 + 5e-6 * static_cast<double>(i % 100);
        for (std::size_t v = 0; v < series.b.size(); ++v) {
            const double* const g = series.gradients.data() + 3 * v;
            const double along = (g[0] * line[0] + g[1] * line[1] + g[2] * line[2]) / length;
            const double decay = series.b[v] * (across + (1.7e-3 - across) * along * along);
            series.volumes[v][i] = static_cast<float>(700 * std::exp(noise * normal(random) - decay));
        }
    }
    return series;
}

struct Fit {
    std::vector<float> fa, md, ad, rd, s0, direction, tensor;
    std::vector<std::uint8_t> outcome;
    wm_status status;
};

Fit fitted(const Series& series, wm_tensor_options options, const std::vector<std::int32_t>& index) {
    const std::size_t n = index.size();
    Fit fit{std::vector<float>(n),     std::vector<float>(n),        std::vector<float>(n),
            std::vector<float>(n),     std::vector<float>(n),        std::vector<float>(3 * n),
            std::vector<float>(6 * n), std::vector<std::uint8_t>(n), WM_OK};
    std::vector<const float*> signals;
    for (const auto& volume : series.volumes) signals.push_back(volume.data());
    const wm_tensor_results results{fit.fa.data(),     fit.md.data(),     fit.ad.data(),
                                    fit.rd.data(),     fit.s0.data(),     fit.direction.data(),
                                    fit.tensor.data(), fit.outcome.data()};
    fit.status = wm_tensor_fit(series.count(), series.b.data(), series.gradients.data(), signals.data(),
                               static_cast<std::int64_t>(n), index.data(), &options, nullptr, &results);
    return fit;
}

std::vector<std::int32_t> all(std::size_t voxels) {
    std::vector<std::int32_t> index(voxels);
    for (std::size_t i = 0; i < voxels; ++i) index[i] = static_cast<std::int32_t>(i);
    return index;
}

wm_tensor_options iterated() {
    return {1, 2, 1e-6, 0.0, std::numeric_limits<double>::quiet_NaN(), 1, WM_CPU_AUTO};
}

TEST(Tensor, a_known_field_is_found) {
    const Series series = drawn(203, 0.0);
    const Fit fit = fitted(series, iterated(), all(203));
    ASSERT_EQ(WM_OK, fit.status);
    for (std::size_t i = 0; i < 203; ++i) {
        const double a = 1.7e-3, c = 2e-4 + 5e-6 * static_cast<double>(i % 100);
        ASSERT_NEAR((a - c) / std::sqrt(a * a + 2 * c * c), fit.fa[i], 2e-6);
        ASSERT_NEAR((a + 2 * c) / 3, fit.md[i], 1e-9);
        ASSERT_NEAR(a, fit.ad[i], 3e-9);
        ASSERT_NEAR(c, fit.rd[i], 3e-9);
        ASSERT_NEAR(700, fit.s0[i], 1e-3);
        // The tensor is what its eigenvalues and first direction say: v'Dv is the greatest.
        double along = 0, square = 0;
        const std::size_t at[3][3] = {{0, 3, 4}, {3, 1, 5}, {4, 5, 2}};
        for (std::size_t j = 0; j < 3; ++j) {
            const double v = fit.direction[203 * j + i];
            square += v * v;
            for (std::size_t k = 0; k < 3; ++k)
                along += v * double{fit.tensor[203 * at[j][k] + i]} * double{fit.direction[203 * k + i]};
        }
        ASSERT_NEAR(1, square, 1e-6);
        ASSERT_NEAR(fit.ad[i], along, 1e-9);
        ASSERT_EQ(0, fit.outcome[i]);
    }
}

// The one signal without weighting is 0 and raised; all others are 400. The equations are met exactly by a
// ball: its diffusivity is log(raised / 400) / 1000.
TEST(Tensor, a_voxel_whose_signal_without_weighting_is_0_is_fitted) {
    Series series = drawn(11, 0.0);
    for (auto& volume : series.volumes) volume[4] = 400;
    series.volumes[0][4] = 0;
    for (const int weighted_start : {0, 1})
        for (const int reweightings : {0, 1, 2})
            for (const double floor : {0.0, 1e-4}) {
                wm_tensor_options options = iterated();
                options.weighted_start = weighted_start;
                options.reweightings = reweightings;
                options.relative_floor = floor > 0 ? 0.0 : 1e-6;
                options.absolute_floor = floor;
                const Fit fit = fitted(series, options, all(11));
                EXPECT_EQ(WM_TENSOR_NOT_POSITIVE | WM_TENSOR_RAISED, fit.outcome[4]);
                EXPECT_NEAR(std::log((floor > 0 ? floor : 4e-4) / 400) / 1000, fit.md[4], 1e-9);
                EXPECT_NEAR(0, fit.fa[4], 1e-6);
                EXPECT_EQ(0, fit.outcome[3] + fit.outcome[5]);
            }
}

TEST(Tensor, every_path_and_number_of_threads_gives_the_same_bits) {
    Series series = drawn(2500, 0.1);
    for (std::size_t i = 100; i < 300; i += 13) series.volumes[0][i] = 0;
    const Fit one = fitted(series, iterated(), all(2500));
    for (const wm_cpu path : {WM_CPU_SCALAR, WM_CPU_AVX2, WM_CPU_AVX512_VNNI}) {
        if (wm_cpu_supported(path) == 0) continue;
        wm_tensor_options options = iterated();
        options.threads = 3;
        options.cpu = path;
        const Fit other = fitted(series, options, all(2500));
        ASSERT_EQ(WM_OK, other.status);
        EXPECT_EQ(one.fa, other.fa);
        EXPECT_EQ(one.tensor, other.tensor);
        EXPECT_EQ(one.direction, other.direction);
        EXPECT_EQ(one.s0, other.s0);
    }
    const Fit some = fitted(series, iterated(), {2499, 3, 700});
    EXPECT_EQ(one.fa[2499], some.fa[0]);
    EXPECT_EQ(one.fa[3], some.fa[1]);
    EXPECT_EQ(one.fa[700], some.fa[2]);
}

TEST(Tensor, voxels_without_signals_are_told_and_eigenvalues_raised_where_asked) {
    Series series = drawn(12, 0.05);
    for (auto& volume : series.volumes) {
        volume[1] = 0;
        volume[2] = -3;
        volume[6] = 80;
    }
    series.volumes[5][3] = std::numeric_limits<float>::quiet_NaN();
    series.volumes[5][4] = 0;
    series.volumes[0][6] = 40;  // less signal without weighting: all eigenvalues below 0
    wm_tensor_options options = iterated();
    const Fit plain = fitted(series, options, all(12));
    const std::vector<std::uint8_t> expected = {0, WM_TENSOR_NO_SIGNAL, WM_TENSOR_NO_SIGNAL,
                                                WM_TENSOR_NO_SIGNAL};
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(expected[i], plain.outcome[i]);
    EXPECT_NE(0, plain.outcome[4] & WM_TENSOR_RAISED);
    EXPECT_EQ(WM_TENSOR_NOT_POSITIVE, plain.outcome[6]);
    EXPECT_LT(plain.md[6], 0);
    EXPECT_EQ(0, plain.fa[1] + plain.md[2] + plain.s0[3]);
    options.least_eigenvalue = 1e-9;
    const Fit raised = fitted(series, options, all(12));
    EXPECT_EQ(WM_TENSOR_NOT_POSITIVE, raised.outcome[6]);
    EXPECT_FLOAT_EQ(1e-9f, raised.ad[6]);
    EXPECT_EQ(0, raised.fa[6]);
    EXPECT_EQ(plain.fa[9], raised.fa[9]);
}

TEST(Tensor, what_determines_no_tensor_is_refused) {
    const Series good = drawn(3, 0.0);
    Series flat = good;
    for (std::size_t v = 0; v < flat.b.size(); ++v) flat.gradients[3 * v + 2] = 0;
    EXPECT_EQ(WM_INVALID_ARGUMENT, fitted(flat, iterated(), all(3)).status);
    Series none = good;
    for (double& b : none.b) b = 0;
    EXPECT_EQ(WM_INVALID_ARGUMENT, fitted(none, iterated(), all(3)).status);
    Series few = good;
    few.b.resize(6);
    few.volumes.resize(6);
    EXPECT_EQ(WM_INVALID_ARGUMENT, fitted(few, iterated(), all(3)).status);
    wm_tensor_options unbounded = iterated();
    unbounded.relative_floor = 0;
    EXPECT_EQ(WM_INVALID_ARGUMENT, fitted(good, unbounded, all(3)).status);
    EXPECT_EQ(WM_OK, fitted(good, iterated(), {}).status);
}

}  // namespace
