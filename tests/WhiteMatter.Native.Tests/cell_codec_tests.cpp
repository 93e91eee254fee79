// What is read of a stored chunk is, bit for bit, what the association computed.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "association_study.hpp"
#include "whitematter_results.h"

namespace {

// The results of a study, trait after trait, as a block of a table holds them.
struct Block {
    std::int64_t variants = 0, traits = 0;
    std::int32_t rank = 0;
    std::int32_t derives_p = 1;
    std::vector<double> beta, se, neglog10p, spread;
    std::vector<std::int32_t> people, called;
    std::vector<std::uint8_t> remark;
    std::int32_t form = WM_SPREAD_NONE;

    wm_cells cells(std::int64_t trait) {
        const std::int64_t at = trait * variants;
        return {variants,
                beta.data() + at,
                se.data() + at,
                neglog10p.data() + at,
                people.empty() ? nullptr : people.data() + at,
                remark.empty() ? nullptr : remark.data() + at,
                called.data(),
                form == WM_SPREAD_NONE ? nullptr : spread.data(),
                form,
                rank,
                derives_p,
                0};
    }

    void find_reference() {
        spread.resize(static_cast<std::size_t>(variants));
        const wm_cells first = cells(0), second = cells(1);
        ASSERT_EQ(wm_cells_reference(&first, &second, spread.data(), &form), WM_OK);
    }
};

Block block_of(const StudyShape& shape) {
    const Study study(shape);
    const StudyResults results = associate(study);
    Block block;
    block.variants = shape.variants;
    block.traits = shape.traits;
    block.rank = shape.covariates;
    const std::size_t cells = results.beta.size();
    block.beta.resize(cells);
    block.se.resize(cells);
    block.neglog10p.resize(cells);
    block.called.resize(static_cast<std::size_t>(shape.variants));
    if (shape.trait_gaps > 0) block.people.resize(cells);
    for (int v = 0; v < shape.variants; ++v) {
        const std::int32_t* counts = results.counts.data() + 4 * v;
        block.called[static_cast<std::size_t>(v)] = counts[0] + counts[1] + counts[2];
        for (int t = 0; t < shape.traits; ++t) {
            const std::size_t from = static_cast<std::size_t>(v * shape.traits + t);
            const std::size_t to = static_cast<std::size_t>(t * shape.variants + v);
            block.beta[to] = results.beta[from];
            block.se[to] = results.se[from];
            block.neglog10p[to] = results.neglog10p[from];
            if (!block.people.empty()) block.people[to] = results.n_used[from];
        }
    }
    return block;
}

std::vector<std::uint8_t> encoded(Block& block, std::int64_t trait) {
    const wm_cells cells = block.cells(trait);
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(wm_cells_bound(block.variants)));
    std::int64_t size = 0;
    EXPECT_EQ(wm_cells_encode(&cells, bytes.data(), static_cast<std::int64_t>(bytes.size()), &size), WM_OK)
        << wm_last_error();
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

template <class T>
bool same_bits(const T* a, const T* b, std::int64_t count) {
    return count == 0 || std::memcmp(a, b, static_cast<std::size_t>(count) * sizeof(T)) == 0;
}

// Bytes a cell over all traits; every trait is read back and compared.
double size_of_lossless(Block& block) {
    std::size_t bytes = 0;
    for (std::int64_t t = 0; t < block.traits; ++t) {
        const auto chunk = encoded(block, t);
        bytes += chunk.size();
        Block read = block;
        const std::int64_t at = t * block.variants;
        std::fill_n(read.beta.data() + at, block.variants, -1.0);
        std::fill_n(read.se.data() + at, block.variants, -1.0);
        std::fill_n(read.neglog10p.data() + at, block.variants, -1.0);
        if (!read.people.empty()) std::fill_n(read.people.data() + at, block.variants, -1);
        if (!read.remark.empty()) std::fill_n(read.remark.data() + at, block.variants, std::uint8_t{77});
        const wm_cells into = read.cells(t);
        EXPECT_EQ(wm_cells_decode(chunk.data(), static_cast<std::int64_t>(chunk.size()), 15, &into), WM_OK)
            << wm_last_error();
        EXPECT_TRUE(same_bits(read.beta.data(), block.beta.data(), block.traits * block.variants));
        EXPECT_TRUE(same_bits(read.se.data(), block.se.data(), block.traits * block.variants));
        EXPECT_TRUE(same_bits(read.neglog10p.data(), block.neglog10p.data(), block.traits * block.variants));
        EXPECT_EQ(read.people, block.people);
        EXPECT_EQ(read.remark, block.remark);
    }
    return static_cast<double>(bytes) / static_cast<double>(block.traits * block.variants);
}

constexpr StudyShape complete{.file_people = 400, .variants = 1000, .traits = 6, .seed = 5};

TEST(CellCodec, CompleteResultsAreReadBackBitForBitInLessThanOneDoubleACellOrTwoWithP) {
    Block block = block_of(complete);
    block.find_reference();
    EXPECT_EQ(block.form, WM_SPREAD_LINEAR);
    EXPECT_LT(size_of_lossless(block), 7.8);
    block.derives_p = 0;
    EXPECT_LT(size_of_lossless(block), 14.8);
}

TEST(CellCodec, ResultsWithMissingGenotypesAreReadBackBitForBit) {
    StudyShape shape = complete;
    shape.genotype_gaps = 0.02;
    Block block = block_of(shape);
    block.find_reference();
    EXPECT_LT(size_of_lossless(block), 14.0);
}

TEST(CellCodec, ResultsWithMissingTraitsAreReadBackBitForBit) {
    StudyShape shape = complete;
    shape.genotype_gaps = 0.01;
    shape.trait_gaps = 0.05;
    Block block = block_of(shape);
    block.find_reference();
    EXPECT_LT(size_of_lossless(block), 15.5);
}

TEST(CellCodec, WhatFollowsFromNoFormulaIsReadBackBitForBit) {
    Block block = block_of(complete);
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    for (double& p : block.neglog10p) p = std::abs(normal(random));
    for (double& e : block.se) e = std::abs(normal(random));
    block.remark.resize(block.beta.size());
    for (std::uint8_t& r : block.remark) r = static_cast<std::uint8_t>(random() % 10 == 0);
    block.find_reference();
    EXPECT_EQ(block.form, WM_SPREAD_NONE);
    EXPECT_GT(size_of_lossless(block), 18.0);
    block.rank = -1;
    size_of_lossless(block);
}

TEST(CellCodec, CellsWithoutTestsAndExactFitsAreReadBackBitForBit) {
    Block block = block_of(complete);
    block.find_reference();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t v = 0; v < block.beta.size(); v += 7)
        block.beta[v] = block.se[v] = block.neglog10p[v] = nan;
    for (std::size_t v = 3; v < block.beta.size(); v += 50) {
        block.se[v] = 0.0;
        block.neglog10p[v] = std::numeric_limits<double>::infinity();
    }
    for (std::size_t v = 5; v < block.beta.size(); v += 60) block.neglog10p[v] = 1.0;
    EXPECT_LT(size_of_lossless(block), 9.0);
    Block empty;
    empty.traits = 1;
    empty.beta.reserve(1);
    empty.se.reserve(1);
    empty.neglog10p.reserve(1);
    empty.called.reserve(1);
    size_of_lossless(empty);
    std::fill(block.beta.begin(), block.beta.end(), nan);
    std::fill(block.se.begin(), block.se.end(), nan);
    std::fill(block.neglog10p.begin(), block.neglog10p.end(), nan);
    EXPECT_LT(size_of_lossless(block), 0.2);
}

