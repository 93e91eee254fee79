// PLINK 1 .bed files after its description (www.cog-genomics.org/plink/1.9/formats#bed): 00 A1/A1, 01
// missing, 10 A1/A2, 11 A2/A2, four a byte from the low bits.
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "opened_genotypes.hpp"
#include "pgen_writer.hpp"
#include "temporary_folder.hpp"

namespace {

const std::string magic = bytes_of({0x6c, 0x1b, 0x01});

class BedFile : public testing::Test {
  protected:
    std::string written(const std::string& bytes) {
        write_file(path_, bytes);
        return path_;
    }

  private:
    TemporaryFolder folder_;
    std::string path_ = folder_.file("x.bed");
};

}  // namespace

TEST_F(BedFile, CodesAndDosagesAreReadInTheOrderAskedFor) {
    // The description's example of six samples and three variants.
    Genotypes file(written(magic + bytes_of({0xdc, 0x0f, 0xe7, 0x0f, 0x6b, 0x01})), WM_FORMAT_BED, 6, 3);
    ASSERT_EQ(file.status(), WM_OK) << file.error().found;
    EXPECT_STREQ(file.info().description, "PLINK 1 BED, variant-major");
    // 0xdc = 11 01 11 00, 0x0f = (00 00) 11 11: A1/A1, A2/A2, missing, A2/A2, A2/A2, A2/A2; and so on.
    EXPECT_EQ(file.calls(0), "20.000");
    EXPECT_EQ(file.calls(1), "0.1000");
    EXPECT_EQ(file.calls(2), "011..2");
    EXPECT_EQ(file.hard_calls({2, 0}), (std::vector<std::uint8_t>{0x6b, 0x01, 0xdc, 0x0f}));
    EXPECT_EQ(file.dosages({0}), (std::vector<std::uint16_t>{32768, 0, 65535, 0, 0, 0}));
}

TEST_F(BedFile, PlacesWithoutASampleAreZero) {
    Genotypes file(written(magic + bytes_of({0xdc, 0xff})), WM_FORMAT_BED, 6, 1);
    EXPECT_EQ(file.hard_calls({0}), (std::vector<std::uint8_t>{0xdc, 0x0f}));
}

// The same genotypes, written the other way round by setting one code after another.
TEST_F(BedFile, IndividualMajorFilesGiveTheSameRows) {
    std::mt19937 random(7);
    for (const auto& [samples, variants] : std::vector<std::pair<std::size_t, std::size_t>>{
             {1, 1}, {3, 9}, {4, 4}, {5, 6}, {130, 1031}, {70001, 600}}) {
        const std::size_t row = (samples + 3) / 4, column = (variants + 3) / 4;
        std::string rows(variants * row, '\0'), columns(samples * column, '\0');
        for (std::size_t v = 0; v < variants; ++v)
            for (std::size_t i = 0; i < samples; ++i) {
                const unsigned code = random() & 3;
                rows[v * row + i / 4] = static_cast<char>(rows[v * row + i / 4] | code << (i % 4 * 2));
                columns[i * column + v / 4] =
                    static_cast<char>(columns[i * column + v / 4] | code << (v % 4 * 2));
            }
        Genotypes file(written(bytes_of({0x6c, 0x1b, 0x00}) + columns), WM_FORMAT_BED,
                       static_cast<std::int64_t>(samples), static_cast<std::int64_t>(variants));
        ASSERT_EQ(file.status(), WM_OK) << file.error().found;
        const std::vector<std::uint8_t> found =
            file.hard_calls(all_variants(static_cast<std::int64_t>(variants)), 3);
        ASSERT_EQ(file.status(), WM_OK);
        EXPECT_TRUE(std::memcmp(found.data(), rows.data(), rows.size()) == 0) << samples << " x " << variants;
        const std::size_t last = variants - 1;
        const std::vector<std::uint8_t> alone = file.hard_calls({static_cast<std::int64_t>(last), 0});
        EXPECT_TRUE(std::memcmp(alone.data(), rows.data() + last * row, row) == 0);
        EXPECT_TRUE(std::memcmp(alone.data() + row, rows.data(), row) == 0);
    }
}

TEST_F(BedFile, AnotherSizeIsToldWithWhatItWouldFit) {
    Genotypes file(written(magic + std::string(6, '\0')), WM_FORMAT_BED, 6, 4);
    EXPECT_EQ(file.status(), WM_BAD_DATA);
    EXPECT_EQ(file.error().problem, WM_DATA_COUNTS);
    EXPECT_STREQ(file.error().found, "the file has 9 bytes, which would fit 3 variants of 6 samples");
    EXPECT_STREQ(file.error().expected,
                 "11 bytes for the 4 variants of the .bim and the 6 samples of the .fam file");
    EXPECT_EQ(file.error().byte_offset, 9);
    const Genotypes cut(written(magic + std::string(7, '\0')), WM_FORMAT_BED, 6, 4);
    EXPECT_EQ(cut.error().problem, WM_DATA_CUT_SHORT);
    // Sizes whose product leaves 64 bits.
    const Genotypes huge(written(magic + std::string(7, '\0')), WM_FORMAT_BED, std::int64_t{1} << 62,
                         std::int64_t{1} << 40);
    EXPECT_EQ(huge.status(), WM_BAD_DATA);
}

TEST_F(BedFile, WhatIsNoBedFileIsToldApart) {
    const struct {
        std::string bytes;
        const char* remedy;
    } files[] = {
        {"", "Check that the file was written completely"},
        {bytes_of({0x1f, 0x8b, 8}), "Unpack it: BED files are read uncompressed"},
        {bytes_of({0x6c, 0x1b, 0x10}), "The file begins like a PLINK 2 .pgen file: read it as one"},
        {"chr1\t0\t1",
         "The file looks like text; UCSC's BED format of regions is another format of the same name"},
        {bytes_of({0, 0, 0}), "Check that this is a PLINK 1 .bed file"}};
    for (const auto& [bytes, remedy] : files) {
        const Genotypes file(written(bytes), WM_FORMAT_BED, 6, 3);
        EXPECT_EQ(file.status(), WM_BAD_DATA);
        EXPECT_EQ(file.error().problem, WM_DATA_MAGIC);
        EXPECT_STREQ(file.error().remedy, remedy);
    }
}

TEST_F(BedFile, CountsMustBeKnown) {
    const Genotypes file(written(magic + std::string(6, '\0')), WM_FORMAT_BED, -1, 3);
    EXPECT_EQ(file.status(), WM_INVALID_ARGUMENT);
}
