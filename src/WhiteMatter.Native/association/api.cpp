// The C interface of the association and of genotype counts.
#include <memory>

#include "association/associate.hpp"
#include "association/fixed_point.hpp"
#include "association/parallel.hpp"
#include "interface/last_error.hpp"

struct wm_design : wm::Design {};

namespace {
constexpr std::int64_t most_people = 8000000;
}

extern "C" wm_status wm_design_create(int64_t n, int32_t c, const double* basis, int32_t k,
                                      const double* traits, const uint8_t* missing,
                                      const wm_design_options* options, wm_design** design) {
    return wm::guarded([&] {
        wm::require(design != nullptr, "no place for the design");
        *design = nullptr;
        wm::require(n >= 1 && n <= most_people, "the number of people must be 1 to 8,000,000");
        wm::require(c >= 0 && c <= n, "the number of covariates must be 0 to the number of people");
        wm::require(k >= 1, "at least one trait is needed");
        wm::require((c == 0 || basis != nullptr) && traits != nullptr, "null matrix");
        const int limbs = options != nullptr && options->limbs != 0 ? options->limbs : 5;
        wm::require(limbs >= wm::least_limbs && limbs <= wm::most_limbs, "limbs must be 3 to 6");
        auto made = std::make_unique<wm_design>();
        made->limbs = limbs;
        made->dosages = options != nullptr && options->dosages != 0;
        made->impute = options != nullptr && options->impute != 0;
        made->kernels = &wm::kernels_for(options != nullptr ? options->cpu : WM_CPU_AUTO);
        const int threads = options != nullptr && options->threads > 0 ? options->threads : 1;
        wm::build_design(*made, static_cast<std::size_t>(n), static_cast<std::size_t>(c), basis,
                         static_cast<std::size_t>(k), traits, missing, static_cast<std::size_t>(threads));
        *design = made.release();
    });
}

extern "C" void wm_design_free(wm_design* design) { delete design; }
extern "C" int64_t wm_design_bytes(const wm_design* design) { return design->bytes(); }
extern "C" int64_t wm_design_thread_bytes(const wm_design* design) { return design->thread_bytes(); }
extern "C" int32_t wm_design_patterns(const wm_design* design) {
    return static_cast<int32_t>(design->patterns.size());
}

extern "C" void wm_design_phase_seconds(const wm_design* design, double seconds[4]) {
    for (int phase = 0; phase < 4; ++phase)
        seconds[phase] = 1e-9 * static_cast<double>(design->phase_nanoseconds[phase].exchange(0));
}

extern "C" wm_status wm_associate_block(const wm_design* design, const uint8_t* bed, int64_t stride,
                                        int64_t file_samples, const int32_t* sample_index, int64_t variants,
                                        int32_t threads, const int32_t* cancel,
                                        const wm_association_results* results) {
    return wm::guarded([&] {
        wm::require(design != nullptr && results != nullptr, "null argument");
        wm::require(!design->dosages, "the design was made for dosages");
        wm::require(variants >= 0 && threads >= 1, "variants must not be negative and threads at least 1");
        wm::require(variants == 0 || bed != nullptr, "null genotypes");
        const wm::PeopleSelection people(file_samples, sample_index, static_cast<int64_t>(design->people));
        wm::require(stride >= static_cast<int64_t>(people.file_bytes()),
                    "the stride is shorter than a row of genotypes");
        wm::associate(
            *design,
            wm::HardcallBlock{bed, static_cast<std::size_t>(stride), static_cast<std::size_t>(variants)},
            people, static_cast<std::size_t>(threads), cancel, *results);
    });
}

