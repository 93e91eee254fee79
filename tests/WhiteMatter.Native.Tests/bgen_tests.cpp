// BGEN files written from the specification; values are worked out from it beside each.
#include <cmath>
#include <random>

#include "bgen_writer.hpp"
#include "genotype_files.hpp"

using namespace genotype_files;
using bgen_writer::layout1;
using bgen_writer::layout2;

namespace {

constexpr std::uint16_t missing = 65535;
constexpr int missing_diploid = 0x82;

class Bgen : public testing::Test {
  protected:
    std::unique_ptr<wm::GenotypeFile> open(const std::string& bytes) {
        write_file(path_, bytes);
        return wm::open_bgen(path_, -1, -1);
    }
    Contents read(const bgen_writer::File& file) { return contents(*open(file.bytes())); }
    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.bgen");
};

bgen_writer::File file_of(int layout, bgen_writer::Compression compression, std::uint32_t samples) {
    bgen_writer::File file;
    file.layout = layout;
    file.compression = compression;
    file.samples = samples;
    return file;
}

// Small files of each layout and compression, with two variants and names.
std::vector<bgen_writer::File> small_files() {
    std::vector<bgen_writer::File> files;
    for (const int layout : {1, 2})
        for (const auto compression : {bgen_writer::none, bgen_writer::zlib, bgen_writer::zstd}) {
            if (layout == 1 && compression == bgen_writer::zstd) continue;
            bgen_writer::File file = file_of(layout, compression, 3);
            file.names = {"s1", "sample two", "3"};
            for (const char* rsid : {"rs1", "rs2"})
                file.add(rsid, 10, {"A", "GT"},
                         layout == 1 ? layout1({32768, 0, 0, 0, 32768, 0, 0, 0, 0})
                                     : layout2({2, missing_diploid, 2}, false, 8, {255, 0, 0, 0, 0, 255}));
            files.push_back(file);
        }
    return files;
}

}  // namespace

TEST_F(Bgen, HeaderNamesAndVariantsAreThoseOfTheFile) {
    for (const bgen_writer::File& written : small_files()) {
        const auto file = open(written.bytes());
        const wm_genotypes_info info = file->info();
        EXPECT_EQ(info.format, WM_FORMAT_BGEN);
        EXPECT_EQ(info.samples, 3);
        EXPECT_EQ(info.variants, 2);
        EXPECT_EQ(info.lists_samples, 1);
        EXPECT_EQ(info.lists_variants, 1);
        const char* const names[] = {"not compressed", "zlib", "zstd"};
        EXPECT_EQ(info.description,
                  "BGEN, layout " + std::to_string(written.layout) + ", " + names[written.compression]);
        EXPECT_EQ(file->sample_names(), "s1\nsample two\n3\n");
        // The second allele is counted and stands first in the line.
        EXPECT_EQ(contents(*file).lines,
                  (std::vector<std::string>{"1\trs1\t0\t10\tGT\tA\n", "1\trs2\t0\t10\tGT\tA\n"}));
    }
}

TEST_F(Bgen, VariantWithoutRsidIsCalledByItsIdentifier) {
    bgen_writer::File file = file_of(2, bgen_writer::none, 1);
    file.add("", 1, {"A", "C"}, layout2({2}, false, 8, {0, 0}), "", "snp");
    file.add("", 2, {"A", "C"}, layout2({2}, false, 8, {0, 0}), "X", "");
    EXPECT_EQ(read(file).lines, (std::vector<std::string>{"0\tsnp\t0\t1\tC\tA\n", "X\t.\t0\t2\tC\tA\n"}));
}

