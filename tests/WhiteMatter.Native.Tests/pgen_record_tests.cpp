// Records made by hand after the PLINK 2 file format specification ("the specification"), section 2.3; every
// expected value is worked out beside the bytes. Genotype categories there: 0 REF/REF, 1 REF/ALT, 2 ALT/ALT,
// 3 missing, so that but for 3 they are the copies of the alternate allele.
#include <gtest/gtest.h>

#include "opened_genotypes.hpp"
#include "pgen_writer.hpp"
#include "temporary_folder.hpp"

namespace {

constexpr unsigned missing = 65535;

// Ten samples of categories 0 1 2 3 0 1 2 3 0 1, four a byte from the low bits: 0 + 1*4 + 2*16 + 3*64 = 0xe4.
const std::string ten = bytes_of({0xe4, 0xe4, 0x04});
const char* const ten_calls = "012.012.01";
const std::vector<unsigned> ten_dosages = {0, 16384, 32768, missing, 0, 16384, 32768, missing, 0, 16384};

class Written {
  public:
    explicit Written(const std::vector<PgenRecordBytes>& records, PgenShape shape = {}) {
        const PgenFiles files = pgen_of(shape, records);
        write_file(path(), files.pgen);
        if (!files.index.empty()) write_file(path() + ".pgi", files.index);
    }
    std::string path() const { return folder_.file("x.pgen"); }

  private:
    TemporaryFolder folder_;
};

std::string calls_of(const std::vector<PgenRecordBytes>& records, std::int64_t variant,
                     PgenShape shape = {}) {
    const Written written(records, shape);
    Genotypes file(written.path(), WM_FORMAT_PGEN);
    if (file.status() != WM_OK) return std::string("not opened: ") + file.error().found;
    const std::string calls = file.calls(variant);
    return file.status() == WM_OK ? calls : std::string("not read: ") + file.error().found;
}

std::vector<unsigned> dosages_of(const PgenRecordBytes& record) {
    const Written written({record});
    Genotypes file(written.path(), WM_FORMAT_PGEN);
    EXPECT_EQ(file.status(), WM_OK) << file.error().found;
    const std::vector<std::uint16_t> row = file.dosages({0});
    EXPECT_EQ(file.status(), WM_OK) << file.error().found;
    return {row.begin(), row.end()};
}

std::vector<unsigned> with(std::vector<unsigned> dosages,
                           std::initializer_list<std::pair<std::size_t, unsigned>> changes) {
    for (const auto& [sample, dosage] : changes) dosages[sample] = dosage;
    return dosages;
}

}  // namespace

TEST(PgenRecord, TwoBitCodesAreRead) { EXPECT_EQ(calls_of({{0, ten}}, 0), ten_calls); }

TEST(PgenRecord, PlacesWithoutASampleAreZeroInBothEncodings) {
    const Written written({{0, bytes_of({0xe4, 0xe4, 0xf4})}});  // the last four bits belong to nobody
    Genotypes file(written.path(), WM_FORMAT_PGEN);
    // PLINK 1 codes of 0 1 2 3: 3 2 0 1, that is 3 + 2*4 + 0*16 + 1*64 = 0x4b; of 0 1: 0x0b.
    EXPECT_EQ(file.hard_calls({0}), (std::vector<std::uint8_t>{0x4b, 0x4b, 0x0b}));
}

// Its first byte names the two common categories: the lower in bits 2 and 3, the distance to the higher in
// bits 0 and 1.
TEST(PgenRecord, OneBitCodesAreReadOfAllSixPairs) {
    const struct {
        unsigned code;
        const char* calls;
    } pairs[] = {{1, "01100.0001"}, {2, "02200.0002"}, {3, "0..00.000."},
                 {5, "12211.1112"}, {6, "1..11.111."}, {9, "2..22.222."}};
    for (const auto& pair : pairs)
        // Bits of samples 1, 2 and 9 are set; then a list of one sample, number 5, of category 3.
        EXPECT_EQ(calls_of({{1, bytes_of({pair.code, 0x06, 0x02, 1, 5, 3})}}, 0), pair.calls);
}

