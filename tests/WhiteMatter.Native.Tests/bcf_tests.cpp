// BCF files written byte by byte from the specification (VCF 4.3, section 6).
#include <bit>

#include "genotype_files.hpp"

using namespace genotype_files;

namespace {

constexpr std::uint16_t missing = 65535;
constexpr std::uint32_t float_missing = 0x7f800001, float_end = 0x7f800002;

std::string u32(std::uint32_t v) {
    return {static_cast<char>(v), static_cast<char>(v >> 8), static_cast<char>(v >> 16),
            static_cast<char>(v >> 24)};
}
// A type byte: count in the high half, type (1 int8, 2 int16, 3 int32, 5 float, 7 text) in the low.
std::string head(int count, int type) { return {static_cast<char>(count << 4 | type)}; }
std::string text(const std::string& t) { return head(static_cast<int>(t.size()), 7) + t; }
std::string number(int v) { return head(1, 1) + static_cast<char>(v); }
std::string floats(std::initializer_list<float> values) {
    std::string out;
    for (const float v : values) out += u32(std::bit_cast<std::uint32_t>(v));
    return out;
}

// PASS is word 0; GT, DS, HDS are 1, 2, 3 by their order and GP is 9 by its IDX.
const std::string header =
    "##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description=\"\">\n##FORMAT=<ID=GT,Number=1,Type=String,"
    "Description=\"\">\n"
    "##FORMAT=<ID=DS,Number=A,Type=Float,Description=\"\">\n##FORMAT=<ID=HDS,Number=.,Type=Float,Description="
    "\"\">\n"
    "##FORMAT=<ID=GP,Number=G,Type=Float,Description=\"\",IDX=9>\n##contig=<ID=chr1>\n##contig=<ID=chr2,IDX="
    "7>\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts1\ts2\ts3\n";

std::string file(const std::string& records, const std::string& header_text = header) {
    const std::string whole = header_text + '\0';
    return "BCF\2\2" + u32(static_cast<std::uint32_t>(whole.size())) + whole + records;
}

std::string record(int contig, int position, const std::vector<std::string>& alleles, int fields,
                   const std::string& individual, int samples = 3) {
    std::string shared =
        u32(static_cast<std::uint32_t>(contig)) + u32(static_cast<std::uint32_t>(position - 1)) + u32(1) +
        u32(float_missing) + u32(static_cast<std::uint32_t>(alleles.size()) << 16) +
        u32(static_cast<std::uint32_t>(fields) << 24 | static_cast<std::uint32_t>(samples)) + text("rs1");
    for (const std::string& allele : alleles) shared += text(allele);
    shared += head(0, 0);  // FILTER
    return u32(static_cast<std::uint32_t>(shared.size())) +
           u32(static_cast<std::uint32_t>(individual.size())) + shared + individual;
}

class Bcf : public testing::Test {
  protected:
    std::unique_ptr<wm::GenotypeFile> open(const std::string& bytes) {
        write_file(path_, bytes);
        return wm::open_vcf(path_, -1, -1);
    }
    Contents read(const std::string& bytes) { return contents(*open(bytes)); }
    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.bcf");
};

// Codes of GT: (allele + 1) * 2, one more where phased; 0 missing; -127 past the end of a haploid call.
const std::string calls_8 = number(1) + head(2, 1) + std::string("\2\4\5\5\4\x81", 6);  // 0/1, 1|1, 1

}  // namespace

TEST_F(Bcf, RecordsAreThoseOfTheFile) {
    const auto opened =
        open(file(record(0, 5, {"A", "C"}, 1, calls_8) +
                  record(7, 8, {"A"}, 1, number(1) + head(2, 1) + std::string("\2\2\0\0\2\2", 6)) +
                  record(0, 9, {"A", "C", "G"}, 1, number(1) + head(2, 1) + std::string("\2\6\4\6\0\6", 6))));
    EXPECT_STREQ(opened->info().description, "BCF, not compressed");
    EXPECT_EQ(opened->sample_names(), "s1\ns2\ns3\n");
    const Contents all = contents(*opened);
    EXPECT_EQ(all.lines, (std::vector<std::string>{"chr1\trs1\t0\t5\tC\tA\n", "chr2\trs1\t0\t8\t.\tA\n",
                                                   "chr1\trs1\t0\t9\tC\tA\n", "chr1\trs1\t0\t9\tG\tA\n"}));
    EXPECT_EQ(all.dosages,
              (std::vector<Dosages>{
                  {16384, 32768, 32768}, {0, missing, 0}, {0, 16384, missing}, {16384, 16384, missing}}));
    expect_any_order_gives_the_same(*opened, all);
}

TEST_F(Bcf, WiderTypesOfCallsAreRead) {
    const std::string calls_16 = number(1) + head(2, 2) + std::string("\2\0\4\0\5\0\5\0\4\0\x01\x80", 12);
    const std::string calls_32 =
        number(1) + head(2, 3) + u32(2) + u32(4) + u32(5) + u32(5) + u32(4) + u32(0x80000001);
    const std::string haploid = number(1) + head(1, 1) + std::string("\2\4\0", 3);
    EXPECT_EQ(read(file(record(0, 5, {"A", "C"}, 1, calls_16) + record(0, 5, {"A", "C"}, 1, calls_32) +
                        record(0, 5, {"A", "C"}, 1, haploid)))
                  .dosages,
              (std::vector<Dosages>{{16384, 32768, 32768}, {16384, 32768, 32768}, {0, 32768, missing}}));
}

