// VCF and BCF files written from the specification; values are worked out from it beside each.
#include <algorithm>

#include "genotype_files.hpp"

using namespace genotype_files;

namespace {

constexpr std::uint16_t missing = 65535;

const std::string meta =
    "##fileformat=VCFv4.2\n##contig=<ID=1>\n##contig=<ID=X>\n"
    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype, of \\\"alleles\\\"\">\n"
    "##FORMAT=<ID=DS,Number=A,Type=Float,Description=\"Dosage\">\n"
    "##FORMAT=<ID=HDS,Number=.,Type=Float,Description=\"Haplotype dosage\">\n"
    "##FORMAT=<ID=GP,Number=G,Type=Float,Description=\"Probabilities\">\n";
const std::string columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";

std::string names(int samples) {
    std::string line = columns;
    for (int i = 0; i < samples; ++i) line += "\ts" + std::to_string(i + 1);
    return line + "\n";
}

std::string bgzip(const std::string& text) {
    std::string packed(static_cast<std::size_t>(wm_bgzf_bound(static_cast<std::int64_t>(text.size()))), '\0');
    std::int64_t size = 0, end_size = 0;
    EXPECT_EQ(wm_bgzf_compress(reinterpret_cast<const std::uint8_t*>(text.data()),
                               static_cast<std::int64_t>(text.size()), 6,
                               reinterpret_cast<std::uint8_t*>(packed.data()),
                               static_cast<std::int64_t>(packed.size()), &size),
              WM_OK);
    packed.resize(static_cast<std::size_t>(size));
    const std::uint8_t* const end = wm_bgzf_eof_block(&end_size);
    return packed + std::string(reinterpret_cast<const char*>(end), static_cast<std::size_t>(end_size));
}

class Vcf : public testing::Test {
  protected:
    std::unique_ptr<wm::GenotypeFile> open(const std::string& bytes) {
        write_file(path_, bytes);
        return wm::open_vcf(path_, -1, -1);
    }
    Contents read(const std::string& bytes) { return contents(*open(bytes)); }
    // The dosages of a file of one record.
    std::vector<Dosages> record(const std::string& alleles, const std::string& format,
                                const std::string& calls, const std::string& header = meta) {
        const int samples = static_cast<int>(std::count(calls.begin(), calls.end(), '\t')) + 1;
        return read(header + names(samples) + "1\t5\trs\t" + alleles + "\t.\t.\t.\t" + format + "\t" + calls +
                    "\n")
            .dosages;
    }
    wm_data_problem problem(const std::string& alleles, const std::string& format, const std::string& calls) {
        return static_cast<wm_data_problem>(failure_of([&] { record(alleles, format, calls); }).problem);
    }
    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.vcf");
};

}  // namespace

TEST_F(Vcf, HeaderNamesAndVariantsAreThoseOfTheFile) {
    const std::string text = meta + names(2) +
                             "1\t5\trs1\tA\tC\t30\tPASS\tAC=1\tGT\t0/1\t1|1\n"
                             "X\t7\t.\tA\tC,<DEL>\t.\t.\t.\tGT:GQ\t0|2:9\t1\n"
                             "Un_1\t9\tz\tA\t.\t.\t.\t.\tGT\t0/0\t./.\n";
    for (const bool packed : {false, true}) {
        const auto file = open(packed ? bgzip(text) : text);
        EXPECT_STREQ(file->info().description, packed ? "VCF, bgzip" : "VCF, not compressed");
        EXPECT_EQ(file->info().samples, 2);
        EXPECT_EQ(file->info().variants, -1);
        EXPECT_EQ(file->info().dosages, 1);
        EXPECT_EQ(file->sample_names(), "s1\ns2\n");
        const Contents all = contents(*file);
        // A line an alternate allele; a contig the header lacks; no alternate allele.
        EXPECT_EQ(all.lines, (std::vector<std::string>{"1\trs1\t0\t5\tC\tA\n", "X\t.\t0\t7\tC\tA\n",
                                                       "X\t.\t0\t7\t<DEL>\tA\n", "Un_1\tz\t0\t9\t.\tA\n"}));
        EXPECT_EQ(all.dosages, (std::vector<Dosages>{{16384, 32768}, {0, 32768}, {16384, 0}, {0, missing}}));
        EXPECT_EQ(codes(all.calls[0], 2), (std::vector<int>{2, 0}));
        EXPECT_EQ(codes(all.calls[3], 2), (std::vector<int>{3, 1}));
        expect_any_order_gives_the_same(*file, all);
    }
}