extern "C" wm_status wm_count_block(const uint8_t* bed, int64_t stride, int64_t file_samples,
                                    const int32_t* sample_index, int64_t n, int64_t variants, int32_t threads,
                                    int32_t* counts) {
    return wm::guarded([&] {
        wm::require(variants >= 0 && threads >= 1, "variants must not be negative and threads at least 1");
        wm::require(variants == 0 || (bed != nullptr && counts != nullptr), "null array");
        const wm::PeopleSelection people(file_samples, sample_index,
                                         sample_index == nullptr ? file_samples : n);
        wm::require(stride >= static_cast<int64_t>(people.file_bytes()),
                    "the stride is shorter than a row of genotypes");
        const std::size_t bytes = (people.people() + 31) / 32 * 8;
        constexpr std::int64_t chunk = 64;
        wm::in_parallel(static_cast<std::size_t>((variants + chunk - 1) / chunk),
                        static_cast<std::size_t>(threads), [&](std::size_t task, std::size_t) {
                            std::vector<std::uint8_t> row(bytes);
                            const int64_t first = static_cast<int64_t>(task) * chunk;
                            for (int64_t v = first; v < variants && v < first + chunk; ++v) {
                                people.extract(bed + v * stride, row.data(), bytes);
                                const wm::GenotypeCounts found =
                                    wm::count_codes(row.data(), bytes, people.people());
                                for (int i = 0; i < 4; ++i)
                                    counts[v * 4 + i] = found[static_cast<std::size_t>(i)];
                            }
                        });
    });
}

extern "C" wm_status wm_associate_dosages(const wm_design* design, const uint16_t* dosages, int64_t stride,
                                          int64_t file_samples, const int32_t* sample_index, int64_t variants,
                                          int32_t threads, const int32_t* cancel,
                                          const wm_association_results* results) {
    return wm::guarded([&] {
        wm::require(design != nullptr && results != nullptr, "null argument");
        wm::require(design->dosages, "the design was made for hard calls");
        wm::require(variants >= 0 && threads >= 1, "variants must not be negative and threads at least 1");
        wm::require(variants == 0 || dosages != nullptr, "null genotypes");
        const wm::DosageSelection people(file_samples, sample_index, static_cast<int64_t>(design->people));
        wm::require(stride >= file_samples, "the stride is shorter than a row of dosages");
        wm::associate(
            *design,
            wm::DosageBlock{dosages, static_cast<std::size_t>(stride), static_cast<std::size_t>(variants)},
            people, static_cast<std::size_t>(threads), cancel, *results);
    });
}

extern "C" wm_status wm_count_dosages(const uint16_t* dosages, int64_t stride, int64_t file_samples,
                                      const int32_t* sample_index, int64_t n, int64_t variants,
                                      int32_t threads, wm_dosage_counts* counts) {
    return wm::guarded([&] {
        wm::require(variants >= 0 && threads >= 1, "variants must not be negative and threads at least 1");
        wm::require(variants == 0 || (dosages != nullptr && counts != nullptr), "null array");
        const wm::DosageSelection people(file_samples, sample_index,
                                         sample_index == nullptr ? file_samples : n);
        wm::require(stride >= file_samples, "the stride is shorter than a row of dosages");
        constexpr std::int64_t chunk = 64;
        wm::in_parallel(static_cast<std::size_t>((variants + chunk - 1) / chunk),
                        static_cast<std::size_t>(threads), [&](std::size_t task, std::size_t) {
                            std::vector<std::uint16_t> row(people.people());
                            const int64_t first = static_cast<int64_t>(task) * chunk;
                            for (int64_t v = first; v < variants && v < first + chunk; ++v) {
                                people.extract(dosages + v * stride, row.data(), row.size());
                                const wm::DosageMoments found = wm::moments_of(row.data(), row.size());
                                wm::require(found.most <= 2 * wm::dosage_copy,
                                            "a dosage is above two copies");
                                wm_dosage_counts& out = counts[v];
                                for (std::size_t i = 0; i < 4; ++i) out.calls[i] = found.calls[i];
                                out.missing = found.missing;
                                out.reserved = 0;
                                out.sum = found.sum;
                                out.squares = found.squares;
                            }
                        });
    });
}