TEST(CellCodec, StandardErrorsOfOneNumberAVariantAreFound) {
    Block block = block_of(complete);
    for (std::int64_t t = 1; t < block.traits; ++t)
        for (std::int64_t v = 0; v < block.variants; ++v)
            block.se[static_cast<std::size_t>(t * block.variants + v)] =
                std::sqrt(0.7 * static_cast<double>(t)) * block.se[static_cast<std::size_t>(v)];
    block.rank = -1;
    block.find_reference();
    EXPECT_EQ(block.form, WM_SPREAD_SQUARE);
    EXPECT_LT(size_of_lossless(block), 15.0);
}

TEST(CellCodec, PIsReadWithoutTheRest) {
    for (const double gaps : {0.0, 0.02})
        for (const std::int32_t derives : {0, 1}) {
            StudyShape shape = complete;
            shape.genotype_gaps = gaps;
            shape.trait_gaps = gaps;
            Block block = block_of(shape);
            block.derives_p = derives;
            block.remark.resize(block.beta.size(), 3);
            block.find_reference();
            Block read = block;
            for (std::int64_t t = 0; t < block.traits; ++t) {
                const auto chunk = encoded(block, t);
                std::fill_n(read.neglog10p.data() + t * block.variants, block.variants, -1.0);
                const wm_cells into = read.cells(t);
                ASSERT_EQ(
                    wm_cells_decode(chunk.data(), static_cast<std::int64_t>(chunk.size()), WM_CELLS_P, &into),
                    WM_OK);
            }
            EXPECT_TRUE(
                same_bits(read.neglog10p.data(), block.neglog10p.data(), block.traits * block.variants));
        }
}