TEST(PgenRecord, OneBitCodesOfManySamplesAreRead) {
    // 75 samples, every third set: more than two words of bits, and a last byte of three.
    std::string bits(10, '\0'), expected;
    for (unsigned i = 0; i < 75; ++i) {
        if (i % 3 == 0) bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << (i % 8));
        expected += i % 3 == 0 ? '2' : '0';
    }
    PgenShape shape;
    shape.samples = 75;
    EXPECT_EQ(calls_of({{1, bytes_of({2}) + bits + bytes_of({0})}}, 0, shape), expected);
}

TEST(PgenRecord, ListsOfExceptionsAreReadForEachCommonCategory) {
    // Two samples: the first number, two categories (1 + 2*4), the distance to the second.
    EXPECT_EQ(calls_of({{4, bytes_of({2, 1, 9, 8})}}, 0), "0100000002");
    EXPECT_EQ(calls_of({{6, bytes_of({1, 4, 0})}}, 0), "2222022222");
    EXPECT_EQ(calls_of({{7, bytes_of({2, 0, 1, 1})}}, 0), "10........");
    EXPECT_EQ(calls_of({{4, bytes_of({0})}}, 0), "0000000000");
    EXPECT_EQ(calls_of({{5, ""}}, 0),
              "0000000000");  // of PLINK 2's sources since 2019: all REF/REF, and no bytes
}

// The specification's own example: 488,377 samples, of whom the numbers 5000, 10000 … 395000 are listed, in
// two groups; 126 bytes of distances in the first, each the varint 0x88 0x27.
TEST(PgenRecord, TheListOfTheSpecificationIsRead) {
    std::string list = bytes_of({0x4f, 0x88, 0x13, 0x00, 0x88, 0xf5, 0x04, 0x3f}) + std::string(20, '\x55');
    for (int i = 0; i < 77; ++i) list += bytes_of({0x88, 0x27});
    std::string expected(488377, '0');
    for (std::size_t i = 5000; i <= 395000; i += 5000) expected[i] = '1';
    PgenShape shape;
    shape.samples = 488377;
    EXPECT_TRUE(calls_of({{4, list}}, 0, shape) == expected);
}

TEST(PgenRecord, NumbersOfSamplesHaveTheWidthOfTheirCount) {
    const struct {
        unsigned samples, width;
    } widths[] = {{256, 1}, {257, 2}, {65536, 2}, {65537, 3}, {16777216, 3}, {16777217, 4}};
    for (const auto& [samples, width] : widths) {
        PgenShape shape;
        shape.samples = samples;
        const Written written({{4, bytes_of({1}) + little_endian_bytes(samples - 1, width) + bytes_of({2})}},
                              shape);
        Genotypes file(written.path(), WM_FORMAT_PGEN);
        const std::vector<std::uint8_t> row = file.hard_calls({0});
        ASSERT_EQ(file.status(), WM_OK) << samples << " " << file.error().found;
        EXPECT_EQ((row.back() >> ((samples - 1) % 4 * 2)) & 3, 0) << samples;  // ALT/ALT
        EXPECT_EQ(row.front(), 0xff) << samples;
    }
}

TEST(PgenRecord, DifferencesReferToTheLatestWholeRecord) {
    // Sample 3 to category 0, sample 8 to 2 (0 + 2*4).
    const PgenRecordBytes differences{2, bytes_of({2, 3, 8, 5})};
    // Sample 0 to category 1; then 0 and 2 change places in all: of 1 1 2 3 0 1 2 3 0 1.
    const PgenRecordBytes inverted{3, bytes_of({1, 0, 1})};
    const PgenRecordBytes other{4, bytes_of({1, 9, 1})};
    const std::vector<PgenRecordBytes> records = {{0, ten}, differences, inverted, differences,
                                                  other,    differences, inverted};
    const std::vector<std::string> expected = {ten_calls,    "0120012.21", "110.210.21", "0120012.21",
                                               "0000000001", "0000000021", "1222222221"};
    const Written written(records);
    Genotypes file(written.path(), WM_FORMAT_PGEN);
    for (std::size_t v = 0; v < records.size(); ++v)
        EXPECT_EQ(file.calls(static_cast<std::int64_t>(v)), expected[v]) << v;
    for (const std::size_t v : {6, 1, 5, 3, 0, 2, 4, 3, 6, 2}) {
        EXPECT_EQ(calls_of(records, static_cast<std::int64_t>(v)), expected[v]) << "alone: " << v;
        EXPECT_EQ(file.calls(static_cast<std::int64_t>(v)), expected[v]) << "after another: " << v;
    }
}

