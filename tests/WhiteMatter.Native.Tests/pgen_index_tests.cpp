// Headers made by hand after the PLINK 2 file format specification, section 2.2.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "opened_genotypes.hpp"
#include "pgen_writer.hpp"
#include "temporary_folder.hpp"

namespace {

const std::string ten = bytes_of({0xe4, 0xe4, 0x04});  // categories 0 1 2 3 0 1 2 3 0 1
const char* const ten_calls = "012.012.01";

// A whole record, differences, differences inverted, a list, a row of bits.
std::vector<PgenRecordBytes> hard_call_records() {
    return {{0, ten},
            {2, bytes_of({2, 3, 8, 5})},
            {3, bytes_of({1, 0, 1})},
            {4, bytes_of({2, 1, 9, 8})},
            {1, bytes_of({1, 0x06, 0x02, 1, 5, 3})}};
}

const std::vector<std::string> hard_calls = {ten_calls, "0120012.21", "110.210.21", "0100000002",
                                             "01100.0001"};

std::vector<PgenRecordBytes> records_of_all_kinds() {
    std::vector<PgenRecordBytes> records = hard_call_records();
    records.push_back({0x20, ten + bytes_of({2, 3, 5, 0, 1, 0, 2})});
    records.push_back({0x32, bytes_of({1, 0, 1}) + bytes_of({0x1f, 0x03}) + bytes_of({1, 1, 0x00, 0x40})});
    records.push_back({0xe0, ten + bytes_of({0x11, 0, 1, 0, 2, 0, 0x02, 7, 7})});
    records.push_back({0xc6, bytes_of({1, 4, 0}) + std::string(40, '\x11')});
    return records;
}

class PgenIndex : public testing::Test {
  protected:
    std::string written(const PgenFiles& files) {
        write_file(path_, files.pgen);
        if (!files.index.empty()) write_file(path_ + ".pgi", files.index);
        return path_;
    }
    void expect_hard_calls(const PgenFiles& files, const std::string& what) {
        Genotypes file(written(files), WM_FORMAT_PGEN, 10, 5);
        ASSERT_EQ(file.status(), WM_OK) << what << file.error().found;
        for (std::size_t v = 0; v < hard_calls.size(); ++v)
            EXPECT_EQ(file.calls(static_cast<std::int64_t>(v)), hard_calls[v]) << what;
    }
    wm_data_error error_of(const std::string& bytes, std::int64_t samples = -1, std::int64_t variants = -1) {
        const Genotypes file(written({bytes, ""}), WM_FORMAT_PGEN, samples, variants);
        EXPECT_EQ(file.status(), WM_BAD_DATA);
        return file.error();
    }

  private:
    TemporaryFolder folder_;
    std::string path_ = folder_.file("x.pgen");
};

}  // namespace

TEST_F(PgenIndex, HeadersOfEveryWidthAreRead) {
    for (const unsigned type_bits : {4U, 8U})
        for (const unsigned length_bytes : {1U, 2U, 3U, 4U})
            for (const unsigned allele_bytes : {0U, 1U, 2U, 3U})
                for (const bool flags : {false, true}) {
                    PgenShape shape;
                    shape.type_bits = type_bits;
                    shape.length_bytes = length_bytes;
                    shape.allele_count_bytes = allele_bytes;
                    shape.flags = flags;
                    expect_hard_calls(pgen_of(shape, hard_call_records()), std::to_string(type_bits) +
                                                                               std::to_string(length_bytes) +
                                                                               std::to_string(allele_bytes));
                }
}

TEST_F(PgenIndex, SeparateIndexesAreRead) {
    PgenShape shape;
    shape.mode = 0x20;
    expect_hard_calls(pgen_of(shape, hard_call_records()), "0x20");
    shape.mode = 0x21;
    shape.extensions = bytes_of({0, 0});
    expect_hard_calls(pgen_of(shape, hard_call_records()), "0x21");
    const PgenFiles files = pgen_of(shape, hard_call_records());
    PgenFiles other = files;
    other.index[2] = 0x30;
    Genotypes file(written(other), WM_FORMAT_PGEN);
    EXPECT_EQ(file.error().problem, WM_DATA_MAGIC);
    EXPECT_EQ(error_of(files.index).problem, WM_DATA_MAGIC);
    TemporaryFolder elsewhere;
    write_file(elsewhere.file("y.pgen"), files.pgen);
    EXPECT_EQ(Genotypes(elsewhere.file("y.pgen"), WM_FORMAT_PGEN).status(), WM_IO_ERROR);
}