TEST_F(Vcf, CallsCountTheAlternateAllele) {
    // Haploid calls twice; a call with a missing allele is missing; fields after GT may be left out.
    EXPECT_EQ(record("A\tC", "GT:DP", "0/0:1\t0/1\t1|0:3\t1/1\t.\t./.\t./1\t1|.\t0\t1:7"),
              (std::vector<Dosages>{{0, 16384, 16384, 32768, missing, missing, missing, missing, 0, 32768}}));
    // GT need not be declared, nor stand first.
    EXPECT_EQ(record("A\tC", "DP:GT", "1:0/1\t2:1/1\t3", "##fileformat=VCFv4.2\n"),
              (std::vector<Dosages>{{16384, 32768, missing}}));
    // Eleven alternate alleles: the last has two digits.
    const auto many = record("A\tC,G,T,CC,CG,CT,GG,GC,GT,TT,TG", "GT", "0/11\t11|11\t1/1\t10/11");
    ASSERT_EQ(many.size(), 11u);
    EXPECT_EQ(many[0], (Dosages{0, 0, 32768, 0}));
    EXPECT_EQ(many[9], (Dosages{0, 0, 0, 16384}));
    EXPECT_EQ(many[10], (Dosages{16384, 32768, 0, 16384}));
}

TEST_F(Vcf, DosagesComeBeforeCalls) {
    // 0.3 * 16384 = 4915.2; a haploid's counts twice: 0.25 -> 0.5; a missing one is the call's.
    EXPECT_EQ(record("A\tC", "GT:DS", "0/0:0.3\t0/1:1e0\t1:.25\t0/1:.\t1/1\t./.:2"),
              (std::vector<Dosages>{{4915, 16384, 8192, 16384, 32768, 32768}}));
    // HDS: the sum of both, the one of a haploid twice.
    EXPECT_EQ(record("A\tC", "GT:HDS", "0|0:0.25,0.5\t1:0.5\t0|1:."),
              (std::vector<Dosages>{{12288, 16384, 16384}}));
    // GP: (p1 + 2 p2) / (p0 + p1 + p2); of two p1 counts twice; no probability at all is missing.
    EXPECT_EQ(record("A\tC", "GP", "0.5,0.25,0.25\t0.25,0.25,0\t0.75,0.25\t0,0,0\t.\t.,.,."),
              (std::vector<Dosages>{{12288, 8192, 8192, missing, missing, missing}}));
    // DS before HDS before GP.
    EXPECT_EQ(record("A\tC", "GT:GP:HDS:DS", "0/0:1,0,0:0.5,0.5:2"), (std::vector<Dosages>{{32768}}));
    EXPECT_EQ(record("A\tC", "GT:GP:HDS", "0/0:1,0,0:0.5,0.5"), (std::vector<Dosages>{{16384}}));
    // A field that the header does not declare is not read.
    EXPECT_EQ(record("A\tC", "GT:DS", "0/0:2", "##fileformat=VCFv4.2\n"), (std::vector<Dosages>{{0}}));
}

TEST_F(Vcf, SeveralAllelesHaveDosagesOnlyWhereEachHasOne) {
    EXPECT_EQ(record("A\tC,G", "GT:DS", "0/1:0.5,1\t2/2:.,.\t1/2:."),
              (std::vector<Dosages>{{8192, 0, 16384}, {16384, 32768, 16384}}));
    const std::string one = "##fileformat=VCFv4.2\n##FORMAT=<ID=DS,Number=1,Type=Float,Description=\"\">\n";
    EXPECT_EQ(record("A\tC,G", "GT:DS", "0/1:0.7\t2/2:2", one),
              (std::vector<Dosages>{{16384, 0}, {0, 32768}}));
    const wm_data_error error = failure_of([&] { record("A\tC,G", "DS", "0.7\t2", one); });
    EXPECT_EQ(error.problem, WM_DATA_MULTIALLELIC);
    EXPECT_EQ(error.variant, 0);
    EXPECT_STREQ(error.found, "2 alternate alleles without GT, variant rs at 1:5");
}