TEST_F(Bgen, Layout1CountsTheSecondAllele) {
    for (const auto compression : {bgen_writer::none, bgen_writer::zlib}) {
        bgen_writer::File file = file_of(1, compression, 9);
        // Probabilities of none, one and two copies in 1/32768; dosage in 1/16384 = (p1 + 2 p2) / 2 of a
        // whole sum.
        file.add("rs1", 7, {"A", "C"},
                 layout1({32768, 0,     0,      // 0 copies
                          0,     32768, 0,      // 1
                          0,     0,     32768,  // 2
                          0,     0,     0,      // no probability: missing
                          16384, 16384, 0,      // 0.5: 8192
                          32767, 1,     0,      // 0.5 units: to the even 0
                          32765, 3,     0,      // 1.5 units: to the even 2
                          32763, 5,     0,      // 2.5 units: to the even 2
                          0,     32766, 0}));   // a sum a little short of 1 is divided by: 1
        const Contents read = this->read(file);
        EXPECT_EQ(read.dosages, (std::vector<Dosages>{{0, 16384, 32768, missing, 8192, 0, 2, 2, 16384}}));
        EXPECT_EQ(codes(read.calls[0], 9), (std::vector<int>{3, 2, 0, 1, 1, 3, 3, 3, 2}));
    }
}

TEST_F(Bgen, Layout2UnphasedCountsTheSecondAllele) {
    for (const auto compression : {bgen_writer::none, bgen_writer::zlib, bgen_writer::zstd}) {
        bgen_writer::File file = file_of(2, compression, 6);
        // P(AA) and P(AB) in 1/255. The fifth: 51/255 = 0.2 and 102/255 = 0.4: 0.8 copies of A = 13107.2
        // units, so 13107, and 32768 - 13107 of C. The sixth: P(AB) = 253/255, 16255.498 units, which PLINK 2
        // takes up to 16256.
        file.add("rs1", 7, {"A", "C"},
                 layout2({2, 2, 2, missing_diploid, 2, 2}, false, 8,
                         {255, 0, 0, 255, 0, 0, 0, 0, 51, 102, 0, 253}));
        const Contents read = this->read(file);
        EXPECT_EQ(read.dosages, (std::vector<Dosages>{{0, 16384, 32768, missing, 19661, 16512}}));
        EXPECT_EQ(codes(read.calls[0], 6), (std::vector<int>{3, 2, 0, 1, 1, 2}));
    }
}

TEST_F(Bgen, Layout2PhasedAddsTheHaplotypes) {
    for (const auto compression : {bgen_writer::none, bgen_writer::zlib, bgen_writer::zstd}) {
        bgen_writer::File file = file_of(2, compression, 4);
        // P(first allele) of each haplotype in 1/65535. 0.2 + 0.6 = 0.8 copies of A.
        file.add("rs1", 7, {"A", "C"},
                 layout2({2, 2, 2, 2}, true, 16, {65535, 65535, 65535, 0, 0, 0, 13107, 39321}));
        EXPECT_EQ(read(file).dosages, (std::vector<Dosages>{{0, 16384, 32768, 19661}}));
    }
}

TEST_F(Bgen, HaploidCallsCountTwiceAndNoChromosomeIsMissing) {
    for (const bool phased : {false, true}) {
        bgen_writer::File file = file_of(2, bgen_writer::zlib, 5);
        // Ploidies 1, 2, 0, missing 1, 1; a missing sample keeps its room. The diploid has P(AB) = 1, or
        // phased one of each. The last: 102/255 = 0.4 of A, doubled 0.8 copies.
        const std::uint64_t first = phased ? 255 : 0;
        file.add("rs1", 7, {"A", "C"},
                 layout2({1, 2, 0, 0x81, 1}, phased, 8, {0, first, 255 - first, 0, 102}));
        EXPECT_EQ(read(file).dosages, (std::vector<Dosages>{{32768, 16384, missing, missing, 19661}}));
        bgen_writer::File haploid = file_of(2, bgen_writer::none, 3);
        haploid.add("rs1", 7, {"A", "C"}, layout2({1, 1, 1}, phased, 3, {0, 7, 0}));
        EXPECT_EQ(read(haploid).dosages, (std::vector<Dosages>{{32768, 0, 32768}}));
    }
}

