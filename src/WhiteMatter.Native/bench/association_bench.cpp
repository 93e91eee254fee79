// How long an association takes, phase by phase, on synthetic data.
//     association_bench [people] [variants] [traits] [covariates] [threads] [path] [limbs] [missing genotypes
//     %]
//                       [missing traits %] [shared|own] [calls|dosages]
// A path is auto, scalar, avx2, avx-vnni, avx512-vnni or amx-int8. Times are processor seconds of all
// threads.
#include <dlfcn.h>
#include <time.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "whitematter.h"

namespace {

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

wm_cpu path_of(const char* name) {
    const char* names[] = {"auto", "scalar", "avx2", "avx-vnni", "avx512-vnni", "amx-int8"};
    for (int i = 0; i < 6; ++i)
        if (std::strcmp(name, names[i]) == 0) return static_cast<wm_cpu>(i);
    std::fprintf(stderr, "unknown path %s\n", name);
    std::exit(2);
}

// Multiply-adds a second and core of a tuned single-precision product of the same shape, or 0 where OpenBLAS
// is not installed: variants x people times people x (traits and covariates), in pieces of 1,024 variants.
double single_precision_rate(std::size_t people, std::size_t variants, std::size_t columns, int threads) {
    void* library = dlopen("libopenblas.so.0", RTLD_NOW);
    if (library == nullptr) return 0.0;
    using Sgemm = void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int, float,
                           float*, int);
    const auto sgemm = reinterpret_cast<Sgemm>(dlsym(library, "cblas_sgemm"));
    if (const auto set = reinterpret_cast<void (*)(int)>(dlsym(library, "openblas_set_num_threads")))
        set(threads);
    constexpr std::size_t piece = 1024;
    std::vector<float> genotypes(piece * people, 1.0f), traits(people * columns, 0.5f), out(piece * columns);
    constexpr int row_major = 101, plain = 111;
    double best = 0.0;
    for (int repeat = 0; repeat < 3; ++repeat) {
        const double cpu = processor_seconds();
        std::size_t done = 0;
        for (; done < variants; done += piece)
            sgemm(row_major, plain, plain, static_cast<int>(piece), static_cast<int>(columns),
                  static_cast<int>(people), 1.0f, genotypes.data(), static_cast<int>(people), traits.data(),
                  static_cast<int>(columns), 0.0f, out.data(), static_cast<int>(columns));
        best = std::fmax(best, static_cast<double>(done) * static_cast<double>(people) *
                                   static_cast<double>(columns) / (processor_seconds() - cpu));
    }
    return best;
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int i, double otherwise) { return argc > i ? std::atof(argv[i]) : otherwise; };
    const int64_t people = static_cast<int64_t>(number(1, 20000)),
                  variants = static_cast<int64_t>(number(2, 20000));
    const int32_t traits = static_cast<int32_t>(number(3, 128)),
                  covariates = static_cast<int32_t>(number(4, 20));
    const int32_t threads = static_cast<int32_t>(number(5, 1));
    const wm_cpu path = path_of(argc > 6 ? argv[6] : "auto");
    const int32_t limbs = static_cast<int32_t>(number(7, 5));
    const double genotype_gaps = number(8, 0) / 100, trait_gaps = number(9, 0) / 100;
    const bool shared = argc > 10 && std::strcmp(argv[10], "shared") == 0;

    const bool dosages = argc > 11 && std::strcmp(argv[11], "dosages") == 0;

    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    const std::size_t n = static_cast<std::size_t>(people);
    // An orthonormal basis with the intercept first, by Gram-Schmidt twice.
    std::vector<double> basis(n * static_cast<std::size_t>(covariates));
    for (int32_t j = 0; j < covariates; ++j) {
        double* q = basis.data() + static_cast<std::size_t>(j) * n;
        for (std::size_t i = 0; i < n; ++i) q[i] = j == 0 ? 1.0 : normal(random);
        for (int pass = 0; pass < 2; ++pass)
            for (int32_t l = 0; l < j; ++l) {
                const double* other = basis.data() + static_cast<std::size_t>(l) * n;
                double sum = 0;
                for (std::size_t i = 0; i < n; ++i) sum += q[i] * other[i];
                for (std::size_t i = 0; i < n; ++i) q[i] -= sum * other[i];
            }
        double length = 0;
        for (std::size_t i = 0; i < n; ++i) length += q[i] * q[i];
        for (std::size_t i = 0; i < n; ++i) q[i] /= std::sqrt(length);
    }
    // Noise takes the place of residuals: the kernel's work does not depend on the values.
    std::vector<double> values(n * static_cast<std::size_t>(traits));
    for (double& y : values) y = normal(random);
    std::vector<uint8_t> missing;
    if (trait_gaps > 0) {
        missing.resize(values.size());
        for (std::size_t i = 0; i < missing.size(); ++i)
            missing[i] = shared && i >= n ? missing[i % n] : (uniform(random) < trait_gaps ? 1 : 0);
    }
    const int64_t stride = (people + 3) / 4;
    std::vector<uint8_t> bed(static_cast<std::size_t>(stride * variants));
    for (int64_t v = 0; v < variants; ++v) {
        const uint64_t threshold = static_cast<uint64_t>((0.01 + 0.48 * uniform(random)) * 65536);
        for (int64_t b = 0; b < stride; ++b) {
            unsigned byte = 0;
            for (int i = 0; i < 4; ++i) {
                const uint64_t draw = random();
                unsigned code = 3u - ((draw & 0xffff) < threshold) - (((draw >> 16) & 0xffff) < threshold);
                if (code == 1) code = 0;
                if (static_cast<double>(draw >> 32) * 0x1p-32 < genotype_gaps) code = 1;
                byte |= code << (2 * i);
            }
            bed[static_cast<std::size_t>(v * stride + b)] = static_cast<uint8_t>(byte);
        }
    }

    std::vector<uint16_t> doses;
    if (dosages) {
        doses.reserve(n * static_cast<std::size_t>(variants));
        for (int64_t v = 0; v < variants; ++v)
            for (int64_t i = 0; i < people; ++i) {
                const unsigned code =
                    (bed[static_cast<std::size_t>(v * stride + i / 4)] >> (2 * (i % 4))) & 3u;
                const unsigned little = static_cast<unsigned>(i * 7919 % 1000);
                doses.push_back(static_cast<uint16_t>(code == 1   ? 65535
                                                      : code == 0 ? 32768 - little
                                                                  : (code == 2 ? 16384u : 0u) + little));
            }
    }
    const wm_design_options options{limbs, path, threads, dosages ? 1 : 0, 0};
    wm_design* design = nullptr;
    double cpu = processor_seconds();
    if (wm_design_create(people, covariates, basis.data(), traits, values.data(),
                         missing.empty() ? nullptr : missing.data(), &options, &design) != WM_OK) {
        std::fprintf(stderr, "%s\n", wm_last_error());
        return 1;
    }
    std::printf("%lld people, %lld variants, %d traits, %d covariates, %d limbs, %d threads, path %s\n",
                static_cast<long long>(people), static_cast<long long>(variants), traits, covariates, limbs,
                threads, argc > 6 ? argv[6] : wm_cpu_path());
    std::printf("design  %.2f s, %.1f MB, %.1f MB a thread, %d patterns\n", processor_seconds() - cpu,
                1e-6 * static_cast<double>(wm_design_bytes(design)),
                1e-6 * static_cast<double>(wm_design_thread_bytes(design)), wm_design_patterns(design));
    const std::size_t cells = static_cast<std::size_t>(variants) * static_cast<std::size_t>(traits);
    std::vector<double> beta(cells), se(cells), p(cells);
    std::vector<int32_t> used(cells);
    wm_association_results results{};
    results.beta = beta.data();
    results.se = se.data();
    results.neglog10p = p.data();
    results.n_used = used.data();
    double product_seconds = 0, whole_seconds = 0;
    for (int repeat = 0; repeat < 2; ++repeat) {
        const auto wall = std::chrono::steady_clock::now();
        cpu = processor_seconds();
        const wm_status status = dosages ? wm_associate_dosages(design, doses.data(), people, people, nullptr,
                                                                variants, threads, nullptr, &results)
                                         : wm_associate_block(design, bed.data(), stride, people, nullptr,
                                                              variants, threads, nullptr, &results);
        if (status != WM_OK) {
            std::fprintf(stderr, "%s\n", wm_last_error());
            return 1;
        }
        cpu = processor_seconds() - cpu;
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
        double phases[4];
        wm_design_phase_seconds(design, phases);
        product_seconds = phases[1];
        whole_seconds = cpu;
        const double products =
            static_cast<double>(people) * static_cast<double>(variants) * (traits + covariates);
        std::printf(
            "run %d   wall %.2f s, cpu %.2f s: decode %.2f, product %.2f (%.1f G fixed-point products/s), "
            "gaps %.2f, "
            "statistics %.2f (%.0f ns a cell); other %.2f\n",
            repeat + 1, seconds, cpu, phases[0], phases[1], 1e-9 * products / phases[1], phases[2], phases[3],
            1e9 * phases[3] / static_cast<double>(cells),
            cpu - phases[0] - phases[1] - phases[2] - phases[3]);
    }
    wm_design_free(design);
    const double columns = static_cast<double>(traits + covariates);
    const double rate = single_precision_rate(n, static_cast<std::size_t>(variants),
                                              static_cast<std::size_t>(traits + covariates), threads);
    if (rate > 0)
        std::printf(
            "a single-precision product of this shape by OpenBLAS: %.1f G products/s a core, %.2f s; the "
            "product "
            "here takes %.2f of it, the whole %.2f\n",
            1e-9 * rate, static_cast<double>(people) * static_cast<double>(variants) * columns / rate,
            product_seconds * rate / (static_cast<double>(people) * static_cast<double>(variants) * columns),
            whole_seconds * rate / (static_cast<double>(people) * static_cast<double>(variants) * columns));
    return 0;
}
