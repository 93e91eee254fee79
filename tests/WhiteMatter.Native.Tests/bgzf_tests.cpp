#include <gtest/gtest.h>
#include <htslib/tbx.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

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

TEST(Bgzf, RefusesASmallOutputAndABadLevel) {
    uint8_t out[64] = {};
    int64_t size;
    EXPECT_EQ(wm_bgzf_compress(out, 64, 6, out, 64, &size), WM_INVALID_ARGUMENT);
    EXPECT_EQ(wm_bgzf_compress(out, 0, 13, out, 64, &size), WM_INVALID_ARGUMENT);
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
