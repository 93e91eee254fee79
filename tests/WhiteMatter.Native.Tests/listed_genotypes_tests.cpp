// Files that list their variants, through the C interface: the same as by the classes, whatever the batches
// and threads.
#include "bgen_writer.hpp"
#include "genotype_files.hpp"

using namespace genotype_files;

namespace {

std::string bgen_bytes(std::uint32_t variants) {
    bgen_writer::File file;
    file.compression = bgen_writer::zlib;
    file.samples = 7;
    file.names = {"a", "b", "c", "d", "e", "f", "g"};
    for (std::uint32_t v = 0; v < variants; ++v) {
        std::vector<std::uint64_t> values;
        for (std::uint64_t i = 0; i < 7; ++i)
            values.insert(values.end(), {(v * 31 + i * 7) % 128, (v + i * 13) % 128});
        file.add("rs", v, {"A", "C"}, bgen_writer::layout2(std::vector<int>(7, 2), false, 8, values));
    }
    return file.bytes();
}

std::string vcf_text(int variants) {
    std::string text =
        "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\tc\td\te\tf\tg\n";
    for (int v = 0; v < variants; ++v) {
        text += "1\t" + std::to_string(v) + "\t.\tA\tC,G\t.\t.\t.\tGT";
        for (int i = 0; i < 7; ++i) {
            static constexpr const char* calls[] = {"\t0/1", "\t1/2", "\t./.", "\t2|2", "\t0", "\t1/1"};
            text += calls[(v * 5 + i * i) % 6];
        }
        text += "\n";
    }
    return text;
}

void expect_the_same_by_the_interface(const std::string& path, wm_genotype_format format,
                                      const Contents& expected) {
    wm_genotypes* file = nullptr;
    ASSERT_EQ(wm_genotypes_open(path.c_str(), format, 7, -1, &file), WM_OK) << wm_last_error();
    std::int64_t size = 0;
    std::string names(14, '\0');
    EXPECT_EQ(wm_genotypes_sample_names(file, names.data(), 14, &size), WM_OK);
    EXPECT_EQ(names, "a\nb\nc\nd\ne\nf\ng\n");
    std::vector<wm_variant_address> addresses;
    std::string lines;
    wm_variant_scan* scan = nullptr;
    ASSERT_EQ(wm_variants_scan(file, &scan), WM_OK);
    for (;;) {
        wm_variant_address some[16];
        char text[100];
        std::int64_t count = 0;
        ASSERT_EQ(wm_variant_scan_next(scan, 16, some, text, sizeof text, &size, &count), WM_OK)
            << wm_last_error();
        if (count == 0) break;
        addresses.insert(addresses.end(), some, some + count);
        lines.append(text, static_cast<std::size_t>(size));
    }
    wm_variant_scan_free(scan);
    std::string expected_lines;
    for (const std::string& line : expected.lines) expected_lines += line;
    EXPECT_EQ(lines, expected_lines);
    for (const int threads : {1, 3}) {
        std::vector<std::uint16_t> rows(addresses.size() * 8);  // a stride longer than a row
        ASSERT_EQ(wm_genotypes_read(file, addresses.data(), static_cast<std::int64_t>(addresses.size()),
                                    WM_DOSAGES, rows.data(), 16, threads, nullptr),
                  WM_OK)
            << wm_last_error();
        for (std::size_t v = 0; v < addresses.size(); ++v)
            EXPECT_EQ(Dosages(&rows[8 * v], &rows[8 * v] + 7), expected.dosages[v]) << v;
        std::vector<std::uint8_t> calls(addresses.size() * 2);
        ASSERT_EQ(wm_genotypes_read(file, addresses.data(), static_cast<std::int64_t>(addresses.size()),
                                    WM_HARDCALLS, calls.data(), 2, threads, nullptr),
                  WM_OK)
            << wm_last_error();
        for (std::size_t v = 0; v < addresses.size(); ++v)
            EXPECT_EQ(Calls(&calls[2 * v], &calls[2 * v] + 2), expected.calls[v]) << v;
    }
    wm_genotypes_free(file);
}

}  // namespace

TEST(ListedGenotypes, BgenIsTheSameByTheInterface) {
    const TemporaryFolder folder;
    const std::string path = folder.file("a.bgen");
    write_file(path, bgen_bytes(300));
    expect_the_same_by_the_interface(path, WM_FORMAT_BGEN, contents(*wm::open_bgen(path, -1, -1)));
}

TEST(ListedGenotypes, VcfIsTheSameByTheInterface) {
    const TemporaryFolder folder;
    const std::string path = folder.file("a.vcf");
    write_file(path, vcf_text(300));
    expect_the_same_by_the_interface(path, WM_FORMAT_VCF, contents(*wm::open_vcf(path, -1, -1)));
}

TEST(ListedGenotypes, FailureOfAFileHasItsDetails) {
    const TemporaryFolder folder;
    const std::string path = folder.file("a.bgen"), bytes = bgen_bytes(3);
    write_file(path, bytes.substr(0, bytes.size() - 1));
    wm_genotypes* file = nullptr;
    ASSERT_EQ(wm_genotypes_open(path.c_str(), WM_FORMAT_BGEN, -1, -1, &file), WM_OK);
    wm_variant_scan* scan = nullptr;
    ASSERT_EQ(wm_variants_scan(file, &scan), WM_OK);
    wm_variant_address some[16];
    char text[1000];
    std::int64_t size = 0, count = 0;
    wm_status status = WM_OK;
    do status = wm_variant_scan_next(scan, 16, some, text, sizeof text, &size, &count);
    while (status == WM_OK && count > 0);
    EXPECT_EQ(status, WM_BAD_DATA);
    wm_data_error error{};
    wm_last_data_error(&error);
    EXPECT_EQ(error.problem, WM_DATA_CUT_SHORT);
    EXPECT_EQ(error.variant, 2);
    EXPECT_EQ(error.byte_offset, static_cast<std::int64_t>(bytes.size()) - 1);
    EXPECT_STREQ(error.found, "the file ends within variant 3");
    wm_variant_scan_free(scan);
    wm_genotypes_free(file);
}