TEST(PgenRecord, ListedDosagesReplaceHardCalls) {
    // Samples 3 and 3 + 5; 0x2000 and 0x6000 of 0x8000 for two copies: 0.5 and 1.5.
    EXPECT_EQ(dosages_of({0x20, ten + bytes_of({2, 3, 5, 0x00, 0x20, 0x00, 0x60})}),
              with(ten_dosages, {{3, 8192}, {8, 24576}}));
    EXPECT_EQ(dosages_of({0x20, ten + bytes_of({0})}), ten_dosages);
}

TEST(PgenRecord, DosagesOfAllReplaceAllButWhereMissing) {
    std::string values;
    std::vector<unsigned> expected;
    for (unsigned i = 0; i < 10; ++i) {
        expected.push_back(i == 3 ? missing : 3000 * i);
        values += little_endian_bytes(expected.back(), 2);
    }
    EXPECT_EQ(dosages_of({0x40, ten + values}), expected);
    // The same with phase of dosages, two bytes a sample.
    EXPECT_EQ(dosages_of({0xc0, ten + values + std::string(20, '\x11')}), expected);
}

TEST(PgenRecord, MarkedDosagesReplaceHardCalls) {
    // Bits of samples 0, 4 and 9.
    const std::string marked = bytes_of({0x11, 0x02, 0x01, 0x00, 0x02, 0x00, 0x00, 0x80});
    EXPECT_EQ(dosages_of({0x60, ten + marked}), with(ten_dosages, {{0, 1}, {4, 2}, {9, 32768}}));
    // Phase of dosages: a bit for each of the three, two bytes for each that is set.
    EXPECT_EQ(dosages_of({0xe0, ten + marked + bytes_of({0x05, 9, 9, 9, 9})}),
              with(ten_dosages, {{0, 1}, {4, 2}, {9, 32768}}));
}

TEST(PgenRecord, PhaseBeforeDosagesIsPassedOver) {
    const std::string dosage = bytes_of({1, 7, 0x34, 0x12});  // of sample 7
    const std::vector<unsigned> expected = with(ten_dosages, {{7, 0x1234}});
    // Samples 1, 5 and 9 are heterozygous. All phased: a 0 and three phases in one byte.
    EXPECT_EQ(dosages_of({0x30, ten + bytes_of({0x06}) + dosage}), expected);
    // Two of three phased: 1, then 1 0 1 for which, then their two phases in a byte of their own.
    EXPECT_EQ(dosages_of({0x30, ten + bytes_of({0x0b, 0x01}) + dosage}), expected);
    // None of three phased: no byte of phases.
    EXPECT_EQ(dosages_of({0x30, ten + bytes_of({0x01}) + dosage}), expected);
    // Ten heterozygous samples: a 0 and ten phases take two bytes; a 1 and ten marks, nine of them set, two
    // and two.
    const std::string all = bytes_of({0x55, 0x55, 0x05});
    const std::vector<unsigned> ones = with(std::vector<unsigned>(10, 16384), {{7, 0x1234}});
    EXPECT_EQ(dosages_of({0x30, all + bytes_of({0xfe, 0x07}) + dosage}), ones);
    EXPECT_EQ(dosages_of({0x30, all + bytes_of({0xfd, 0x07, 0xff, 0x01}) + dosage}), ones);
}