TEST_F(Bcf, DosagesComeBeforeCalls) {
    // DS: 0.25; missing, so the call 1|1; 0.5 of a haploid twice.
    const std::string ds = number(2) + head(1, 5) + floats({0.25f}) + u32(float_missing) + floats({0.5f});
    // HDS: 0.25 + 0.5; one value, twice; missing, so the haploid call.
    const std::string hds = number(3) + head(2, 5) + floats({0.25f, 0.5f, 0.5f}) + u32(float_end) +
                            u32(float_missing) + u32(float_end);
    const std::string gp =
        number(9) + head(3, 5) + floats({0.5f, 0.25f, 0.25f, 0, 0, 0, 0.75f, 0.25f}) + u32(float_end);
    EXPECT_EQ(read(file(record(0, 5, {"A", "C"}, 2, calls_8 + ds) +
                        record(0, 6, {"A", "C"}, 2, hds + calls_8) + record(0, 7, {"A", "C"}, 1, gp)))
                  .dosages,
              (std::vector<Dosages>{{4096, 32768, 16384}, {12288, 16384, 32768}, {12288, missing, 8192}}));
    // A value for each of two alternate alleles; whole numbers may be stored as such.
    const std::string two =
        number(2) + head(2, 5) + floats({0.5f, 1, 2, 0}) + u32(float_missing) + u32(float_end);
    const std::string whole = number(2) + head(1, 1) + std::string("\0\1\x80", 3);
    EXPECT_EQ(read(file(record(0, 5, {"A", "C", "G"}, 1, two) + record(0, 5, {"A", "C"}, 1, whole))).dosages,
              (std::vector<Dosages>{{8192, 32768, missing}, {16384, 0, missing}, {0, 16384, missing}}));
}

TEST_F(Bcf, RecordsThatCannotBeAreRefused) {
    const auto problem = [&](const std::string& records) {
        return failure_of([&] { read(file(records)); }).problem;
    };
    EXPECT_EQ(problem(record(1, 5, {"A", "C"}, 1, calls_8)), WM_DATA_DAMAGED);  // no such contig
    EXPECT_EQ(problem(record(0, 5, {"A", "C"}, 1, calls_8, 2)),
              WM_DATA_DAMAGED);  // another number of samples
    EXPECT_EQ(problem(record(0, 5, {}, 1, calls_8)), WM_DATA_DAMAGED);
    EXPECT_EQ(problem(record(0, 5, {"A"}, 1, calls_8)), WM_DATA_DAMAGED);       // allele 1 of none
    EXPECT_EQ(problem(record(0, 5, {"A", "C"}, 2, calls_8)), WM_DATA_DAMAGED);  // a field short
    EXPECT_EQ(problem(record(0, 5, {"A", "C"}, 1, number(1) + head(2, 1) + "\2\2")), WM_DATA_DAMAGED);
    EXPECT_EQ(problem(record(0, 5, {"A", "C"}, 1, number(1) + head(3, 1) + "\2\2\2\2\2\2\2\2\2")),
              WM_DATA_PLOIDY);
    EXPECT_EQ(problem(record(0, 5, {"A", "C"}, 1, number(2) + head(1, 5) + floats({0, 1, 2.5f}))),
              WM_DATA_DAMAGED);
    EXPECT_EQ(problem(record(0, 5, {"A", "C"}, 1, number(2) + head(1, 7) + "abc")), WM_DATA_DAMAGED);
    EXPECT_EQ(problem(u32(1u << 31) + u32(1u << 31) + std::string(100, '\0')), WM_DATA_DAMAGED);
    EXPECT_EQ(problem(u32(1u << 30) + u32(0) + std::string(100, '\0')), WM_DATA_CUT_SHORT);
    EXPECT_EQ(failure_of([&] { open("BCF\2\2" + u32(0xffffffff) + header); }).problem, WM_DATA_CUT_SHORT);
}

TEST_F(Bcf, FileCutOrChangedAnywhereIsReadOrRefused) {
    const std::string ds = number(2) + head(1, 5) + floats({0.25f, 1, 2});
    const std::string short_header =
        "##fileformat=VCFv4.2\n##FORMAT=<ID=GT>\n##FORMAT=<ID=DS>\n##contig=<ID=1>\n" +
        header.substr(header.find("#CHROM"));
    std::string bytes = file(record(0, 5, {"A", "C"}, 2, calls_8 + ds), short_header);
    const std::size_t records = bytes.size() - record(0, 5, {"A", "C"}, 2, calls_8 + ds).size();
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_EQ(status_of([&] { read(bytes.substr(0, size)); }), size == records ? WM_OK : WM_BAD_DATA)
            << size;
    for (char& byte : bytes) {
        const char kept = byte;
        for (const int change : {1, 2, 0x10, 0x80, 0xff, 0x7f}) {
            byte = static_cast<char>(kept ^ change);
            const wm_status status = status_of([&] { read(bytes); });
            EXPECT_TRUE(status == WM_OK || status == WM_BAD_DATA) << status;
        }
        byte = kept;
    }
}