TEST_F(Bgen, EveryBitDepthGivesTheNearestDosage) {
    std::mt19937_64 random(5);
    for (int bits = 1; bits <= 32; ++bits)
        for (const bool phased : {false, true})
            for (const bool mixed : {false, true}) {
                const std::uint64_t whole = (std::uint64_t{1} << bits) - 1;
                std::vector<int> ploidies;
                std::vector<std::uint64_t> values;
                std::vector<long double> copies;  // of the second allele; negative: missing
                for (int i = 0; i < 203; ++i) {
                    const int ploidy = mixed && i % 7 == 3 ? 1 : 2;
                    const bool is_missing = mixed && i % 5 == 1;
                    std::uint64_t first = random() & whole;
                    std::uint64_t second = phased ? random() & whole : random() % (whole - first + 1);
                    if (i == 0) first = whole, second = phased ? whole : 0;
                    if (i == 1) first = second = 0;
                    ploidies.push_back(ploidy | (is_missing ? 0x80 : 0));
                    values.push_back(first);
                    if (ploidy == 2) values.push_back(second);
                    const long double of_first = (ploidy == 1 ? 2.0L * first
                                                  : phased    ? 1.0L * first + second
                                                              : 2.0L * first + second) /
                                                 whole;
                    copies.push_back(is_missing ? -1 : 2 - of_first);
                }
                bgen_writer::File file = file_of(2, bgen_writer::zlib, 203);
                file.add("rs", 1, {"A", "C"}, layout2(ploidies, phased, bits, values));
                const Dosages read = this->read(file).dosages[0];
                for (std::size_t i = 0; i < read.size(); ++i) {
                    if (copies[i] < 0) {
                        EXPECT_EQ(read[i], missing);
                    } else {
                        // Nearest, but for PLINK 2's one value that is 1/(2 whole) short of a half.
                        EXPECT_LE(std::fabs(read[i] - 16384 * copies[i]), 0.5L + 0.5L / whole + 1e-9L)
                            << bits << " bits, sample " << i;
                    }
                }
            }
}

TEST_F(Bgen, AnyOrderGivesTheSame) {
    bgen_writer::File file = file_of(2, bgen_writer::zlib, 20);
    std::mt19937 random(3);
    for (int v = 0; v < 50; ++v) {
        std::vector<std::uint64_t> values;
        for (int i = 0; i < 20; ++i) values.insert(values.end(), {random() % 128, random() % 128});
        file.add(std::string("rs").append(std::to_string(v)), 1, {"A", "C"},
                 layout2(std::vector<int>(20, 2), v % 2 == 0, 8, values));
    }
    const auto opened = open(file.bytes());
    expect_any_order_gives_the_same(*opened, contents(*opened));
}

TEST_F(Bgen, OtherPloidyIsRefusedWithVariantAndSample) {
    bgen_writer::File file = file_of(2, bgen_writer::zlib, 3);
    file.add("rs9", 7, {"A", "C"}, layout2({2, 3, 1}, true, 8, {0, 0, 0, 0, 0, 0}), "X");
    const wm_data_error error = failure_of([&] { read(file); });
    EXPECT_EQ(error.problem, WM_DATA_PLOIDY);
    EXPECT_STREQ(error.found, "ploidy 3 for sample 2, variant rs9 at X:7");
}

TEST_F(Bgen, VariantsOfMoreAllelesAreRefusedWithTheirCount) {
    bgen_writer::File file = file_of(2, bgen_writer::zlib, 1);
    file.add("rs1", 7, {"A", "C"}, layout2({2}, false, 8, {0, 0}));
    file.add("rs2", 8, {"A", "C", "G"}, layout2({2}, false, 8, {0, 0, 0, 0, 0}, 3));
    file.add("rs3", 8, {"A", "C"}, layout2({2}, false, 8, {0, 0}));
    file.add("rs4", 9, {"A", "C", "G", "T"}, layout2({2}, false, 8, {0, 0, 0, 0, 0, 0, 0, 0, 0}, 4));
    const wm_data_error error = failure_of([&] { read(file); });
    EXPECT_EQ(error.problem, WM_DATA_MULTIALLELIC);
    EXPECT_EQ(error.variant, 1);
    EXPECT_STREQ(error.found, "2 of 4 variants have more than two alleles; variant 2 (rs2) has 3 alleles");
}

