#include "association_study.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "least_squares_oracle.hpp"

namespace {
// Uniform and roughly normal draws that are the same with every standard library.
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }
double normal(std::mt19937_64& random) {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += uniform(random);
    return sum;
}
}  // namespace

Study::Study(const StudyShape& wanted) : shape(wanted) {
    std::mt19937_64 random(shape.seed);
    for (int i = 0; i < shape.file_people; ++i)
        if (shape.people == StudyShape::People::All || uniform(random) < 0.7) sample_index.push_back(i);
    if (shape.people == StudyShape::People::Shuffled)
        for (std::size_t i = sample_index.size() - 1; i > 0; --i)
            std::swap(sample_index[i], sample_index[random() % (i + 1)]);

    genotypes.assign(static_cast<std::size_t>(shape.variants), {});
    for (auto& variant : genotypes) {
        const double frequency = 0.03 + 0.94 * uniform(random);
        for (int i = 0; i < shape.file_people; ++i) {
            const int copies = (uniform(random) < frequency) + (uniform(random) < frequency);
            // A dosage is a genotype imputed with an uncertainty of its variant's.
            int genotype = copies;
            if (shape.dosages)
                genotype = std::clamp(
                    static_cast<int>(16384 * (copies + frequency * (uniform(random) - 0.5))), 0, 32768);
            variant.push_back(uniform(random) < shape.genotype_gaps ? -1 : genotype);
        }
    }
    const std::size_t people = sample_index.size();
    for (int j = 0; j < shape.covariates; ++j) {
        auto& column = covariates.emplace_back(people, 1.0);
        if (j == 0) continue;
        for (auto& x : column)
            x = j == 1 ? (uniform(random) < 0.5 ? 1.0 : 0.0) : 40.0 + 10.0 * normal(random);
    }
    std::vector<bool> shared(people);
    for (std::size_t i = 0; i < people; ++i) shared[i] = uniform(random) < shape.trait_gaps;
    for (int t = 0; t < shape.traits; ++t) {
        auto& column = traits.emplace_back(people);
        const auto& causal = genotypes[random() % genotypes.size()];
        for (std::size_t i = 0; i < people; ++i) {
            const int g = causal[static_cast<std::size_t>(sample_index[i])];
            column[i] = 3.0 + normal(random) + 0.3 * (g < 0 ? 0.0 : static_cast<double>(g) / unit());
            for (const auto& c : covariates) column[i] += 0.01 * c[i];
            const bool gap = shape.shared_trait_gaps ? shared[i] : uniform(random) < shape.trait_gaps;
            if (gap) column[i] = std::numeric_limits<double>::quiet_NaN();
        }
    }
    pack();
    residualise();
}

std::vector<int> Study::analysed(int variant) const {
    std::vector<int> out;
    for (const auto i : sample_index)
        out.push_back(genotypes[static_cast<std::size_t>(variant)][static_cast<std::size_t>(i)]);
    return out;
}

void Study::pack() {
    if (shape.dosages) {
        stride = shape.file_people + 3;
        dosages.assign(static_cast<std::size_t>(stride) * genotypes.size(), 12345);
        for (std::size_t v = 0; v < genotypes.size(); ++v)
            for (std::size_t i = 0; i < genotypes[v].size(); ++i)
                dosages[v * static_cast<std::size_t>(stride) + i] =
                    static_cast<std::uint16_t>(genotypes[v][i] < 0 ? 65535 : genotypes[v][i]);
        return;
    }
    stride = (shape.file_people + 3) / 4;
    bed.assign(static_cast<std::size_t>(stride) * genotypes.size(), 0);
    for (std::size_t v = 0; v < genotypes.size(); ++v)
        for (std::size_t i = 0; i < genotypes[v].size(); ++i) {
            const int g = genotypes[v][i];
            const unsigned code = g < 0 ? 1u : g == 2 ? 0u : g == 1 ? 2u : 3u;
            bed[v * static_cast<std::size_t>(stride) + i / 4] |=
                static_cast<std::uint8_t>(code << (2 * (i % 4)));
        }
}

void Study::residualise() {
    const std::size_t people = sample_index.size();
    const auto columns = orthonormal_columns(covariates, std::vector<bool>(people, true));
    basis.clear();
    for (const auto& column : columns)
        for (const auto x : column) basis.push_back(static_cast<double>(x));
    residuals.assign(people * traits.size(), 0.0);
    missing.assign(people * traits.size(), 0);
    for (std::size_t t = 0; t < traits.size(); ++t) {
        std::vector<bool> use(people);
        std::vector<long double> y(people, 0.0L);
        for (std::size_t i = 0; i < people; ++i) {
            use[i] = !std::isnan(traits[t][i]);
            if (use[i]) y[i] = traits[t][i];
            missing[t * people + i] = use[i] ? 0 : 1;
        }
        remove_projection(orthonormal_columns(covariates, use), y);
        for (std::size_t i = 0; i < people; ++i) residuals[t * people + i] = static_cast<double>(y[i]);
    }
}

bool StudyResults::operator==(const StudyResults& o) const {
    const auto same = [](const auto& a, const auto& b) {
        return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(a[0])) == 0;
    };
    return same(beta, o.beta) && same(se, o.se) && same(t, o.t) && same(neglog10p, o.neglog10p) &&
           same(n_used, o.n_used) && same(df, o.df) && same(counts, o.counts) && same(reason, o.reason);
}

StudyResults associate(const Study& study, const RunOptions& options) {
    const wm_design_options design_options{options.limbs, options.cpu, options.threads,
                                           study.shape.dosages ? 1 : 0, options.impute ? 1 : 0};
    wm_design* design = nullptr;
    const int covariates = static_cast<int>(study.basis.size()) / study.n();
    const auto made = wm_design_create(
        study.n(), covariates, study.basis.data(), study.shape.traits, study.residuals.data(),
        study.shape.trait_gaps > 0 ? study.missing.data() : nullptr, &design_options, &design);
    EXPECT_EQ(made, WM_OK) << wm_last_error();
    const std::size_t cells = study.genotypes.size() * static_cast<std::size_t>(study.shape.traits);
    StudyResults run;
    for (auto* array : {&run.beta, &run.se, &run.t, &run.neglog10p}) array->assign(cells, -77.0);
    run.n_used.assign(cells, -77);
    run.df.assign(cells, -77);
    run.reason.assign(cells, 77);
    run.counts.assign(study.genotypes.size() * 4, -77);
    const int total = static_cast<int>(study.genotypes.size());
    const int block = options.block == 0 ? total : options.block;
    for (int first = 0; first < total; first += block) {
        const int count = std::min(block, total - first);
        const std::size_t at = static_cast<std::size_t>(first) * static_cast<std::size_t>(study.shape.traits);
        const wm_association_results results{run.beta.data() + at,   run.se.data() + at,
                                             run.t.data() + at,      run.neglog10p.data() + at,
                                             run.n_used.data() + at, run.df.data() + at,
                                             run.reason.data() + at, run.counts.data() + first * 4};
        const std::int32_t* index =
            study.shape.people == StudyShape::People::All ? nullptr : study.sample_index.data();
        const auto done = study.shape.dosages
                              ? wm_associate_dosages(design, study.dosages.data() + first * study.stride,
                                                     study.stride, study.shape.file_people, index, count,
                                                     options.threads, nullptr, &results)
                              : wm_associate_block(design, study.bed.data() + first * study.stride,
                                                   study.stride, study.shape.file_people, index, count,
                                                   options.threads, nullptr, &results);
        EXPECT_EQ(done, WM_OK) << wm_last_error();
    }
    wm_design_free(design);
    return run;
}
