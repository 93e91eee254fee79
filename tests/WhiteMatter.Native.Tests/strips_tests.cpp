// Products of strips, Cholesky factors and the regression's refusals.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "regression/strips.hpp"
#include "regression/triangular.hpp"
#include "whitematter_regression.h"

namespace {

template <class T>
std::vector<T> drawn(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    std::vector<T> values(count);
    for (T& value : values) value = static_cast<T>(normal(random));
    return values;
}

template <class T>
void compare_kernels(void (*one)(const T*, const T*, std::size_t, T*),
                     void (*other)(const T*, const T*, std::size_t, T*)) {
    constexpr std::size_t width = wm::strip_width<T>;
    for (const std::size_t depth : {std::size_t{1}, std::size_t{7}, wm::strip_depth}) {
        wm::Strips<T> a(width, depth), b(width, depth);
        const std::vector<T> left = drawn<T>(width * depth, 1), right = drawn<T>(width * depth, 2);
        std::copy(left.begin(), left.end(), a.strip(0));
        std::copy(right.begin(), right.end(), b.strip(0));
        alignas(64) T first[width * width], second[width * width];
        one(a.strip(0), b.strip(0), depth, first);
        other(a.strip(0), b.strip(0), depth, second);
        for (std::size_t i = 0; i < width; ++i)
            for (std::size_t j = 0; j < width; ++j) {
                ASSERT_EQ(first[i * width + j], second[i * width + j]);
                double sum = 0.0;
                for (std::size_t k = 0; k < depth; ++k) sum += double{a.at(i, k)} * double{b.at(j, k)};
                ASSERT_NEAR(sum, first[i * width + j], 1e-4);
            }
    }
}

TEST(Strips, products_are_the_same_bits_on_every_processor) {
    compare_kernels<float>(wm::strip_kernels().single, wm::portable_strips.single);
    compare_kernels<double>(wm::strip_kernels().twofold, wm::portable_strips.twofold);
}

TEST(Strips, a_factor_solves_its_system) {
    for (const std::size_t order : {1, 11, 12, 13, 150}) {
        const std::size_t people = order + 5;
        const std::vector<double> x = drawn<double>(order * people, 3);
        std::vector<double> matrix(order * order);
        for (std::size_t i = 0; i < order; ++i)
            for (std::size_t j = 0; j < order; ++j)
                for (std::size_t k = 0; k < people; ++k)
                    matrix[i * order + j] += x[i * people + k] * x[j * people + k];
        wm::CholeskyFactor factor;
        ASSERT_TRUE(factor.factor(matrix.data(), order, 0.5));
        const std::vector<double> given = drawn<double>(order * 14, 4);
        wm::Strips<double> right(14, order);
        for (std::size_t t = 0; t < 14; ++t)
            for (std::size_t k = 0; k < order; ++k) right.at(t, k) = given[t * order + k];
        factor.prepare_backward();
        factor.forward(right);
        factor.backward(right);
        for (std::size_t t = 0; t < 14; ++t)
            for (std::size_t i = 0; i < order; ++i) {
                double product = 0.5 * right.at(t, i);
                for (std::size_t k = 0; k < order; ++k) product += matrix[i * order + k] * right.at(t, k);
                ASSERT_NEAR(given[t * order + i], product, 1e-8);
            }
    }
}

TEST(Strips, a_matrix_that_is_not_positive_has_no_factor) {
    const double matrix[4] = {1.0, 2.0, 2.0, 1.0};
    wm::CholeskyFactor factor;
    EXPECT_FALSE(factor.factor(matrix, 2, 0.0));
    EXPECT_TRUE(factor.factor(matrix, 2, 1.5));
}

TEST(Ridge, arguments_that_contradict_each_other_are_refused) {
    const std::vector<double> basis(10, 1.0 / std::sqrt(10.0)), traits = drawn<double>(10, 5);
    const double penalty = 1.0, none = 0.0;
    wm_ridge* ridge = nullptr;
    EXPECT_EQ(WM_INVALID_ARGUMENT,
              wm_ridge_create(10, 1, basis.data(), 1, traits.data(), nullptr, 1, 1, &penalty, &ridge));
    EXPECT_EQ(WM_INVALID_ARGUMENT,
              wm_ridge_create(10, 1, basis.data(), 1, traits.data(), nullptr, 5, 1, &none, &ridge));
    ASSERT_EQ(WM_OK, wm_ridge_create(10, 1, basis.data(), 1, traits.data(), nullptr, 5, 1, &penalty, &ridge));
    std::vector<float> predictions(10);
    EXPECT_EQ(WM_INVALID_ARGUMENT, wm_ridge_predict(ridge, 0, 1, 1, nullptr, predictions.data()));
    const std::vector<std::uint8_t> bed(6, 0xe4);
    wm_genotype_block block{bed.data(), nullptr, 3, 10, nullptr, 2};
    const std::int32_t cancel = 1;
    EXPECT_EQ(WM_CANCELLED, wm_ridge_fit(ridge, &block, 1, &cancel, nullptr));
    EXPECT_EQ(WM_INVALID_ARGUMENT, wm_ridge_predict(ridge, 0, 1, 1, nullptr, predictions.data()));
    std::int64_t used = 0;
    ASSERT_EQ(WM_OK, wm_ridge_fit(ridge, &block, 2, nullptr, &used));
    EXPECT_EQ(2, used);
    EXPECT_EQ(WM_INVALID_ARGUMENT, wm_ridge_predict(ridge, 0, 2, 1, nullptr, predictions.data()));
    EXPECT_EQ(WM_OK, wm_ridge_predict(ridge, 0, 1, 1, nullptr, predictions.data()));
    wm_ridge_free(ridge);
}

}  // namespace