TEST_F(PgenIndex, ExtensionsArePassedOver) {
    PgenShape shape;
    shape.mode = 0x11;
    shape.extensions = bytes_of({0, 0});
    expect_hard_calls(pgen_of(shape, hard_call_records()), "none");
    shape.extensions = bytes_of({0x02, 0, 4}) + "test";  // the writer's name, four bytes
    expect_hard_calls(pgen_of(shape, hard_call_records()), "of the header");
    // Flag 0x1 of the footer, which begins after the records: 12 + 8 bytes, 5 types, 10 of lengths, 10 of
    // extensions, and records of 3 + 4 + 3 + 4 + 6 bytes; a length of 3, and 3 bytes.
    const std::size_t records = 12 + 8 + 5 + 10 + 10, footer = records + 20;
    shape.extensions = bytes_of({0, 1}) + little_endian_bytes(footer, 8);
    shape.footer = bytes_of({3, 1, 2, 3});
    expect_hard_calls(pgen_of(shape, hard_call_records()), "of the footer");
    shape.extensions = bytes_of({0, 1}) + little_endian_bytes(footer - 1, 8);
    EXPECT_EQ(error_of(pgen_of(shape, hard_call_records()).pgen).problem, WM_DATA_CUT_SHORT);
    shape.extensions = bytes_of({0, 1}) + little_endian_bytes(footer + 100, 8);
    EXPECT_EQ(error_of(pgen_of(shape, hard_call_records()).pgen).problem, WM_DATA_CUT_SHORT);
    shape.extensions = std::string(60, '\xff');
    EXPECT_EQ(error_of(pgen_of(shape, hard_call_records()).pgen).problem, WM_DATA_DAMAGED);
}

TEST_F(PgenIndex, FilesOfOneWidthAreRead) {
    const auto header = [](unsigned mode, unsigned control) {
        return bytes_of({0x6c, 0x1b, mode, 2, 0, 0, 0, 10, 0, 0, 0, control});
    };
    const std::string zeros = bytes_of({0, 0, 0}), dosages(20, '\x10'), phases(20, '\x02');
    {
        Genotypes file(written({header(2, 0x40) + zeros + ten, ""}), WM_FORMAT_PGEN);
        ASSERT_EQ(file.status(), WM_OK);
        EXPECT_EQ(file.calls(1), ten_calls);
        EXPECT_EQ(file.info().dosages, 0);
        EXPECT_STREQ(file.info().description, "PLINK 2 PGEN, storage mode 0x02");
    }
    {
        Genotypes file(written({header(2, 0xc0) + bytes_of({3}) + zeros + ten, ""}),
                       WM_FORMAT_PGEN);  // flags of two variants
        EXPECT_EQ(file.calls(1), ten_calls);
    }
    {
        Genotypes file(written({header(3, 0x40) + zeros + dosages + ten + dosages, ""}), WM_FORMAT_PGEN);
        ASSERT_EQ(file.status(), WM_OK);
        EXPECT_EQ(file.calls(1), ten_calls);
        EXPECT_EQ(file.dosages({1}), std::vector<std::uint16_t>(10, 0x1010));
        EXPECT_EQ(file.info().dosages, 1);
    }
    {
        Genotypes file(written({header(4, 0x40) + zeros + dosages + phases + ten + dosages + phases, ""}),
                       WM_FORMAT_PGEN);
        EXPECT_EQ(file.calls(1), ten_calls);
        EXPECT_EQ(file.dosages({1, 0}), std::vector<std::uint16_t>(20, 0x1010));
    }
    EXPECT_EQ(error_of(header(2, 0x40) + zeros).problem, WM_DATA_CUT_SHORT);
    EXPECT_EQ(error_of(header(2, 0x40) + zeros + ten + "x").problem, WM_DATA_DAMAGED);
    EXPECT_EQ(error_of(header(2, 0x41) + zeros + ten).problem, WM_DATA_DAMAGED);
}