TEST_F(Bgen, ProbabilitiesAboveOneAreRefused) {
    for (const int bits : {8, 11, 16}) {
        const std::uint64_t whole = (1u << bits) - 1;
        bgen_writer::File file = file_of(2, bgen_writer::none, 2);
        file.add("rs1", 7, {"A", "C"}, layout2({2, 2}, false, bits, {0, whole, 1, whole}));
        EXPECT_EQ(failure_of([&] { read(file); }).problem, WM_DATA_DAMAGED);
        // What a missing sample's room holds does not matter.
        bgen_writer::File other = file_of(2, bgen_writer::none, 2);
        other.add("rs1", 7, {"A", "C"}, layout2({2, missing_diploid}, false, bits, {0, whole, whole, whole}));
        EXPECT_EQ(read(other).dosages, (std::vector<Dosages>{{16384, missing}}));
    }
}

TEST_F(Bgen, FileCutAnywhereIsRefused) {
    for (const bgen_writer::File& written : small_files()) {
        const std::string bytes = written.bytes();
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_EQ(status_of([&] { contents(*open(bytes.substr(0, size))); }), WM_BAD_DATA) << size;
        EXPECT_EQ(failure_of([&] { contents(*open(bytes + '\0')); }).problem, WM_DATA_COUNTS);
    }
}

// Each byte changed to each of several others: read or refused, with nothing that the sanitizers object to.
TEST_F(Bgen, ChangedByteIsReadOrRefused) {
    for (const bgen_writer::File& written : small_files()) {
        std::string bytes = written.bytes();
        for (char& byte : bytes) {
            const char kept = byte;
            for (const int change : {1, 2, 0x80, 0xff, 0x7f}) {
                byte = static_cast<char>(kept ^ change);
                const wm_status status = status_of([&] { contents(*open(bytes)); });
                EXPECT_TRUE(status == WM_OK || status == WM_BAD_DATA) << status;
            }
            byte = kept;
        }
    }
}

TEST_F(Bgen, SizesThatCannotBeAreRefusedBeforeTheyAreTaken) {
    bgen_writer::File file = file_of(2, bgen_writer::zlib, 3);
    file.add("rs1", 7, {"A", "C"}, layout2({2, 2, 2}, false, 8, {0, 0, 0, 0, 0, 0}));
    // A stream of a gigabyte of zeros for three samples: it cannot be more than 10 + 3 + 3 * 63 * 4 bytes.
    bgen_writer::File bomb = file_of(2, bgen_writer::zlib, 3);
    const std::string stream = bgen_writer::compressed(std::string(1 << 20, '\0'), bgen_writer::zlib);
    bomb.body = file.body.substr(0, 2 + 2 + 2 + 3 + 2 + 1 + 4 + 2 + 5 + 5) +
                bgen_writer::u32(stream.size() + 4) + bgen_writer::u32(1 << 30) + stream;
    bomb.variants = 1;
    EXPECT_EQ(failure_of([&] { read(bomb); }).problem, WM_DATA_DAMAGED);
    // A count of samples or variants that the file has no room for.
    for (const std::size_t count_at : {8, 12})
        for (const auto compression : {bgen_writer::none, bgen_writer::zlib, bgen_writer::zstd}) {
            bgen_writer::File other = file_of(2, compression, 3);
            other.add("rs1", 7, {"A", "C"}, layout2({2, 2, 2}, false, 8, {0, 0, 0, 0, 0, 0}));
            const std::string bytes = other.bytes().replace(count_at, 4, "\xff\xff\xff\xff");
            EXPECT_EQ(failure_of([&] { open(bytes); }).problem, WM_DATA_CUT_SHORT) << count_at;
        }
    // An allele longer than the file.
    std::string bytes = file.bytes();
    bytes.replace(bytes.find('C') - 4, 4, "\xff\xff\xff\x7f");
    EXPECT_EQ(failure_of([&] { contents(*open(bytes)); }).problem, WM_DATA_CUT_SHORT);
}

