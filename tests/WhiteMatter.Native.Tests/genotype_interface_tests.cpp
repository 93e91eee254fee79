#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <thread>

#include "opened_genotypes.hpp"
#include "pgen_writer.hpp"
#include "temporary_folder.hpp"

namespace {

class GenotypeInterface : public testing::Test {
  protected:
    GenotypeInterface() { write_file(path_, bytes_); }
    TemporaryFolder folder_;
    std::string path_ = folder_.file("x.bed");
    std::string bytes_ = bytes_of({0x6c, 0x1b, 0x01, 0xdc, 0x0f, 0xe7, 0x0f, 0x6b, 0x01});
};

}  // namespace

TEST_F(GenotypeInterface, ArgumentsThatCannotBeAreRefused) {
    wm_genotypes* file = nullptr;
    EXPECT_EQ(wm_genotypes_open(nullptr, WM_FORMAT_BED, 6, 3, &file), WM_INVALID_ARGUMENT);
    EXPECT_EQ(wm_genotypes_open(path_.c_str(), WM_FORMAT_BED, 6, 3, nullptr), WM_INVALID_ARGUMENT);
    EXPECT_EQ(wm_genotypes_open(path_.c_str(), static_cast<wm_genotype_format>(7), 6, 3, &file),
              WM_INVALID_ARGUMENT);
    EXPECT_EQ(wm_genotypes_open(path_.c_str(), WM_FORMAT_BED, -2, 3, &file), WM_INVALID_ARGUMENT);
    EXPECT_EQ(wm_genotypes_open(folder_.file("none").c_str(), WM_FORMAT_BED, 6, 3, &file), WM_IO_ERROR);
    EXPECT_EQ(wm_genotypes_open(folder_.file("").c_str(), WM_FORMAT_PGEN, 6, 3, &file), WM_IO_ERROR);
    EXPECT_EQ(file, nullptr);
    wm_genotypes_free(nullptr);

    const Genotypes opened(path_, WM_FORMAT_BED, 6, 3);
    std::array<std::uint16_t, 16> rows{};
    const auto read = [&](std::int64_t place, std::int32_t allele, wm_genotype_encoding encoding,
                          std::int64_t stride, std::int32_t threads) {
        const wm_variant_address address{place, allele, 0};
        return wm_genotypes_read(opened.get(), &address, 1, encoding, rows.data(), stride, threads, nullptr);
    };
    EXPECT_EQ(read(0, 1, WM_HARDCALLS, 2, 1), WM_OK);
    EXPECT_EQ(read(3, 1, WM_HARDCALLS, 2, 1), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read(-1, 1, WM_HARDCALLS, 2, 1), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read(0, 2, WM_HARDCALLS, 2, 1), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read(0, 1, WM_HARDCALLS, 1, 1), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read(0, 1, WM_DOSAGES, 11, 1), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read(0, 1, WM_DOSAGES, 13, 1), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read(0, 1, WM_DOSAGES, 12, 1), WM_OK);
    EXPECT_EQ(read(0, 1, WM_DOSAGES, 12, 0), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read(0, 1, static_cast<wm_genotype_encoding>(3), 32, 1), WM_INVALID_ARGUMENT);
    EXPECT_EQ(wm_genotypes_read(opened.get(), nullptr, 0, WM_HARDCALLS, nullptr, 2, 1, nullptr), WM_OK);
}

TEST_F(GenotypeInterface, RowsStandAStrideApartAndNothingBetweenIsTouched) {
    const Genotypes file(path_, WM_FORMAT_BED, 6, 3);
    const std::array<wm_variant_address, 2> addresses{{{1, 1, 0}, {2, 1, 0}}};
    std::array<std::uint8_t, 10> rows;
    rows.fill(0x99);
    ASSERT_EQ(wm_genotypes_read(file.get(), addresses.data(), 2, WM_HARDCALLS, rows.data(), 5, 2, nullptr),
              WM_OK);
    EXPECT_EQ(rows,
              (std::array<std::uint8_t, 10>{0xe7, 0x0f, 0x99, 0x99, 0x99, 0x6b, 0x01, 0x99, 0x99, 0x99}));
}

TEST_F(GenotypeInterface, ACancelledReadSaysSo) {
    const Genotypes file(path_, WM_FORMAT_BED, 6, 3);
    const wm_variant_address address{0, 1, 0};
    std::array<std::uint8_t, 2> row{};
    const std::int32_t cancel = 1;
    EXPECT_EQ(wm_genotypes_read(file.get(), &address, 1, WM_HARDCALLS, row.data(), 2, 1, &cancel),
              WM_CANCELLED);
}

TEST_F(GenotypeInterface, AFileThatChangedWhileItWasOpenIsToldSo) {
    Genotypes file(path_, WM_FORMAT_BED, 6, 3);
    write_file(path_, bytes_ + "x");
    file.hard_calls({0});
    EXPECT_EQ(file.status(), WM_BAD_DATA);
    EXPECT_EQ(file.error().problem, WM_DATA_CHANGED);
    write_file(path_, bytes_.substr(0, 4));  // cut: the read fails first, and yet the change is what is told
    file.hard_calls({0, 1, 2});
    EXPECT_EQ(file.error().problem, WM_DATA_CHANGED);
}

TEST_F(GenotypeInterface, DetailsOfAFailureStayWithTheirThread) {
    wm_genotypes* file = nullptr;
    EXPECT_EQ(wm_genotypes_open(path_.c_str(), WM_FORMAT_BED, 7, 9, &file), WM_BAD_DATA);
    wm_data_error error{};
    wm_last_data_error(&error);
    EXPECT_NE(error.problem, 0);
    EXPECT_EQ(std::string(wm_last_error()),
              std::string(error.found) + "; expected: " + error.expected + ". " + error.remedy);
    std::thread([] {
        wm_data_error other{};
        wm_last_data_error(&other);
        EXPECT_EQ(other.problem, 0);
    }).join();
}

TEST_F(GenotypeInterface, FilesWhoseVariantsStandElsewhereHaveNoScanAndNoNames) {
    const Genotypes file(path_, WM_FORMAT_BED, 6, 3);
    wm_variant_scan* scan = nullptr;
    EXPECT_EQ(wm_variants_scan(file.get(), &scan), WM_UNSUPPORTED);
    EXPECT_EQ(scan, nullptr);
    wm_variant_scan_free(scan);
    std::int64_t size = -1;
    EXPECT_EQ(wm_genotypes_sample_names(file.get(), nullptr, 0, &size), WM_OK);
    EXPECT_EQ(size, 0);
    EXPECT_EQ(file.info().lists_variants, 0);
    EXPECT_EQ(file.info().lists_samples, 0);
}