TEST_F(PgenIndex, APlainBedFileIsReadWithTheSamplesBesideIt) {
    const std::string bytes = bytes_of({0x6c, 0x1b, 0x01, 0xdc, 0x0f, 0xe7, 0x0f});
    {
        Genotypes file(written({bytes, ""}), WM_FORMAT_PGEN, 6, -1);
        ASSERT_EQ(file.status(), WM_OK);
        EXPECT_EQ(file.info().variants, 2);
        EXPECT_EQ(file.calls(0), "20.000");
    }
    EXPECT_EQ(error_of(bytes).problem, WM_DATA_COUNTS);
}

TEST_F(PgenIndex, OtherCountsThanPromisedAreTold) {
    const std::string bytes = pgen_of({}, hard_call_records()).pgen;
    EXPECT_EQ(error_of(bytes, 11, -1).problem, WM_DATA_COUNTS);
    const wm_data_error error = error_of(bytes, 10, 6);
    EXPECT_EQ(error.problem, WM_DATA_COUNTS);
    EXPECT_STREQ(error.found, "the file holds 5 variants");
    EXPECT_STREQ(error.expected, "6, as in the .pvar or .bim file");
}

TEST_F(PgenIndex, VariantsOfMoreAllelesAreCountedAndRefused) {
    PgenShape shape;
    shape.allele_count_bytes = 1;
    shape.alleles_of_first = 3;
    std::vector<PgenRecordBytes> records = hard_call_records();
    records[4].type |= 8;  // multiallelic hard calls
    const wm_data_error error = error_of(pgen_of(shape, records).pgen);
    EXPECT_EQ(error.problem, WM_DATA_MULTIALLELIC);
    EXPECT_STREQ(error.found, "2 of its 5 variants have more than two alleles");
}

TEST_F(PgenIndex, WhatCannotBeReadIsTold) {
    const std::string good = pgen_of({}, hard_call_records()).pgen;
    const auto changed = [&](std::size_t at, unsigned byte) {
        std::string bytes = good;
        bytes[at] = static_cast<char>(byte);
        return bytes;
    };
    EXPECT_EQ(error_of("").problem, WM_DATA_MAGIC);
    EXPECT_EQ(error_of("##fileformat=VCFv4.2\n").problem, WM_DATA_MAGIC);
    EXPECT_EQ(error_of(changed(2, 5)).problem, WM_DATA_VERSION);
    EXPECT_EQ(error_of(changed(11, 0x48)).problem, WM_DATA_VERSION);
    EXPECT_EQ(error_of(changed(7, 0) /* no samples */).problem, WM_DATA_DAMAGED);
    EXPECT_EQ(error_of(changed(5, 1) /* 65541 variants */).problem, WM_DATA_CUT_SHORT);
    EXPECT_EQ(error_of(changed(12, 3) /* the records begin in the header */).problem, WM_DATA_DAMAGED);
    EXPECT_EQ(error_of(changed(20, 2) /* differences from nothing */).problem, WM_DATA_DAMAGED);
    EXPECT_EQ(error_of(changed(21, 0x82) /* phase of no dosages */).problem, WM_DATA_DAMAGED);
    EXPECT_EQ(error_of(changed(25, 4) /* a record one byte longer */).problem, WM_DATA_CUT_SHORT);
    EXPECT_EQ(error_of(good + "x").problem, WM_DATA_DAMAGED);
}

