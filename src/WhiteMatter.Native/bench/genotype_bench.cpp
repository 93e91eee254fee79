// How long reading a genotype file takes, from the page cache.
//     genotype_bench bed|pgen|bgen|vcf FILE [threads] [samples] [variants]
// Reads all variants three times in blocks of 512, as hard calls and as dosages, and prints the best time of
// each; then 20,000 single variants in random order. Times are processor seconds of all threads.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "whitematter_genotypes.h"

namespace {

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void check(wm_status status) {
    if (status == WM_OK) return;
    std::fprintf(stderr, "%s\n", wm_last_error());
    std::exit(1);
}

wm_genotype_format format_of(const char* name) {
    const char* names[] = {"bed", "pgen", "bgen", "vcf"};
    for (int i = 0; i < 4; ++i)
        if (std::strcmp(name, names[i]) == 0) return static_cast<wm_genotype_format>(i + 1);
    std::fprintf(stderr, "unknown format %s\n", name);
    std::exit(2);
}

std::vector<wm_variant_address> addresses_of(const wm_genotypes* file, const wm_genotypes_info& info) {
    std::vector<wm_variant_address> addresses;
    if (info.lists_variants == 0) {
        for (std::int64_t v = 0; v < info.variants; ++v) addresses.push_back({v, 1, 0});
        return addresses;
    }
    wm_variant_scan* scan = nullptr;
    check(wm_variants_scan(file, &scan));
    std::string lines(1 << 20, '\0');
    std::vector<wm_variant_address> some(4096);
    for (std::int64_t size = 0, count = 1; count > 0;) {
        check(wm_variant_scan_next(scan, 4096, some.data(), lines.data(),
                                   static_cast<std::int64_t>(lines.size()), &size, &count));
        addresses.insert(addresses.end(), some.begin(), some.begin() + count);
    }
    wm_variant_scan_free(scan);
    return addresses;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: genotype_bench bed|pgen|bgen|vcf FILE [threads] [samples] [variants]\n");
        return 2;
    }
    const auto number = [&](int i, std::int64_t otherwise) {
        return argc > i ? std::atoll(argv[i]) : otherwise;
    };
    const auto threads = static_cast<std::int32_t>(number(3, 1));
    wm_genotypes* file = nullptr;
    const double before_open = processor_seconds();
    check(wm_genotypes_open(argv[2], format_of(argv[1]), number(4, -1), number(5, -1), &file));
    const double opened = processor_seconds();
    wm_genotypes_info info{};
    check(wm_genotypes_describe(file, &info));
    std::vector<wm_variant_address> addresses = addresses_of(file, info);
    const auto variants = static_cast<std::int64_t>(addresses.size());
    std::printf("%s: %lld samples x %lld variants; opened in %.4f s, listed in %.4f s\n", info.description,
                static_cast<long long>(info.samples), static_cast<long long>(variants), opened - before_open,
                processor_seconds() - opened);

    constexpr std::int64_t block = 512;
    for (const wm_genotype_encoding encoding : {WM_HARDCALLS, WM_DOSAGES}) {
        const std::int64_t row = encoding == WM_HARDCALLS ? (info.samples + 3) / 4 : 2 * info.samples;
        std::vector<std::uint8_t> rows(static_cast<std::size_t>(row * block));
        double first = 0, best = 1e300;
        for (int pass = 0; pass < 3; ++pass) {
            const double start = processor_seconds();
            for (std::int64_t v = 0; v < variants; v += block)
                check(wm_genotypes_read(file, addresses.data() + v, std::min(block, variants - v), encoding,
                                        rows.data(), row, threads, nullptr));
            const double taken = processor_seconds() - start;
            if (pass == 0) first = taken;
            best = std::min(best, taken);
        }
        std::mt19937_64 random(1);
        constexpr std::int64_t singles = 20000;
        const double start = processor_seconds();
        for (std::int64_t i = 0; i < singles; ++i)
            check(wm_genotypes_read(file, addresses.data() + random() % addresses.size(), 1, encoding,
                                    rows.data(), row, 1, nullptr));
        const double alone = processor_seconds() - start;
        const double all = 1e-9 * static_cast<double>(info.samples * variants);
        std::printf("%-10s ns a genotype: %.3f in order (%.3f at first), %.3f at random\n",
                    encoding == WM_HARDCALLS ? "hard calls" : "dosages", best / all, first / all,
                    1e9 * alone / static_cast<double>(info.samples * singles));
    }
    wm_genotypes_free(file);
    return 0;
}
