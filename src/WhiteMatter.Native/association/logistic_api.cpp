// The C interface of logistic regression.
#include <memory>

#include "association/finish.hpp"
#include "association/logistic.hpp"
#include "interface/last_error.hpp"

struct wm_logistic_design : wm::LogisticDesign {};

const wm::LogisticKernels& wm::people_kernels(wm_cpu path) {
#if defined(__x86_64__)
    const FinishKernels* const set = kernels_for(path).finish;
    if (set == &finish_avx512) return logistic_avx512;
    if (set == &finish_avx2 && __builtin_cpu_supports("fma")) return logistic_avx2;
#endif
    return logistic_baseline;
}

namespace {

constexpr std::int64_t most_people = 8000000;

void require_block(const wm_logistic_design* design, const wm_association_results* results, int64_t variants,
                   int32_t threads, const void* genotypes) {
    wm::require(design != nullptr && results != nullptr, "null argument");
    wm::require(variants >= 0 && threads >= 1, "variants must not be negative and threads at least 1");
    wm::require(variants == 0 || genotypes != nullptr, "null genotypes");
}

}  // namespace

extern "C" wm_status wm_logistic_create(int64_t n, int32_t c, const double* basis, int32_t k,
                                        const double* traits, const uint8_t* missing,
                                        const wm_logistic_options* options, wm_logistic_design** design) {
    return wm::guarded([&] {
        wm::require(design != nullptr, "no place for the design");
        *design = nullptr;
        wm::require(n >= 1 && n <= most_people, "the number of people must be 1 to 8,000,000");
        wm::require(c >= 0 && c <= n, "the number of covariates must be 0 to the number of people");
        wm::require(k >= 1, "at least one trait is needed");
        wm::require((c == 0 || basis != nullptr) && traits != nullptr, "null matrix");
        const double* const environment = options != nullptr ? options->environment : nullptr;
        const double* const offset = options != nullptr ? options->offset : nullptr;
        const wm_firth firth = options != nullptr ? options->firth : WM_FIRTH_FALLBACK;
        wm::require(firth >= WM_FIRTH_FALLBACK && firth <= WM_FIRTH_APPROXIMATE,
                    "no such use of Firth's likelihood");
        wm::require(environment == nullptr || firth != WM_FIRTH_APPROXIMATE,
                    "approximate fits are of a genotype alone, not of an interaction");
        auto made = std::make_unique<wm_logistic_design>();
        made->firth = firth;
        made->impute = options != nullptr && options->impute != 0;
        made->kernels = &wm::people_kernels(options != nullptr ? options->cpu : WM_CPU_AUTO);
        const int threads = options != nullptr && options->threads > 0 ? options->threads : 1;
        wm::build_logistic(*made, static_cast<std::size_t>(n), static_cast<std::size_t>(c), basis,
                           environment, offset, static_cast<std::size_t>(k), traits, missing,
                           static_cast<std::size_t>(threads));
        *design = made.release();
    });
}

extern "C" void wm_logistic_free(wm_logistic_design* design) { delete design; }

extern "C" int32_t wm_logistic_separated(const wm_logistic_design* design, int32_t trait) {
    return design->traits[static_cast<std::size_t>(trait)].separated ? 1 : 0;
}

extern "C" wm_status wm_logistic_block(const wm_logistic_design* design, const uint8_t* bed, int64_t stride,
                                       int64_t file_samples, const int32_t* sample_index, int64_t variants,
                                       int32_t threads, const int32_t* cancel,
                                       const wm_association_results* results) {
    return wm::guarded([&] {
        require_block(design, results, variants, threads, bed);
        const wm::PeopleSelection people(file_samples, sample_index, static_cast<int64_t>(design->people));
        wm::require(stride >= static_cast<int64_t>(people.file_bytes()),
                    "the stride is shorter than a row of genotypes");
        wm::associate(
            *design,
            wm::HardcallBlock{bed, static_cast<std::size_t>(stride), static_cast<std::size_t>(variants)},
            people, static_cast<std::size_t>(threads), cancel, *results);
    });
}

extern "C" wm_status wm_logistic_dosages(const wm_logistic_design* design, const uint16_t* dosages,
                                         int64_t stride, int64_t file_samples, const int32_t* sample_index,
                                         int64_t variants, int32_t threads, const int32_t* cancel,
                                         const wm_association_results* results) {
    return wm::guarded([&] {
        require_block(design, results, variants, threads, dosages);
        const wm::DosageSelection people(file_samples, sample_index, static_cast<int64_t>(design->people));
        wm::require(stride >= file_samples, "the stride is shorter than a row of dosages");
        wm::associate(
            *design,
            wm::DosageBlock{dosages, static_cast<std::size_t>(stride), static_cast<std::size_t>(variants)},
            people, static_cast<std::size_t>(threads), cancel, *results);
    });
}
