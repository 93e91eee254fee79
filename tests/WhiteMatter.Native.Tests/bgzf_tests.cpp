#include <gtest/gtest.h>
#include <htslib/tbx.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "temporary_folder.hpp"
#include "whitematter.h"

namespace {

std::string compressed(const std::string& text, int level) {
    std::string out(static_cast<std::size_t>(wm_bgzf_bound(static_cast<int64_t>(text.size()))), '\0');
    int64_t size = -1;
    EXPECT_EQ(wm_bgzf_compress(
                  reinterpret_cast<const uint8_t*>(text.data()), static_cast<int64_t>(text.size()), level,
                  reinterpret_cast<uint8_t*>(out.data()), static_cast<int64_t>(out.size()), &size),
              WM_OK);
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string eof_block() {
    int64_t size = 0;
    const uint8_t* bytes = wm_bgzf_eof_block(&size);
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

// Read back by zlib, which knows only gzip members.
std::string inflated(const std::string& path) {
    std::string out;
    gzFile file = gzopen(path.c_str(), "rb");
    char buffer[65536];
    for (int got; (got = gzread(file, buffer, sizeof buffer)) > 0;)
        out.append(buffer, static_cast<std::size_t>(got));
    EXPECT_EQ(gzclose(file), Z_OK);
    return out;
}

}  // namespace

TEST(Bgzf, RoundTripsThroughZlibAtEveryLevel) {
    const TemporaryFolder folder;
    std::mt19937_64 random(3);
    std::string text, noise;
    while (text.size() < 300000)
        text += std::to_string(random() % 100000) + "\t" + std::to_string(text.size()) + "\n";
    while (noise.size() < 200000) noise += static_cast<char>(random());
    for (const int level : {0, 1, 6, 12})
        for (const auto& input : {text, noise, std::string("x"), std::string(65280, 'a'),
                                  std::string(65281, 'a'), std::string()}) {
            write_file(folder.file("t.gz"), compressed(input, level) + eof_block());
            EXPECT_EQ(inflated(folder.file("t.gz")), input);
            EXPECT_EQ(compressed(input, level), compressed(input, level));
        }
}

TEST(Bgzf, RowsRoundTripThroughZlib) {
    const TemporaryFolder folder;
    std::mt19937_64 random(5);
    const auto chance = [&](int of) { return static_cast<int>(random() % static_cast<unsigned>(of)); };
    std::vector<std::string> inputs;
    for (int kind = 0; kind < 60; ++kind) {
        // Rows of few cells and of many, of one length and of all, cells above each other alike and not.
        std::string text;
        std::vector<std::string> cells(static_cast<std::size_t>(1 + chance(kind % 2 == 0 ? 12 : 100)));
        const char separator = chance(2) == 0 ? '\t' : ' ';
        const int longest = 1 + chance(kind % 5 == 0 ? 40000 : 20),
                  alphabet = 1 + chance(kind % 3 == 0 ? 255 : 12);
        while (text.size() < 200000) {
            for (auto& cell : cells) {
                if (chance(3) > 0) {
                    cell.resize(static_cast<std::size_t>(chance(longest)));
                    for (std::size_t i = static_cast<std::size_t>(chance(4)); i < cell.size(); ++i)
                        cell[i] = static_cast<char>('0' + chance(alphabet));
                }
                text += cell + separator;
            }
            text.back() = '\n';
        }
        inputs.push_back(text);
    }
    // Frequencies as Fibonacci's numbers, whose code would be longer than deflate takes.
    std::string skewed;
    for (std::size_t i = 0, a = 1, b = 1; skewed.size() + a < 65280; ++i, std::swap(a, b), b += a)
        skewed += std::string(a, static_cast<char>(40 + i));
    std::shuffle(skewed.begin(), skewed.end(), random);
    inputs.push_back(skewed);
    std::string noise;
    while (noise.size() < 200000) noise += static_cast<char>(random());
    for (const std::string& text : {noise, std::string("x"), std::string("\n"), std::string(65281, '\n'),
                                    std::string(65280, 'a'), std::string()})
        inputs.push_back(text);
    for (const std::string& text : inputs) {
        write_file(folder.file("t.gz"), compressed(text, WM_BGZF_ROWS) + eof_block());
        EXPECT_EQ(inflated(folder.file("t.gz")), text);
    }
}

TEST(Bgzf, RowsOfATableTakeNoMoreThanAtLevelOne) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    std::string text;
    for (int i = 0; i < 5000; ++i) {
        char row[200];
        const double beta = normal(random) / 100;
        std::snprintf(row, sizeof row, "1\t%d\tA\tC\t%.6g\t%.6g\t%.6g\t%.6g\t20000\t%.6g\trs%d\trs%d\n",
                      1000 + 100 * i, beta, 0.01 + 0.001 * std::abs(normal(random)),
                      0.0001 * static_cast<double>(random() % 10000), std::exp(-std::abs(normal(random))),
                      std::abs(normal(random)), i, i);
        text += row;
    }
    EXPECT_LE(compressed(text, WM_BGZF_ROWS).size(), compressed(text, 1).size());
}

TEST(Bgzf, RefusesASmallOutputAndABadLevel) {
    uint8_t out[64] = {};
    int64_t size;
    EXPECT_EQ(wm_bgzf_compress(out, 64, 6, out, 64, &size), WM_INVALID_ARGUMENT);
    EXPECT_EQ(wm_bgzf_compress(out, 0, 13, out, 64, &size), WM_INVALID_ARGUMENT);
    EXPECT_EQ(wm_bgzf_compress(out, 0, -2, out, 64, &size), WM_INVALID_ARGUMENT);
}

TEST(Tabix, IndexesATableThatHtslibThenQueries) {
    const TemporaryFolder folder;
    std::string text = "#CHROM\tPOS\tID\n";
    for (int c = 1; c <= 3; ++c)
        for (int i = 1; i <= 20000; ++i)
            text += std::to_string(c) + "\t" + std::to_string(i * 100) + "\tv" + std::to_string(i) + "\n";
    const std::string path = folder.file("t.tsv.gz");
    write_file(path, compressed(text, 6) + eof_block());
    ASSERT_EQ(wm_tabix_build(path.c_str(), nullptr, 1, 2, 0, 0, '#', 0), WM_OK) << wm_last_error();
    EXPECT_FALSE(std::filesystem::exists(path + ".tbi.tmp"));
    htsFile* file = hts_open(path.c_str(), "r");
    tbx_t* index = tbx_index_load(path.c_str());
    ASSERT_NE(index, nullptr);
    hts_itr_t* lines = tbx_itr_querys(index, "2:150000-150350");
    kstring_t line{};
    std::string found;
    while (tbx_itr_next(file, index, lines, &line) >= 0) found += std::string(line.s, line.l) + ";";
    EXPECT_EQ(found, "2\t150000\tv1500;2\t150100\tv1501;2\t150200\tv1502;2\t150300\tv1503;");
    free(line.s);
    hts_itr_destroy(lines);
    tbx_destroy(index);
    hts_close(file);
}

TEST(Tabix, SaysWhatWentWrong) {
    const TemporaryFolder folder;
    EXPECT_EQ(wm_tabix_build(folder.file("none.gz").c_str(), nullptr, 1, 2, 0, 0, '#', 0), WM_IO_ERROR);
    EXPECT_NE(std::string(wm_last_error()).find("No such file"), std::string::npos);
    write_file(folder.file("plain.tsv"), "1\t100\n");
    EXPECT_EQ(wm_tabix_build(folder.file("plain.tsv").c_str(), nullptr, 1, 2, 0, 0, '#', 0),
              WM_INVALID_ARGUMENT);
    write_file(folder.file("unsorted.gz"), compressed("1\t200\n1\t100\n", 6) + eof_block());
    EXPECT_EQ(wm_tabix_build(folder.file("unsorted.gz").c_str(), nullptr, 1, 2, 0, 0, '#', 0),
              WM_INVALID_ARGUMENT);
    write_file(folder.file("good.gz"), compressed("1\t100\n1\t200\n", 6) + eof_block());
    EXPECT_EQ(wm_tabix_build(folder.file("good.gz").c_str(), folder.file("no/folder.tbi").c_str(), 1, 2, 0, 0,
                             '#', 0),
              WM_IO_ERROR);
    EXPECT_NE(std::string(wm_last_error()).find("No such file"), std::string::npos);
    if (std::filesystem::exists("/dev/full")) {
        // A device that is always full: a name in the folder leads to it.
        std::filesystem::create_symlink("/dev/full", folder.file("full.tbi.tmp"));
        EXPECT_EQ(wm_tabix_build(folder.file("good.gz").c_str(), folder.file("full.tbi").c_str(), 1, 2, 0, 0,
                                 '#', 0),
                  WM_IO_ERROR);
        EXPECT_NE(std::string(wm_last_error()).find("No space left"), std::string::npos) << wm_last_error();
        EXPECT_FALSE(std::filesystem::exists(folder.file("full.tbi")));
    }
}