TEST_F(Bgen, OtherLayoutsCompressionsAndFilesAreRefused) {
    const std::string bytes = small_files()[2].bytes();
    const auto with_flags = [&](std::uint32_t flags) {
        return std::string(bytes).replace(20, 4, bgen_writer::u32(flags));
    };
    EXPECT_EQ(failure_of([&] { open(with_flags(0 << 2)); }).problem, WM_DATA_VERSION);
    EXPECT_EQ(failure_of([&] { open(with_flags(3 << 2)); }).problem, WM_DATA_VERSION);
    EXPECT_EQ(failure_of([&] { open(with_flags(2 << 2 | 3)); }).problem, WM_DATA_VERSION);
    EXPECT_EQ(failure_of([&] { open(with_flags(1 << 2 | 2)); }).problem, WM_DATA_VERSION);
    EXPECT_EQ(failure_of([&] { open("##fileformat=VCFv4.2\n#CHROM\n"); }).problem, WM_DATA_MAGIC);
    EXPECT_EQ(status_of([&] { wm::open_bgen(folder_.file("none"), -1, -1); }), WM_IO_ERROR);
}

TEST_F(Bgen, CountsOfTheFilesBesideAreCompared) {
    write_file(path_, small_files()[3].bytes());
    EXPECT_EQ(failure_of([&] { wm::open_bgen(path_, 4, -1); }).problem, WM_DATA_COUNTS);
    EXPECT_EQ(failure_of([&] { wm::open_bgen(path_, 3, 1); }).problem, WM_DATA_COUNTS);
    EXPECT_NE(wm::open_bgen(path_, 3, 2), nullptr);
}

TEST_F(Bgen, TextThatATableCannotHoldIsRefused) {
    bgen_writer::File file = file_of(2, bgen_writer::none, 1);
    file.add("r\ts", 1, {"A", "C"}, layout2({2}, false, 8, {0, 0}));
    EXPECT_EQ(failure_of([&] { read(file); }).problem, WM_DATA_TEXT);
    bgen_writer::File empty = file_of(2, bgen_writer::none, 1);
    empty.add("rs", 1, {"A", ""}, layout2({2}, false, 8, {0, 0}));
    EXPECT_EQ(failure_of([&] { read(empty); }).problem, WM_DATA_TEXT);
    bgen_writer::File named = small_files()[2];
    named.names[1] = "two\nlines";
    EXPECT_EQ(failure_of([&] { open(named.bytes()); }).problem, WM_DATA_TEXT);
}

TEST_F(Bgen, AddressesOfNoVariantAreRefused) {
    const auto file = open(small_files()[3].bytes());
    const wm_variant_address first = contents(*file).addresses[0];
    const auto reader = file->reader();
    Dosages row(3);
    const auto read = [&](wm_variant_address address) {
        return status_of([&] { reader->read(address, WM_DOSAGES, row.data()); });
    };
    EXPECT_EQ(read(first), WM_OK);
    EXPECT_EQ(read({first.place, 2, first.length}), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read({first.place, 1, 1 << 30}), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read({-1, 1, first.length}), WM_INVALID_ARGUMENT);
    EXPECT_EQ(read({first.place, 1, first.length - 1}), WM_BAD_DATA);
    EXPECT_EQ(read({first.place + 1, 1, first.length}), WM_BAD_DATA);
}

TEST_F(Bgen, ChangeOfTheFileIsNoticed) {
    const auto file = open(small_files()[3].bytes());
    file->check_unchanged();
    write_file(path_, small_files()[3].bytes() + " ");
    EXPECT_EQ(failure_of([&] { file->check_unchanged(); }).problem, WM_DATA_CHANGED);
}
