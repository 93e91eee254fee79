// Squared correlation of allele counts from packed genotypes, all sums by counting bits.
#include <bit>
#include <cstring>
#include <limits>
#include <vector>

#include "association/genotype_rows.hpp"
#include "association/parallel.hpp"
#include "interface/last_error.hpp"
#include "statistics/haplotype_correlation.hpp"

namespace wm {
namespace {

// A variant as three bit sets, one bit a person in the even places of the packed words: exactly one copy of
// A2, two copies, and a genotype present at all.
struct BitSets {
    std::vector<std::uint64_t> one, two, present;
};

constexpr std::uint64_t low_bits = 0x5555555555555555u;

void split(const std::vector<std::uint8_t>& codes, BitSets& sets) {
    const std::size_t words = codes.size() / 8;
    sets.one.resize(words);
    sets.two.resize(words);
    sets.present.resize(words);
    for (std::size_t w = 0; w < words; ++w) {
        std::uint64_t word;
        std::memcpy(&word, codes.data() + 8 * w, 8);
        if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
        const std::uint64_t low = word & low_bits, high = (word >> 1) & low_bits;
        sets.one[w] = high & ~low;
        sets.two[w] = high & low;
        sets.present[w] = low_bits & ~(low & ~high);
    }
}

// People with both genotypes, by the two.
GenotypeTable cross(const BitSets& a, const BitSets& b) {
    std::int64_t n = 0, a1 = 0, a2 = 0, b1 = 0, b2 = 0, c11 = 0, c12 = 0, c21 = 0, c22 = 0;
    for (std::size_t w = 0; w < a.one.size(); ++w) {
        n += std::popcount(a.present[w] & b.present[w]);
        a1 += std::popcount(a.one[w] & b.present[w]);
        a2 += std::popcount(a.two[w] & b.present[w]);
        b1 += std::popcount(b.one[w] & a.present[w]);
        b2 += std::popcount(b.two[w] & a.present[w]);
        c11 += std::popcount(a.one[w] & b.one[w]);
        c12 += std::popcount(a.one[w] & b.two[w]);
        c21 += std::popcount(a.two[w] & b.one[w]);
        c22 += std::popcount(a.two[w] & b.two[w]);
    }
    const std::int64_t c01 = b1 - c11 - c21, c02 = b2 - c12 - c22, c10 = a1 - c11 - c12, c20 = a2 - c21 - c22;
    return {{{n - a1 - a2 - c01 - c02, c01, c02}, {c10, c11, c12}, {c20, c21, c22}}};
}

double genotype_r2(const GenotypeTable& people) {
    std::int64_t n = 0, sum_a = 0, sum_b = 0, squares_a = 0, squares_b = 0, products = 0;
    for (std::int64_t a = 0; a < 3; ++a)
        for (std::int64_t b = 0; b < 3; ++b) {
            const std::int64_t count = people[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
            n += count;
            sum_a += a * count;
            sum_b += b * count;
            squares_a += a * a * count;
            squares_b += b * b * count;
            products += a * b * count;
        }
    const std::int64_t variance_a = n * squares_a - sum_a * sum_a, variance_b = n * squares_b - sum_b * sum_b;
    if (variance_a <= 0 || variance_b <= 0) return std::numeric_limits<double>::quiet_NaN();
    const double covariance = static_cast<double>(n * products - sum_a * sum_b);
    const double r2 =
        covariance / static_cast<double>(variance_a) * (covariance / static_cast<double>(variance_b));
    return r2 > 1.0 ? 1.0 : r2;
}

}  // namespace
}  // namespace wm

extern "C" wm_status wm_genotype_r2_block(const uint8_t* index_variant, const uint8_t* bed, int64_t stride,
                                          int64_t file_samples, const int32_t* sample_index, int64_t n,
                                          int64_t variants, int32_t haplotypes, int32_t threads, double* r2) {
    return wm::guarded([&] {
        wm::require(variants >= 0 && threads >= 1, "variants must not be negative and threads at least 1");
        wm::require(index_variant != nullptr && (variants == 0 || (bed != nullptr && r2 != nullptr)),
                    "null array");
        const wm::PeopleSelection people(file_samples, sample_index,
                                         sample_index == nullptr ? file_samples : n);
        wm::require(stride >= static_cast<int64_t>(people.file_bytes()),
                    "the stride is shorter than a row of genotypes");
        const std::size_t bytes = (people.people() + 31) / 32 * 8;
        std::vector<std::uint8_t> index_row(bytes);
        wm::BitSets index_sets;
        people.extract(index_variant, index_row.data(), bytes);
        wm::split(index_row, index_sets);
        constexpr std::int64_t chunk = 64;
        wm::in_parallel(static_cast<std::size_t>((variants + chunk - 1) / chunk),
                        static_cast<std::size_t>(threads), [&](std::size_t task, std::size_t) {
                            std::vector<std::uint8_t> row(bytes);
                            wm::BitSets sets;
                            const int64_t first = static_cast<int64_t>(task) * chunk;
                            for (int64_t v = first; v < variants && v < first + chunk; ++v) {
                                people.extract(bed + v * stride, row.data(), bytes);
                                wm::split(row, sets);
                                const wm::GenotypeTable table = wm::cross(index_sets, sets);
                                r2[v] = haplotypes != 0 ? wm::haplotype_r2(table) : wm::genotype_r2(table);
                            }
                        });
    });
}