TEST_F(PgenIndex, AFileCutAnywhereIsRefused) {
    for (const unsigned mode : {0x10U, 0x11U, 0x20U}) {
        PgenShape shape;
        shape.mode = mode;
        if (mode == 0x11) shape.extensions = bytes_of({0, 0});
        const PgenFiles whole = pgen_of(shape, records_of_all_kinds());
        {
            Genotypes file(written(whole), WM_FORMAT_PGEN);
            ASSERT_EQ(file.status(), WM_OK) << file.error().found;
            file.dosages(all_variants(file.info().variants));
            ASSERT_EQ(file.status(), WM_OK) << file.error().found << " " << file.error().variant;
        }
        for (std::size_t size = 0; size < whole.pgen.size(); ++size) {
            const Genotypes file(written({whole.pgen.substr(0, size), whole.index}), WM_FORMAT_PGEN);
            EXPECT_EQ(file.status(), WM_BAD_DATA) << size;
        }
        for (std::size_t size = 0; size < whole.index.size(); ++size) {
            const Genotypes file(written({whole.pgen, size == 0 ? "l" : whole.index.substr(0, size)}),
                                 WM_FORMAT_PGEN);
            EXPECT_EQ(file.status(), WM_BAD_DATA) << size;
        }
    }
}

// Records cut within: the header follows, so that the file opens and the record is what is wrong.
TEST_F(PgenIndex, ARecordCutAnywhereIsToldAsSuch) {
    const std::vector<PgenRecordBytes> whole = records_of_all_kinds();
    for (std::size_t cut = 1; cut < whole.size(); ++cut)
        for (std::size_t size = 0; size < whole[cut].bytes.size(); ++size) {
            std::vector<PgenRecordBytes> records = whole;
            records[cut].bytes.resize(size);
            Genotypes file(written(pgen_of({}, records)), WM_FORMAT_PGEN);
            ASSERT_EQ(file.status(), WM_OK);
            file.dosages(all_variants(static_cast<std::int64_t>(records.size())));
            EXPECT_EQ(file.status(), WM_BAD_DATA) << cut << " " << size;
            EXPECT_EQ(file.error().problem, WM_DATA_DAMAGED) << cut << " " << size;
            EXPECT_EQ(file.error().variant, static_cast<std::int64_t>(cut)) << size;
        }
}

// More than two blocks of 65,536 variants, in any order and on several threads as one after another.
TEST_F(PgenIndex, AnyOrderGivesWhatTheFilesOrderGives) {
    std::mt19937 random(11);
    std::vector<PgenRecordBytes> records;
    while (records.size() < 140000) {
        const auto sample = static_cast<unsigned>(random() % 10), code = static_cast<unsigned>(random() % 4);
        const bool first = records.size() % 65536 == 0;
        switch (first ? 0 : random() % 8) {
            case 0:
                records.push_back({0, bytes_of({static_cast<unsigned>(random() % 256),
                                                static_cast<unsigned>(random() % 256),
                                                static_cast<unsigned>(random() % 16)})});
                break;
            case 1:
                records.push_back({4 + (random() % 2 == 0 ? 0U : 2U), bytes_of({1, sample, code})});
                break;
            default:
                records.push_back({2 + static_cast<unsigned>(random() % 2), bytes_of({1, sample, code})});
        }
    }
    for (const unsigned type_bits : {4U, 8U}) {
        PgenShape shape;
        shape.type_bits = type_bits;
        shape.length_bytes = 1;
        Genotypes file(written(pgen_of(shape, records)), WM_FORMAT_PGEN);
        ASSERT_EQ(file.status(), WM_OK) << file.error().found;
        std::vector<std::int64_t> order = all_variants(140000);
        const std::vector<std::uint8_t> sequence = file.hard_calls(order);
        ASSERT_EQ(file.status(), WM_OK);
        EXPECT_EQ(file.hard_calls(order, 4), sequence);
        std::shuffle(order.begin(), order.end(), random);
        const std::vector<std::uint8_t> shuffled = file.hard_calls(order, 2);
        for (std::size_t i = 0; i < order.size(); ++i)
            for (std::size_t byte = 0; byte < 3; ++byte)
                ASSERT_EQ(shuffled[3 * i + byte], sequence[3 * static_cast<std::size_t>(order[i]) + byte])
                    << order[i];
    }
}