TEST(CellCodec, ADamagedChunkIsRefusedOrReadAndNeverCrashes) {
    Block block = block_of(complete);
    block.find_reference();
    const auto chunk = encoded(block, 1);
    const wm_cells into = block.cells(1);
    std::mt19937_64 random(9);
    for (int i = 0; i < 3000; ++i) {
        auto bad = chunk;
        bad[random() % bad.size()] ^= static_cast<std::uint8_t>(1u << (random() % 8));
        if (i % 3 == 0) bad.resize(random() % bad.size());
        EXPECT_EQ(wm_cells_decode(bad.data(), static_cast<std::int64_t>(bad.size()), 15, &into), WM_BAD_DATA);
        if (bad.size() < 4) continue;
        // With a checksum that fits, what is inside must be caught or mean some numbers.
        const std::uint32_t sum = wm_crc32(bad.data(), static_cast<std::int64_t>(bad.size()) - 4);
        std::memcpy(bad.data() + bad.size() - 4, &sum, sizeof sum);
        const wm_status status =
            wm_cells_decode(bad.data(), static_cast<std::int64_t>(bad.size()), 15, &into);
        EXPECT_TRUE(status == WM_OK || status == WM_BAD_DATA);
    }
}

TEST(CellCodec, PlanesOfAnyWidthAreReadBack) {
    std::mt19937_64 random(4);
    for (const std::int32_t width : {1, 3, 4, 8, 40})
        for (const std::int64_t count : {0, 1, 7, 8, 1000}) {
            std::vector<std::uint8_t> records(static_cast<std::size_t>(count * width) + 1);
            for (std::size_t i = 0; i < records.size(); ++i)
                records[i] = static_cast<std::uint8_t>(i % 3 == 0 ? random() : i % 5 == 0);
            std::vector<std::uint8_t> bytes(static_cast<std::size_t>(wm_planes_bound(count, width)));
            std::int64_t size = 0, consumed = 0;
            ASSERT_EQ(wm_planes_encode(records.data(), count, width, bytes.data(),
                                       static_cast<std::int64_t>(bytes.size()), &size),
                      WM_OK);
            std::vector<std::uint8_t> read(records.size(), records.back());
            ASSERT_EQ(wm_planes_decode(bytes.data(), size, count, width, read.data(), &consumed), WM_OK);
            EXPECT_EQ(consumed, size);
            EXPECT_EQ(read, records);
        }
}

}  // namespace
