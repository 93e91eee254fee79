#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "relatedness/pair_kernels.hpp"
#include "relatedness/variant_pairs.hpp"
#include "whitematter_relatedness.h"

namespace {

// Codes of people x variants, packed for pairs; a share of them missing.
struct Study {
    std::int64_t people, variants;
    std::vector<std::uint8_t> codes;   // people x variants, one a byte
    std::vector<std::uint8_t> groups;  // packed
    std::int64_t stride;

    Study(std::int64_t n, std::int64_t m, double missing, unsigned seed)
        : people(n), variants(m), codes(static_cast<std::size_t>(n * m)), stride(m * WM_GROUP_BYTES) {
        std::mt19937 random(seed);
        std::uniform_real_distribution<double> uniform;
        const std::int64_t row = (n + 3) / 4;
        std::vector<std::uint8_t> bed(static_cast<std::size_t>(row * m));
        for (std::int64_t v = 0; v < m; ++v) {
            const double p = 0.05 + 0.9 * uniform(random);
            for (std::int64_t i = 0; i < n; ++i) {
                const int copies = (uniform(random) < p) + (uniform(random) < p);
                const std::uint8_t code = uniform(random) < missing ? 1
                                          : copies == 0             ? 3
                                          : copies == 1             ? 2
                                                                    : 0;
                codes[static_cast<std::size_t>(i * m + v)] = code;
                bed[static_cast<std::size_t>(v * row + i / 4)] |=
                    static_cast<std::uint8_t>(code << (2 * (i % 4)));
            }
        }
        groups.resize(static_cast<std::size_t>((n + 127) / 128 * stride));
        EXPECT_EQ(wm_pack_people(bed.data(), row, n, nullptr, n, m, 2, groups.data(), stride), WM_OK);
    }
    std::uint8_t code(std::int64_t person, std::int64_t variant) const {
        return codes[static_cast<std::size_t>(person * variants + variant)];
    }
    wm_people_block block(std::int64_t first = 0, std::int64_t count = -1) const {
        return {groups.data() + first / 128 * stride, stride, count < 0 ? people : count, first};
    }
};

std::vector<wm_pair> taken(wm_pairs* pairs) {
    std::vector<wm_pair> all(static_cast<std::size_t>(wm_pairs_count(pairs)));
    wm_pairs_copy(pairs, all.data());
    wm_pairs_free(pairs);
    return all;
}

std::vector<wm_pair> kinship(const Study& study, double least, int threads) {
    wm_pairs* pairs = nullptr;
    const wm_people_block block = study.block();
    EXPECT_EQ(wm_kinship_pairs(&block, nullptr, study.variants, least, threads, nullptr, &pairs), WM_OK);
    return taken(pairs);
}

std::vector<float> weights_of(const Study& study) {
    std::vector<float> weights(static_cast<std::size_t>(4 * study.variants));
    for (std::int64_t v = 0; v < study.variants; ++v) {
        double copies = 0, called = 0;
        for (std::int64_t i = 0; i < study.people; ++i) {
            const int code = study.code(i, v);
            if (code != 1) {
                ++called;
                copies += code == 0 ? 2 : code == 2 ? 1 : 0;
            }
        }
        const double p = copies / (2 * called), scale = 1 / std::sqrt(2 * p * (1 - p));
        float* w = weights.data() + 4 * v;
        w[0] = static_cast<float>((2 - 2 * p) * scale);
        w[1] = 0;
        w[2] = static_cast<float>((1 - 2 * p) * scale);
        w[3] = static_cast<float>(-2 * p * scale);
    }
    return weights;
}

constexpr double everything = -std::numeric_limits<double>::infinity();

}  // namespace

