// How long logistic regression takes for a variant and a trait, on synthetic data.
//     logistic_bench [people] [variants] [covariates with the intercept] [cases %] [frequency %, 0: any]
//                    [missing genotypes %] [traits] [fallback|always|never|approximate] [threads] [path]
// Times are processor time of all threads.
#include <time.h>

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

template <std::size_t N>
int index_of(const char* const (&names)[N], const char* name) {
    for (std::size_t i = 0; i < N; ++i)
        if (std::strcmp(names[i], name) == 0) return static_cast<int>(i);
    std::fprintf(stderr, "unknown word %s\n", name);
    std::exit(2);
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int i, double otherwise) { return argc > i ? std::atof(argv[i]) : otherwise; };
    const auto n = static_cast<std::size_t>(number(1, 20000)),
               variants = static_cast<std::size_t>(number(2, 512));
    const auto covariates = static_cast<std::size_t>(number(3, 21)),
               traits = static_cast<std::size_t>(number(7, 1));
    const double cases = number(4, 30) / 100, frequency = number(5, 0) / 100, gaps = number(6, 0) / 100;
    const char* const firths[] = {"fallback", "always", "never", "approximate"};
    const char* const paths[] = {"auto", "scalar", "avx2", "avx-vnni", "avx512-vnni", "amx-int8"};
    const auto firth = static_cast<wm_firth>(index_of(firths, argc > 8 ? argv[8] : "fallback"));
    const auto threads = static_cast<int32_t>(number(9, 1));
    const auto path = static_cast<wm_cpu>(index_of(paths, argc > 10 ? argv[10] : "auto"));

    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    // An orthonormal basis with the intercept first, by Gram-Schmidt twice.
    std::vector<double> basis(n * covariates), liability(n);
    for (std::size_t j = 0; j < covariates; ++j) {
        double* const q = basis.data() + j * n;
        for (std::size_t i = 0; i < n; ++i) q[i] = j == 0 ? 1.0 : normal(random);
        for (std::size_t i = 0; i < n && j < 4; ++i) liability[i] += j == 0 ? 0.0 : 0.3 * q[i];
        for (int pass = 0; pass < 2; ++pass)
            for (std::size_t l = 0; l < j; ++l) {
                const double* const other = basis.data() + l * n;
                double sum = 0;
                for (std::size_t i = 0; i < n; ++i) sum += q[i] * other[i];
                for (std::size_t i = 0; i < n; ++i) q[i] -= sum * other[i];
            }
        double length = 0;
        for (std::size_t i = 0; i < n; ++i) length += q[i] * q[i];
        for (std::size_t i = 0; i < n; ++i) q[i] /= std::sqrt(length);
    }
    std::vector<double> values(n * traits);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double eta = std::log(cases / (1 - cases)) + liability[i % n];
        values[i] = uniform(random) < 1 / (1 + std::exp(-eta)) ? 1 : 0;
    }
    const std::size_t stride = (n + 3) / 4;
    std::vector<uint8_t> bed(stride * variants, 0);
    for (std::size_t v = 0; v < variants; ++v) {
        const double f = frequency > 0 ? frequency : 0.01 + 0.48 * uniform(random);
        for (std::size_t i = 0; i < n; ++i) {
            unsigned code = 3u - (uniform(random) < f) - (uniform(random) < f);
            if (code == 1) code = 0;
            if (gaps > 0 && uniform(random) < gaps) code = 1;
            bed[v * stride + i / 4] |= static_cast<uint8_t>(code << (2 * (i % 4)));
        }
    }
    const wm_logistic_options options{firth, 0, path, threads, nullptr, nullptr};
    wm_logistic_design* design = nullptr;
    double cpu = processor_seconds();
    const auto fail = [] {
        std::fprintf(stderr, "%s\n", wm_last_error());
        return 1;
    };
    if (wm_logistic_create(static_cast<int64_t>(n), static_cast<int32_t>(covariates), basis.data(),
                           static_cast<int32_t>(traits), values.data(), nullptr, &options, &design) != WM_OK)
        return fail();
    const double made = processor_seconds() - cpu;
    const std::size_t cells = variants * traits;
    std::vector<double> beta(cells), se(cells), p(cells);
    std::vector<uint8_t> reason(cells);
    wm_association_results results{};
    results.beta = beta.data();
    results.se = se.data();
    results.neglog10p = p.data();
    results.reason = reason.data();
    double least = HUGE_VAL;
    for (int repeat = 0; repeat < 3; ++repeat) {
        cpu = processor_seconds();
        if (wm_logistic_block(design, bed.data(), static_cast<int64_t>(stride), static_cast<int64_t>(n),
                              nullptr, static_cast<int64_t>(variants), threads, nullptr, &results) != WM_OK)
            return fail();
        least = std::fmin(least, processor_seconds() - cpu);
    }
    std::size_t penalised = 0;
    double check = 0;
    for (std::size_t i = 0; i < cells; ++i) {
        penalised += reason[i] == WM_FIRTH;
        if (std::isfinite(beta[i])) check += beta[i] / se[i];
    }
    std::printf("design %.3f s; %.3f ms a test, %.1f ns a person; %zu of %zu by Firth; sum of z %.17g\n",
                made, 1e3 * least / static_cast<double>(cells),
                1e9 * least / static_cast<double>(cells) / static_cast<double>(n), penalised, cells, check);
    wm_logistic_free(design);
    return 0;
}