TEST_F(Vcf, CallsAndValuesThatCannotBeAreRefused) {
    for (const char* call : {"0/2", "a/0", "", "0/", "/0", "0/1x", "0-1", "-1/0", "0/99999999999"})
        EXPECT_EQ(problem("A\tC", "GT", std::string("0/0\t") + call + "\t0/0"), WM_DATA_DAMAGED) << call;
    EXPECT_EQ(problem("A\tC", "GT", "0/0\t0/0/1"), WM_DATA_PLOIDY);
    for (const char* value : {"2.1", "-0.1", "x", "0.5x", "1,1", "inf", "1e400", "0x1"})
        EXPECT_EQ(problem("A\tC", "GT:DS", std::string("0/0:") + value), WM_DATA_DAMAGED) << value;
    EXPECT_EQ(problem("A\tC", "GT:DS", "1:1.5"), WM_DATA_DAMAGED);  // a haploid has at most 1
    EXPECT_EQ(problem("A\tC", "HDS", "0.5,1.1"), WM_DATA_DAMAGED);
    EXPECT_EQ(problem("A\tC", "HDS", "0.5,0.5,0.5"), WM_DATA_DAMAGED);
    EXPECT_EQ(problem("A\tC", "GP", "0.5,0.5,0.5,0.5"), WM_DATA_DAMAGED);
    EXPECT_EQ(problem("A\tC", "GP", "0.5"), WM_DATA_DAMAGED);
    EXPECT_EQ(problem("A\tC,G", "GT:DS", "0/0:1"), WM_DATA_DAMAGED);
    const wm_data_error error = failure_of([&] { record("A\tC", "GT", "0/0\t0/7"); });
    EXPECT_STREQ(error.found, "call \"0/7\" for sample s2, variant rs at 1:5");
}

TEST_F(Vcf, LinesThatAreNoRecordsAreRefused) {
    const auto problem_of_line = [&](const std::string& line) {
        return failure_of([&] { read(meta + names(2) + line + "\n"); }).problem;
    };
    const std::string site = "1\t5\trs\tA\tC\t.\t.\t.\tGT";
    EXPECT_EQ(problem_of_line(site + "\t0/0"), WM_DATA_DAMAGED);            // a sample short
    EXPECT_EQ(problem_of_line(site + "\t0/0\t0/0\t0/0"), WM_DATA_DAMAGED);  // one too many
    EXPECT_EQ(problem_of_line("1\t5\trs\tA\tC"), WM_DATA_DAMAGED);
    EXPECT_EQ(problem_of_line(""), WM_DATA_DAMAGED);
    EXPECT_EQ(problem_of_line("1\tx\trs\tA\tC\t.\t.\t.\tGT\t0/0\t0/0"), WM_DATA_DAMAGED);
    EXPECT_EQ(problem_of_line("1\t3000000000\trs\tA\tC\t.\t.\t.\tGT\t0/0\t0/0"), WM_DATA_DAMAGED);
    EXPECT_EQ(problem_of_line("1\t5\tr s\tA\tC\t.\t.\t.\tGT\t0/0\t0/0"), WM_DATA_TEXT);
    EXPECT_EQ(problem_of_line("1\t5\trs\tA\tC,,G\t.\t.\t.\tGT\t0/0\t0/0"), WM_DATA_TEXT);
}