TEST(Relatedness, KinshipAndItsCountsAreThoseOfEachPairByItself) {
    const Study study(150, 4500, 0.03, 7);
    const std::vector<wm_pair> pairs = kinship(study, everything, 2);
    ASSERT_EQ(pairs.size(), 150u * 149u / 2u);
    std::size_t at = 0;
    for (std::int32_t i = 0; i < 150; ++i)
        for (std::int32_t j = i + 1; j < 150; ++j, ++at) {
            int called = 0, both = 0, ibs0 = 0, het1 = 0, het2 = 0;
            for (std::int64_t v = 0; v < study.variants; ++v) {
                const int a = study.code(i, v), b = study.code(j, v);
                if (a == 1 || b == 1) continue;
                ++called;
                both += a == 2 && b == 2;
                het1 += a == 2;
                het2 += b == 2;
                ibs0 += a != 2 && b != 2 && a != b;
            }
            const wm_pair& pair = pairs[at];
            ASSERT_EQ(pair.first, i);
            ASSERT_EQ(pair.second, j);
            ASSERT_EQ(pair.called, called);
            ASSERT_EQ(pair.het_het, both);
            ASSERT_EQ(pair.ibs0, ibs0);
            ASSERT_EQ(pair.het_first, het1);
            ASSERT_EQ(pair.het_second, het2);
            const double expected =
                0.5 - (4.0 * ibs0 + het1 + het2 - 2.0 * both) / (4.0 * std::min(het1, het2));
            ASSERT_NEAR(pair.value, expected, 1e-15);
        }
}

TEST(Relatedness, BlocksAndThreadsGiveThePairsOfOneCall) {
    const Study study(300, 2100, 0.02, 11);
    const std::vector<wm_pair> whole = kinship(study, 0.0, 1);
    ASSERT_FALSE(whole.empty());
    std::vector<wm_pair> parts = kinship(study, 0.0, 2);
    const auto same = [](const wm_pair& a, const wm_pair& b) {
        return a.first == b.first && a.second == b.second && a.called == b.called && a.value == b.value;
    };
    EXPECT_TRUE(std::equal(whole.begin(), whole.end(), parts.begin(), parts.end(), same));

    parts.clear();
    const wm_people_block first = study.block(0, 128), second = study.block(128, 172);
    const auto add = [&](const wm_people_block& rows, const wm_people_block* columns) {
        wm_pairs* pairs = nullptr;
        ASSERT_EQ(wm_kinship_pairs(&rows, columns, study.variants, 0.0, 2, nullptr, &pairs), WM_OK);
        const std::vector<wm_pair> found = taken(pairs);
        parts.insert(parts.end(), found.begin(), found.end());
    };
    add(first, nullptr);
    add(first, &second);
    add(second, nullptr);
    std::sort(parts.begin(), parts.end(), [](const wm_pair& a, const wm_pair& b) {
        return a.first != b.first ? a.first < b.first : a.second < b.second;
    });
    EXPECT_TRUE(std::equal(whole.begin(), whole.end(), parts.begin(), parts.end(), same));
}

TEST(Relatedness, PeopleWithoutMostCallsAreCountedRight) {
    const Study study(130, 9000, 0.6, 3);
    const std::vector<wm_pair> pairs = kinship(study, everything, 2);
    ASSERT_EQ(pairs.size(), 130u * 129u / 2u);
    for (const wm_pair& pair : pairs) {
        if (pair.second != 129 && pair.first != 0) continue;
        int called = 0, het1 = 0, het2 = 0;
        for (std::int64_t v = 0; v < study.variants; ++v) {
            const int a = study.code(pair.first, v), b = study.code(pair.second, v);
            if (a == 1 || b == 1) continue;
            ++called;
            het1 += a == 2;
            het2 += b == 2;
        }
        ASSERT_EQ(pair.called, called);
        ASSERT_EQ(pair.het_first, het1);
        ASSERT_EQ(pair.het_second, het2);
    }
}

TEST(Relatedness, RelationshipsAreMeanProductsOverTheVariantsThatBothHave) {
    const Study study(140, 700, 0.05, 5);
    const std::vector<float> weights = weights_of(study);
    wm_pairs* made = nullptr;
    const wm_people_block block = study.block();
    ASSERT_EQ(
        wm_relationship_pairs(&block, nullptr, study.variants, weights.data(), everything, 2, nullptr, &made),
        WM_OK);
    const std::vector<wm_pair> pairs = taken(made);
    ASSERT_EQ(pairs.size(), 140u * 141u / 2u);
    for (const wm_pair& pair : pairs) {
        double sum = 0;
        int called = 0;
        for (std::int64_t v = 0; v < study.variants; ++v) {
            const int a = study.code(pair.first, v), b = study.code(pair.second, v);
            if (a == 1 || b == 1) continue;
            ++called;
            sum += static_cast<double>(weights[static_cast<std::size_t>(4 * v + a)]) *
                   static_cast<double>(weights[static_cast<std::size_t>(4 * v + b)]);
        }
        ASSERT_EQ(pair.called, called);
        ASSERT_NEAR(pair.value, sum / called, 2e-6);
    }
}

