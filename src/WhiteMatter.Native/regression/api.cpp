// The C interface of whole-genome regression.
#include <memory>

#include "interface/last_error.hpp"
#include "regression/ridge.hpp"
#include "regression/stacking.hpp"

struct wm_ridge {
    wm::Ridge ridge;
    std::size_t people;
    bool fitted = false;
};

namespace {

std::vector<double> penalties_of(std::int32_t count, const double* penalties) {
    wm::require(count >= 1 && penalties != nullptr, "at least one penalty is needed");
    for (std::int32_t p = 0; p < count; ++p) wm::require(penalties[p] > 0.0, "a penalty must be positive");
    return {penalties, penalties + count};
}

void require_folds(std::int32_t folds, std::int64_t people) {
    wm::require(folds == 0 || (folds >= 2 && folds <= people),
                "folds must be 0, or 2 to the number of people");
}

}  // namespace

extern "C" wm_status wm_ridge_create(int64_t n, int32_t c, const double* basis, int32_t k,
                                     const double* traits, const uint8_t* missing, int32_t folds,
                                     int32_t penalty_count, const double* penalties, wm_ridge** ridge) {
    return wm::guarded([&] {
        wm::require(ridge != nullptr, "no place for the regression");
        *ridge = nullptr;
        wm::require(n >= 2 && c >= 0 && c < n && k >= 1,
                    "people, covariates and traits contradict each other");
        wm::require((c == 0 || basis != nullptr) && traits != nullptr, "null matrix");
        require_folds(folds, n);
        auto made = std::make_unique<wm_ridge>(
            wm_ridge{wm::Ridge(static_cast<std::size_t>(n), static_cast<std::size_t>(c), basis,
                               static_cast<std::size_t>(k), traits, missing, static_cast<std::size_t>(folds),
                               penalties_of(penalty_count, penalties)),
                     static_cast<std::size_t>(n)});
        *ridge = made.release();
    });
}

extern "C" void wm_ridge_free(wm_ridge* ridge) { delete ridge; }

extern "C" int64_t wm_ridge_bytes(const wm_ridge* ridge, int64_t variants, int32_t dosages, int32_t threads) {
    return ridge->ridge.bytes(static_cast<std::size_t>(variants), dosages != 0,
                              static_cast<std::size_t>(threads));
}

extern "C" wm_status wm_ridge_fit(wm_ridge* ridge, const wm_genotype_block* block, int32_t threads,
                                  const int32_t* cancel, int64_t* used) {
    return wm::guarded([&] {
        wm::require(ridge != nullptr && block != nullptr, "null argument");
        wm::require(threads >= 1 && block->variants >= 1, "threads and variants must be at least 1");
        ridge->fitted = false;
        const auto workers = static_cast<std::size_t>(threads);
        const std::size_t found =
            ridge->ridge.fit(wm::BlockGenotypes(*block, ridge->people, workers), workers, cancel);
        if (used != nullptr) *used = static_cast<int64_t>(found);
        ridge->fitted = true;
    });
}

extern "C" wm_status wm_ridge_predict(wm_ridge* ridge, int32_t first, int32_t count, int32_t threads,
                                      const int32_t* cancel, float* predictions) {
    return wm::guarded([&] {
        wm::require(ridge != nullptr && predictions != nullptr, "null argument");
        wm::require(ridge->fitted, "no block is fitted");
        wm::require(
            threads >= 1 && first >= 0 && count >= 0 &&
                static_cast<std::size_t>(first) + static_cast<std::size_t>(count) <= ridge->ridge.traits(),
            "no such traits");
        ridge->ridge.predict(static_cast<std::size_t>(first), static_cast<std::size_t>(count),
                             static_cast<std::size_t>(threads), cancel, predictions);
    });
}

extern "C" wm_status wm_ridge_stack(int64_t n, int32_t rows, const float* predictions, const double* trait,
                                    const uint8_t* missing, int32_t rank, int32_t folds,
                                    int32_t penalty_count, const double* penalties, int32_t chromosomes,
                                    const int32_t* chromosome, const int32_t* cancel,
                                    wm_stack_results* results) {
    return wm::guarded([&] {
        wm::require(n >= 2 && rows >= 1 && rank >= 0, "people, predictions and rank contradict each other");
        wm::require(predictions != nullptr && trait != nullptr && chromosome != nullptr &&
                        results != nullptr && results->mean_squares != nullptr && results->total != nullptr &&
                        results->without != nullptr,
                    "null argument");
        require_folds(folds, n);
        for (std::int32_t r = 0; r < rows; ++r)
            wm::require(chromosome[r] >= 0 && chromosome[r] < chromosomes, "no such chromosome");
        wm::Stacking(static_cast<std::size_t>(n), static_cast<std::size_t>(rows), predictions, trait, missing,
                     static_cast<std::size_t>(rank), static_cast<std::size_t>(folds))
            .run(penalties_of(penalty_count, penalties), static_cast<std::size_t>(chromosomes), chromosome,
                 cancel, *results);
    });
}
