// A small synthetic study for the tests: people, covariates, traits and genotypes, with gaps where wanted.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "whitematter.h"

struct StudyShape {
    int file_people = 200;
    int variants = 70;
    int traits = 5;
    int covariates = 4;  // with the intercept
    double genotype_gaps = 0;
    double trait_gaps = 0;
    bool shared_trait_gaps = false;  // all traits lack the same people
    enum class People { All, Subset, Shuffled } people = People::All;
    std::uint64_t seed = 1;
    bool dosages = false;  // genotypes in units of 1/16384 of a copy
};

struct Study {
    explicit Study(const StudyShape& shape);

    int n() const { return static_cast<int>(sample_index.size()); }
    // Units of a genotype in one copy.
    int unit() const { return shape.dosages ? 16384 : 1; }
    // Rows of all file people from `genotypes`; call after changing genotypes.
    void pack();
    // Fills basis and residuals from covariates and traits; call after changing them.
    void residualise();

    StudyShape shape;
    std::vector<std::int32_t> sample_index;       // analysis person -> file row
    std::vector<std::vector<int>> genotypes;      // [variant][file row], units of A1, -1 missing
    std::vector<std::vector<double>> covariates;  // [j][analysis person]
    std::vector<std::vector<double>> traits;      // [t][analysis person], NaN missing
    std::vector<double> basis, residuals;         // column-major
    std::vector<std::uint8_t> missing;
    std::vector<std::uint8_t> bed;
    std::vector<std::uint16_t> dosages;
    std::int64_t stride = 0;  // of either

    // Genotypes of a variant in the analysis's people.
    std::vector<int> analysed(int variant) const;
};

struct StudyResults {
    std::vector<double> beta, se, t, neglog10p;
    std::vector<std::int32_t> n_used, df, counts;
    std::vector<std::uint8_t> reason;
    bool operator==(const StudyResults& other) const;  // bit for bit, NaN equal to NaN
};

struct RunOptions {
    int limbs = 5;
    wm_cpu cpu = WM_CPU_AUTO;
    int threads = 1;
    bool impute = false;
    int block = 0;  // variants per call; 0: all at once
};

StudyResults associate(const Study& study, const RunOptions& options = {});