TEST(PgenRecord, HeterozygousCallsAreThoseAfterDifferencesAndExchange) {
    // Samples 0, 3, 4, 7 and 8 to category 1: 1 1 2 1 1 1 2 1 1 1, and 0 for 2 after the exchange. Eight are
    // heterozygous (three before): a 0 and eight phases take two bytes. Then the dosage of sample 2.
    const Written written({{0, ten},
                           {0x33, bytes_of({5, 0, 0x55, 0x01, 3, 1, 3, 1}) + bytes_of({0xfe, 0x01}) +
                                      bytes_of({1, 2, 0x01, 0x00})}});
    Genotypes file(written.path(), WM_FORMAT_PGEN);
    const std::vector<std::uint16_t> row = file.dosages({1});
    ASSERT_EQ(file.status(), WM_OK) << file.error().found;
    EXPECT_EQ(row,
              (std::vector<std::uint16_t>{16384, 16384, 1, 16384, 16384, 16384, 0, 16384, 16384, 16384}));
    EXPECT_EQ(file.calls(1), "1101110111");
}

TEST(PgenRecord, HardCallsAreTheStoredOnesWhateverTheDosages) {
    const Written written({{0x20, ten + bytes_of({1, 3, 0x00, 0x40})}});
    Genotypes file(written.path(), WM_FORMAT_PGEN);
    EXPECT_EQ(file.calls(0), ten_calls);
    EXPECT_EQ(file.info().dosages, 1);
}

TEST(PgenRecord, DamageIsToldWithTheVariant) {
    const struct {
        const char* what;
        PgenRecordBytes record;
    } damaged[] = {
        {"a row that is too short", {0, bytes_of({0xe4, 0xe4})}},
        {"a row that is too long", {0, ten + "x"}},
        {"no pair of categories", {1, bytes_of({0, 0, 0, 0})}},
        {"a pair above the fourth category", {1, bytes_of({11, 0, 0, 0})}},
        {"more listed than there are", {4, bytes_of({11}) + std::string(30, '\x01')}},
        {"a sample that is not there", {4, bytes_of({1, 10, 1})}},
        {"a distance that leaves the file", {4, bytes_of({2, 5, 9, 5})}},
        {"a sample twice", {4, bytes_of({2, 5, 9, 0})}},
        {"a list without its distances", {4, bytes_of({2, 5, 9})}},
        {"an endless varint", {4, std::string(12, '\xff')}},
        {"a dosage above two copies", {0x20, ten + bytes_of({1, 3, 0x01, 0x80})}},
        {"a dosage of all above two copies", {0x40, ten + std::string(18, '\0') + bytes_of({0x01, 0x80})}},
        {"fewer dosages than marked", {0x60, ten + bytes_of({0xff, 0x03, 1, 0})}},
        {"no room for the phase", {0x30, ten}},
        {"bytes after the dosages", {0x20, ten + bytes_of({0, 0})}},
    };
    for (const auto& [what, record] : damaged) {
        const Written written({{0, ten}, record});
        Genotypes file(written.path(), WM_FORMAT_PGEN);
        ASSERT_EQ(file.status(), WM_OK) << what;
        file.dosages({1});
        EXPECT_EQ(file.status(), WM_BAD_DATA) << what;
        EXPECT_EQ(file.error().problem, WM_DATA_DAMAGED) << what;
        EXPECT_EQ(file.error().variant, 1) << what;
        file.dosages({0});
        EXPECT_EQ(file.status(), WM_OK) << "a read after one that failed: " << what;
    }
}

TEST(PgenRecord, AGroupOfAnotherSizeThanItSaysIsDamage) {
    PgenShape shape;
    shape.samples = 200;
    // Samples 0 to 64 of category 1: two groups, 63 distances of one byte in the first, so that its size is
    // stored as 0.
    const auto list = [](unsigned size) {
        return bytes_of({65, 0, 64, size}) + std::string(17, '\x55') + std::string(63, '\x01');
    };
    EXPECT_EQ(calls_of({{4, list(0)}}, 0, shape), std::string(65, '1') + std::string(135, '0'));
    EXPECT_EQ(calls_of({{4, list(1)}}, 0, shape).substr(0, 9), "not read:");
}