TEST(Relatedness, ProductsWithAFewColumnsAreThoseInDoublePrecision) {
    const Study study(150, 530, 0.02, 9);
    const std::vector<float> weights = weights_of(study);
    for (const std::int32_t columns : {1, 7, 24, 43}) {
        std::mt19937 random(1);
        std::normal_distribution<double> normal;
        std::vector<double> q(static_cast<std::size_t>(150 * columns));
        for (double& x : q) x = normal(random);
        std::vector<double> t(static_cast<std::size_t>(530 * columns)), y(q.size());
        const wm_people_block block = study.block();
        ASSERT_EQ(
            wm_weights_times_people(&block, 530, weights.data(), columns, q.data(), 2, nullptr, t.data()),
            WM_OK);
        ASSERT_EQ(
            wm_weights_times_variants(&block, 530, weights.data(), columns, t.data(), 2, nullptr, y.data()),
            WM_OK);
        const auto weight = [&](std::int64_t i, std::int64_t v) {
            return static_cast<double>(weights[static_cast<std::size_t>(4 * v + study.code(i, v))]);
        };
        for (std::int32_t c = 0; c < columns; ++c) {
            for (std::int64_t v = 0; v < 530; v += 23) {
                double sum = 0;
                for (std::int64_t i = 0; i < 150; ++i)
                    sum += weight(i, v) * q[static_cast<std::size_t>(i * columns + c)];
                ASSERT_NEAR(t[static_cast<std::size_t>(v * columns + c)], sum, 1e-4);
            }
            for (std::int64_t i = 0; i < 150; i += 11) {
                double sum = 0;
                for (std::int64_t v = 0; v < 530; ++v)
                    sum += weight(i, v) * t[static_cast<std::size_t>(v * columns + c)];
                ASSERT_NEAR(y[static_cast<std::size_t>(i * columns + c)], sum, 2e-3);
            }
        }
    }
}

TEST(Relatedness, EveryInstructionSetGivesTheSameBits) {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        GTEST_SKIP() << "this machine lacks AVX2";
    const wm::PairKernels& plain = wm::scalar_pair_kernels();
    const wm::PairKernels& wide = wm::avx2_pair_kernels();
    std::mt19937_64 random(2);
    const auto aligned = [](auto& storage, std::size_t count) {
        using T = typename std::remove_reference_t<decltype(storage)>::value_type;
        storage.resize(count + 64 / sizeof(T));
        void* at = storage.data();
        std::size_t space = storage.size() * sizeof(T);
        return static_cast<T*>(std::align(64, count * sizeof(T), at, space));
    };
    std::vector<std::uint64_t> planes_storage;
    std::uint64_t* planes = aligned(planes_storage, 9 * wm::person_words);
    std::generate_n(planes, 9 * wm::person_words, [&] { return random(); });
    std::int32_t het[2][8] = {}, ibs0[2][8] = {};
    plain.count(planes + 8 * wm::person_words, planes, 1, 8, het[0], ibs0[0]);
    wide.count(planes + 8 * wm::person_words, planes, 1, 8, het[1], ibs0[1]);
    for (int j = 0; j < 8; ++j) {
        EXPECT_EQ(het[0][j], het[1][j]);
        EXPECT_EQ(ibs0[0][j], ibs0[1][j]);
    }
    std::vector<std::uint8_t> codes(32 * 250);
    std::generate(codes.begin(), codes.end(), [&] { return static_cast<std::uint8_t>(random()); });
    std::vector<float> weights(4 * 250);
    std::generate(weights.begin(), weights.end(),
                  [&] { return std::ldexp(static_cast<float>(random() >> 40), -24); });
    std::vector<float> storage[2];
    float* strips[2] = {aligned(storage[0], 8 * wm::strip_floats), aligned(storage[1], 8 * wm::strip_floats)};
    plain.decode(codes.data(), weights.data(), 250, strips[0]);
    wide.decode(codes.data(), weights.data(), 250, strips[1]);
    EXPECT_TRUE(std::equal(strips[0], strips[0] + 8 * wm::strip_floats, strips[1]));
    std::vector<float> sum_storage[2];
    float* sums[2] = {aligned(sum_storage[0], 64), aligned(sum_storage[1], 64)};
    plain.strip_product(strips[0] + 4, strips[0] + wm::strip_floats, sums[0]);
    wide.strip_product(strips[0] + 4, strips[0] + wm::strip_floats, sums[1]);
    EXPECT_TRUE(std::equal(sums[0], sums[0] + 64, sums[1]));
    for (const std::size_t width : {8u, 16u, 24u, 48u, 64u}) {
        std::vector<float> rows[2];
        float* out[2] = {aligned(rows[0], 4 * width), aligned(rows[1], 4 * width)};
        plain.row_product(strips[0], 1, 16, 40, strips[0] + wm::strip_floats, width, out[0]);
        wide.row_product(strips[0], 1, 16, 40, strips[0] + wm::strip_floats, width, out[1]);
        EXPECT_TRUE(std::equal(out[0], out[0] + 4 * width, out[1]));
    }
#else
    GTEST_SKIP() << "there is one path only";
#endif
}