TEST_F(Vcf, FilesThatAreNotReadAreRefused) {
    const std::string record = "1\t5\trs\tA\tC\t.\t.\t.\tGT\t0/0\n";
    EXPECT_EQ(failure_of([&] { open("PLINK"); }).problem, WM_DATA_MAGIC);
    EXPECT_EQ(failure_of([&] { open(""); }).problem, WM_DATA_MAGIC);
    EXPECT_EQ(failure_of([&] { open(meta); }).problem, WM_DATA_CUT_SHORT);
    EXPECT_EQ(failure_of([&] { open(meta + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"); }).problem,
              WM_DATA_NO_GENOTYPES);
    EXPECT_EQ(failure_of([&] { open(meta + "#CHROM\tPOS\n"); }).problem, WM_DATA_DAMAGED);
    EXPECT_EQ(failure_of([&] { open(meta + columns + "\ts1\t\ts2\n"); }).problem, WM_DATA_TEXT);
    EXPECT_EQ(failure_of([&] { open(std::string("BCF\2\1", 5)); }).problem, WM_DATA_VERSION);
    EXPECT_EQ(failure_of([&] { open(std::string("BCF\4", 4) + "    "); }).problem, WM_DATA_VERSION);
    EXPECT_EQ(
        failure_of([&] { open(std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03text text text", 24)); }).problem,
        WM_DATA_VERSION);
    const std::string undeclared =
        "##fileformat=VCFv4.2\n" + names(1) + "1\t5\trs\tA\tC\t.\t.\t.\tPL\t0,1,2\n";
    EXPECT_EQ(failure_of([&] { read(undeclared); }).problem, WM_DATA_NO_GENOTYPES);
    // One record without genotypes among others is missing.
    EXPECT_EQ(read(meta + names(1) + record + "1\t5\trs\tA\tC\t.\t.\t.\tPL\t0,1,2\n").dosages,
              (std::vector<Dosages>{{0}, {missing}}));
    write_file(path_, meta + names(1) + record);
    EXPECT_EQ(failure_of([&] { wm::open_vcf(path_, 2, -1); }).problem, WM_DATA_COUNTS);
    EXPECT_EQ(failure_of([&] { contents(*wm::open_vcf(path_, 1, 2)); }).problem, WM_DATA_COUNTS);
    EXPECT_EQ(contents(*wm::open_vcf(path_, 1, 1)).lines.size(), 1u);
}

TEST_F(Vcf, FileCutAnywhereIsRefused) {
    const std::string text = meta + names(2) + "1\t5\trs1\tA\tC\t.\t.\t.\tGT:DS\t0/1:0.5\t1|1:2\n";
    const std::string packed = bgzip(text);
    for (std::size_t size = 0; size < packed.size(); ++size)
        EXPECT_EQ(status_of([&] { read(packed.substr(0, size)); }), WM_BAD_DATA) << size;
    // Text that ends after its header or a line is whole.
    const std::size_t header = text.size() - text.substr(text.find("1\t5")).size();
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_EQ(status_of([&] { read(text.substr(0, size)); }), size == header ? WM_OK : WM_BAD_DATA)
            << size;
}

TEST_F(Vcf, ChangedByteIsReadOrRefused) {
    const std::string text = "##fileformat=VCFv4.2\n##FORMAT=<ID=DS,Number=A>\n" + names(2) +
                             "1\t5\trs1\tA\tC,G\t.\t.\t.\tGT:DS\t0/1:0.5,1\t1|1:.\n";
    for (std::string bytes : {text, bgzip(text)})
        for (char& byte : bytes) {
            const char kept = byte;
            for (const int change : {1, 4, 0x80, 0xff, '\t' ^ kept, '\n' ^ kept, ':' ^ kept}) {
                byte = static_cast<char>(kept ^ change);
                const wm_status status = status_of([&] { read(bytes); });
                EXPECT_TRUE(status == WM_OK || status == WM_BAD_DATA) << status;
            }
            byte = kept;
        }
}

TEST_F(Vcf, LinesAcrossBlocksAreReadFromAnyPlace) {
    // 3000 samples of 20 bytes: lines of 60 KB, most of which lie in two blocks of 64 KB.
    std::string text = meta + names(3000);
    std::vector<Dosages> expected;
    for (int v = 0; v < 40; ++v) {
        text += "1\t" + std::to_string(v) + "\trs\tA\tC\t.\t.\t.\tGT:DS:AD";
        expected.emplace_back();
        for (int i = 0; i < 3000; ++i) {
            const int quarters = (i * 7 + v * 3) % 9;  // of a copy, so that the dosage is exact
            text += "\t0/1:" + std::to_string(quarters * 25 / 100) + "." +
                    std::to_string(quarters * 25 % 100 + 100).substr(1) + ":123456789";
            expected.back().push_back(static_cast<std::uint16_t>(quarters * 4096));
        }
        text += "\n";
    }
    for (const std::string& bytes : {text, bgzip(text)}) {
        const auto file = open(bytes);
        const Contents all = contents(*file);
        EXPECT_EQ(all.dosages, expected);
        expect_any_order_gives_the_same(*file, all);
    }
}

TEST_F(Vcf, AddressesOfNoVariantAreRefused) {
    for (const bool packed : {false, true}) {
        const std::string text = meta + names(1) + "1\t5\trs\tA\tC\t.\t.\t.\tGT\t0/1\n";
        const auto file = open(packed ? bgzip(text) : text);
        const wm_variant_address first = contents(*file).addresses[0];
        const auto reader = file->reader();
        Dosages row(1);
        const auto read = [&](wm_variant_address address) {
            return status_of([&] { reader->read(address, WM_DOSAGES, row.data()); });
        };
        EXPECT_EQ(read(first), WM_OK);
        EXPECT_EQ(read({first.place, 2, 0}), WM_INVALID_ARGUMENT);
        EXPECT_EQ(read({first.place, 0, 0}), WM_INVALID_ARGUMENT);
        EXPECT_EQ(read({first.place + 1000, 1, 0}), WM_BAD_DATA);
        EXPECT_EQ(read({std::int64_t{1} << 60, 1, 0}), WM_BAD_DATA);
        EXPECT_EQ(read({0, 1, 0}), WM_BAD_DATA);
        EXPECT_EQ(read({-5, 1, 0}), WM_INVALID_ARGUMENT);
        EXPECT_EQ(read(first), WM_OK);
    }
}

TEST_F(Vcf, ChangeOfTheFileIsNoticed) {
    const auto file = open(meta + names(1));
    file->check_unchanged();
    write_file(path_, meta + names(12));
    EXPECT_EQ(failure_of([&] { file->check_unchanged(); }).problem, WM_DATA_CHANGED);
}
