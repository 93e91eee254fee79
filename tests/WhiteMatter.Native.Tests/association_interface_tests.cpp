#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <string>

#include "association_study.hpp"

namespace {

struct FreeDesign {
    void operator()(wm_design* d) const { wm_design_free(d); }
};

std::unique_ptr<wm_design, FreeDesign> design_of(const Study& study) {
    wm_design* design = nullptr;
    EXPECT_EQ(wm_design_create(study.n(), study.shape.covariates, study.basis.data(), study.shape.traits,
                               study.residuals.data(), nullptr, nullptr, &design),
              WM_OK);
    return std::unique_ptr<wm_design, FreeDesign>(design);
}

}  // namespace

TEST(AssociationInterface, RefusesWhatItCannotUseAndSaysWhy) {
    const Study study({.file_people = 50, .variants = 3});
    wm_design* design = nullptr;
    const auto create = [&](int64_t n, int32_t c, const double* basis, int32_t k,
                            const wm_design_options* options) {
        return wm_design_create(n, c, basis, k, study.residuals.data(), nullptr, options, &design);
    };
    EXPECT_EQ(create(0, 4, study.basis.data(), 5, nullptr), WM_INVALID_ARGUMENT);
    EXPECT_EQ(create(9000000, 4, study.basis.data(), 5, nullptr), WM_INVALID_ARGUMENT);
    EXPECT_EQ(create(50, 4, study.basis.data(), 0, nullptr), WM_INVALID_ARGUMENT);
    EXPECT_EQ(create(50, 4, nullptr, 5, nullptr), WM_INVALID_ARGUMENT);
    const wm_design_options seven{7, WM_CPU_AUTO, 1, 0, 0};
    EXPECT_EQ(create(50, 4, study.basis.data(), 5, &seven), WM_INVALID_ARGUMENT);
    EXPECT_NE(std::string(wm_last_error()).find("limbs"), std::string::npos);
    auto skewed = study.basis;
    for (double& x : skewed) x *= 2;
    EXPECT_EQ(create(50, 4, skewed.data(), 5, nullptr), WM_INVALID_ARGUMENT);
    EXPECT_NE(std::string(wm_last_error()).find("orthonormal"), std::string::npos);
    auto infinite = study.basis;
    infinite[7] = INFINITY;
    EXPECT_EQ(create(50, 4, infinite.data(), 5, nullptr), WM_INVALID_ARGUMENT);
    EXPECT_EQ(design, nullptr);

    const auto good = design_of(study);
    std::vector<double> beta(15);
    wm_association_results results{};
    results.beta = beta.data();
    EXPECT_EQ(wm_associate_block(good.get(), study.bed.data(), 3, 50, nullptr, 3, 1, nullptr, &results),
              WM_INVALID_ARGUMENT);
    EXPECT_EQ(
        wm_associate_block(good.get(), study.bed.data(), study.stride, 49, nullptr, 3, 1, nullptr, &results),
        WM_INVALID_ARGUMENT);
    std::vector<std::int32_t> outside(50, 0);
    outside[49] = 50;
    EXPECT_EQ(wm_associate_block(good.get(), study.bed.data(), study.stride, 50, outside.data(), 3, 1,
                                 nullptr, &results),
              WM_INVALID_ARGUMENT);
    EXPECT_EQ(
        wm_associate_block(good.get(), study.bed.data(), study.stride, 50, nullptr, 3, 1, nullptr, &results),
        WM_OK);
    EXPECT_EQ(
        wm_associate_block(good.get(), study.bed.data(), study.stride, 50, nullptr, 0, 1, nullptr, &results),
        WM_OK);
}

TEST(AssociationInterface, ACancelledCallStopsAndSaysSo) {
    const Study study({.file_people = 50, .variants = 300});
    const auto design = design_of(study);
    const std::int32_t cancel = 1;
    std::vector<double> beta(1500);
    wm_association_results results{};
    results.beta = beta.data();
    EXPECT_EQ(wm_associate_block(design.get(), study.bed.data(), study.stride, 50, nullptr, 300, 2, &cancel,
                                 &results),
              WM_CANCELLED);
}

TEST(AssociationInterface, StatesItsMemoryAndPatterns) {
    Study study(
        {.file_people = 1000, .variants = 3, .traits = 8, .trait_gaps = 0.05, .shared_trait_gaps = true});
    wm_design* design = nullptr;
    ASSERT_EQ(wm_design_create(1000, 4, study.basis.data(), 8, study.residuals.data(), study.missing.data(),
                               nullptr, &design),
              WM_OK);
    EXPECT_EQ(wm_design_patterns(design), 1);
    // 12 columns of five bytes and of a double for each person, at least.
    EXPECT_GE(wm_design_bytes(design), 1000 * 12 * 13);
    EXPECT_LT(wm_design_bytes(design), 1000 * 12 * 13 * 2);
    EXPECT_GT(wm_design_thread_bytes(design), 0);
    wm_design_free(design);
}

TEST(AssociationInterface, AnAbsentInterceptIsRespected) {
    // Without covariates the model is y = beta g: beta = g'y / g'g and one degree of freedom is used.
    Study study({.file_people = 40, .variants = 4, .traits = 1, .covariates = 1});
    wm_design* design = nullptr;
    ASSERT_EQ(wm_design_create(40, 0, nullptr, 1, study.residuals.data(), nullptr, nullptr, &design), WM_OK);
    std::vector<double> beta(4);
    std::vector<std::int32_t> df(4);
    wm_association_results results{};
    results.beta = beta.data();
    results.df = df.data();
    ASSERT_EQ(
        wm_associate_block(design, study.bed.data(), study.stride, 40, nullptr, 4, 1, nullptr, &results),
        WM_OK);
    wm_design_free(design);
    for (std::size_t v = 0; v < 4; ++v) {
        double gy = 0, gg = 0;
        for (std::size_t i = 0; i < 40; ++i) {
            gy += study.genotypes[v][i] * study.residuals[i];
            gg += study.genotypes[v][i] * study.genotypes[v][i];
        }
        EXPECT_NEAR(beta[v], gy / gg, 1e-10);
        EXPECT_EQ(df[v], 39);
    }
}

TEST(AssociationInterface, NamesItsPathAndVersion) {
    EXPECT_GT(std::strlen(wm_cpu_path()), 0u);
    EXPECT_STREQ(wm_version(), "0.1.0");
    EXPECT_EQ(wm_cpu_supported(WM_CPU_SCALAR), 1);
}