TEST(Relatedness, PairsOfVariantsAreCountedAlikeByEveryInstructionSet) {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2")) GTEST_SKIP() << "this machine lacks AVX2";
    // Enough words to fill the bytes that count more than once, and all bits set in the first of two
    // variants.
    constexpr std::size_t words = 300;
    alignas(64) static std::uint64_t bits[6][words];
    std::mt19937_64 random(3);
    for (std::size_t plane = 0; plane < 6; ++plane)
        for (std::uint64_t& word : bits[plane]) word = plane < 3 ? ~std::uint64_t{0} : random();
    const wm::VariantPlanes full{bits[0], bits[1], bits[2]}, drawn{bits[3], bits[4], bits[5]};
    const wm::VariantPairKernels& plain = wm::scalar_variant_pair_kernels();
    const wm::VariantPairKernels& wide = wm::avx2_variant_pair_kernels();
    for (const wm::VariantPlanes& other : {full, drawn})
        for (const auto& [first, last] : {std::pair{0, 300}, {4, 8}, {124, 252}, {296, 300}, {8, 8}})
            EXPECT_EQ(plain.product(full, other, first, last), wide.product(full, other, first, last));
    EXPECT_EQ(wide.product(full, full, 0, words), 64 * 300);
    for (const wm::VariantPlanes& other : {full, drawn}) {
        const wm::SharedCounts one = plain.shared(drawn, other.present, words);
        const wm::SharedCounts two = wide.shared(drawn, other.present, words);
        EXPECT_EQ(one.called, two.called);
        EXPECT_EQ(one.homozygous, two.homozygous);
        EXPECT_EQ(one.second, two.second);
    }
    EXPECT_EQ(wide.shared(full, bits[0], words).called, 64 * 300);
#else
    GTEST_SKIP() << "there is one path only";
#endif
}

TEST(Relatedness, BlocksThatCannotBeAreRefused) {
    const Study study(10, 20, 0, 1);
    wm_pairs* pairs = nullptr;
    wm_people_block block = study.block();
    block.group_stride = 19 * WM_GROUP_BYTES;
    EXPECT_EQ(wm_kinship_pairs(&block, nullptr, 20, 0, 1, nullptr, &pairs), WM_INVALID_ARGUMENT);
    block = study.block();
    EXPECT_EQ(wm_kinship_pairs(&block, &block, 20, 0, 1, nullptr, &pairs), WM_INVALID_ARGUMENT);
    const std::int32_t cancel = 1;
    EXPECT_EQ(wm_kinship_pairs(&block, nullptr, 20, 0, 1, &cancel, &pairs), WM_CANCELLED);
    EXPECT_EQ(pairs, nullptr);
}
