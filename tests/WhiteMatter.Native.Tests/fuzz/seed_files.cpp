#include "seed_files.hpp"

#include <htslib/vcf.h>
#include <zlib.h>

#include <memory>

#include "pgen_writer.hpp"
#include "temporary_folder.hpp"

namespace {

std::string noise(std::size_t size, unsigned start) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i)
        bytes += static_cast<char>((start = start * 1664525 + 1013904223) >> 24);
    return bytes;
}

std::vector<SeedFile> bed_files() {
    return {{"rows.bed", bytes_of({0x6c, 0x1b, 1}) + noise(20 * 9, 1), 35, 20, "", ""},
            {"columns.bed", bytes_of({0x6c, 0x1b, 0}) + noise(35 * 5, 2), 35, 20, "", ""}};
}

// Ten samples of whom three are heterozygous; a record of every kind, some of them twice.
std::vector<PgenRecordBytes> records_of_all_kinds() {
    const std::string ten = bytes_of({0xe4, 0xe4, 0x04});
    std::vector<PgenRecordBytes> records = {
        {0, ten},
        {2, bytes_of({2, 3, 8, 5})},
        {3, bytes_of({1, 0, 1})},
        {4, bytes_of({2, 1, 9, 8})},
        {1, bytes_of({1, 0x06, 0x02, 1, 5, 3})},
        {2, bytes_of({3, 1, 0x1b, 2, 3})},
        {6, bytes_of({1, 4, 0})},
        {7, bytes_of({2, 0, 1, 1})},
        {5, ""},
        {0x10, ten + bytes_of({0x06})},
        {0x20, ten + bytes_of({2, 3, 5, 0, 1, 0, 2})},
        {0x32, bytes_of({1, 0, 1}) + bytes_of({0x1f, 0x03}) + bytes_of({1, 1, 0x00, 0x40})},
        {0x60, ten + bytes_of({0x11, 2, 1, 0, 2, 0, 0, 0x80})},
        {0xe0, ten + bytes_of({0x11, 0, 1, 0, 2, 0, 0x02, 7, 7})},
        {0x46, bytes_of({1, 4, 0}) + std::string(20, '\x11')},
        {0xc4, bytes_of({1, 4, 2}) + std::string(40, '\x11')}};
    return records;
}

// 300 samples: numbers of two bytes, and lists of more than one group of 64.
std::vector<PgenRecordBytes> records_with_long_lists() {
    const std::string list = bytes_of({100, 0, 0, 192, 0, 0}) + std::string(25, '\x66') +
                             std::string(63, '\x03') + std::string(35, '\x02');
    const std::string numbers =
        bytes_of({100, 0, 0, 192, 0, 0}) + std::string(63, '\x03') + std::string(35, '\x02');
    return {{0, noise(75, 3)},
            {2, list},
            {3, list},
            {4, list},
            {1, bytes_of({9}) + noise(38, 4) + list},
            {0x24, list + numbers + std::string(200, '\x22')},
            {0xa6,
             list + numbers + std::string(200, '\x22') + std::string(13, '\x11') + std::string(50, '\x01')}};
}

SeedFile pgen_file(const char* name, const PgenShape& shape, const std::vector<PgenRecordBytes>& records) {
    const PgenFiles files = pgen_of(shape, records);
    return {name, files.pgen, -1, -1, files.index.empty() ? "" : ".pgi", files.index};
}

std::vector<SeedFile> pgen_files() {
    std::vector<SeedFile> files;
    PgenShape shape;
    files.push_back(pgen_file("all.pgen", shape, records_of_all_kinds()));
    shape.length_bytes = 1;
    shape.flags = true;
    shape.allele_count_bytes = 2;
    shape.mode = 0x11;
    shape.extensions = bytes_of({0x02, 0, 4}) + "test";
    files.push_back(pgen_file("extended.pgen", shape, records_of_all_kinds()));
    shape = {};
    shape.mode = 0x20;
    files.push_back(pgen_file("separate.pgen", shape, records_of_all_kinds()));
    shape = {};
    shape.samples = 300;
    files.push_back(pgen_file("lists.pgen", shape, records_with_long_lists()));
    const auto fixed = [](unsigned mode, std::size_t record) {
        std::string bytes = bytes_of({0x6c, 0x1b, mode, 4, 0, 0, 0, 10, 0, 0, 0, 0x40});
        for (unsigned v = 0; v < 4; ++v) bytes += noise(3, v) + std::string(record - 3, '\x22');
        return bytes;
    };
    files.push_back({"calls.pgen", fixed(2, 3), -1, -1, "", ""});
    files.push_back({"dosages.pgen", fixed(3, 23), -1, -1, "", ""});
    files.push_back({"phased.pgen", fixed(4, 43), -1, -1, "", ""});
    return files;
}

std::string counted(const std::string& text, unsigned width) {
    return little_endian_bytes(text.size(), width) + text;
}

std::string numbered(std::string text, unsigned number) { return text.append(std::to_string(number)); }

std::string zlib_of(const std::string& bytes) {
    uLongf size = compressBound(bytes.size());
    std::string packed(size, '\0');
    compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
             bytes.size());
    packed.resize(size);
    return packed;
}

// Five samples, one of them missing in every second variant.
std::string bgen(unsigned layout, bool zlib, unsigned bits, bool phased) {
    constexpr unsigned samples = 5, variants = 6;
    std::string names;
    for (unsigned i = 0; i < samples; ++i) names += counted(numbered("s", i), 2);
    names = little_endian_bytes(names.size() + 8, 4) + little_endian_bytes(samples, 4) + names;
    std::string bytes = little_endian_bytes(20 + names.size(), 4) + little_endian_bytes(20, 4) +
                        little_endian_bytes(variants, 4) + little_endian_bytes(samples, 4) + "bgen" +
                        little_endian_bytes((zlib ? 1U : 0U) | layout << 2 | 1U << 31, 4) + names;
    for (unsigned v = 0; v < variants; ++v) {
        if (layout == 1) bytes += little_endian_bytes(samples, 4);
        bytes += counted(numbered("id", v), 2) + counted(numbered("rs", v), 2) + counted("22", 2) +
                 little_endian_bytes(1000 + v, 4);
        if (layout == 2) bytes += little_endian_bytes(2, 2);
        bytes += counted("A", 4) + counted("CT", 4);
        std::string data;
        if (layout == 1) {
            for (unsigned i = 0; i < samples; ++i)
                for (const unsigned p : {8192U, 16384U, 8192U})
                    data += little_endian_bytes(i == v % 2 ? 0 : p, 2);
            bytes += zlib ? counted(zlib_of(data), 4) : data;
            continue;
        }
        data = little_endian_bytes(samples, 4) + little_endian_bytes(2, 2) + bytes_of({2, 2});
        for (unsigned i = 0; i < samples; ++i) data += static_cast<char>(i == v % 2 ? 0x82 : 2);
        data += bytes_of({phased ? 1U : 0U, bits}) + std::string((2 * samples * bits + 7) / 8, '\x33');
        bytes += zlib ? counted(little_endian_bytes(data.size(), 4) + zlib_of(data), 4) : counted(data, 4);
    }
    return bytes;
}

std::vector<SeedFile> bgen_files() {
    return {{"plain.bgen", bgen(2, false, 8, false), -1, -1, "", ""},
            {"zlib.bgen", bgen(2, true, 16, false), -1, -1, "", ""},
            {"odd.bgen", bgen(2, false, 11, true), -1, -1, "", ""},
            {"phased.bgen", bgen(2, true, 8, true), -1, -1, "", ""},
            {"one-zlib.bgen", bgen(1, true, 16, false), -1, -1, "", ""},
            {"one.bgen", bgen(1, false, 16, false), -1, -1, "", ""}};
}

const char* const vcf =
    "##fileformat=VCFv4.2\n##contig=<ID=22,length=51304566>\n##contig=<ID=X>\n"
    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"calls\">\n##FORMAT=<ID=DS,Number=A,Type=Float,"
    "Description=\"dosage\">\n"
    "##FORMAT=<ID=GP,Number=G,Type=Float,Description=\"probabilities\">\n##FILTER=<ID=q,Description=\"q\">\n"
    "##INFO=<ID=AF,Number=A,Type=Float,Description=\"frequency\">\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\tc\n"
    "22\t100\trs1\tA\tC\t.\tPASS\tAF=0.5\tGT:DS\t0/1:0.98\t1|1:1.9\t./.:.\n"
    "22\t200\t.\tAT\tA\t9\tq\t.\tGT\t0|0\t0/1\t1/1\n"
    "22\t300\trs3\tG\tT,C\t.\t.\t.\tGT:DS\t1/2:1,1\t0/2:0,0.9\t0/0:0,0\n"
    "22\t400\trs4\tG\tT\t.\t.\t.\tGP\t0.9,0.1,0\t0,1,0\t0.1,0.2,0.7\n"
    "X\t500\trs5\tC\t<DEL>\t.\t.\t.\tGT\t0\t1\t0/1\n";

std::string bgzipped(const std::string& text) {
    std::string out(static_cast<std::size_t>(wm_bgzf_bound(static_cast<std::int64_t>(text.size()))), '\0');
    std::int64_t size = 0;
    wm_bgzf_compress(reinterpret_cast<const std::uint8_t*>(text.data()),
                     static_cast<std::int64_t>(text.size()), 6, reinterpret_cast<std::uint8_t*>(out.data()),
                     static_cast<std::int64_t>(out.size()), &size);
    out.resize(static_cast<std::size_t>(size));
    std::int64_t end_size = 0;
    const std::uint8_t* end = wm_bgzf_eof_block(&end_size);
    return out + std::string(reinterpret_cast<const char*>(end), static_cast<std::size_t>(end_size));
}

std::string bcf(const TemporaryFolder& folder) {
    write_file(folder.file("x.vcf"), vcf);
    const std::unique_ptr<htsFile, int (*)(htsFile*)> in(hts_open(folder.file("x.vcf").c_str(), "r"),
                                                         hts_close);
    const std::unique_ptr<bcf_hdr_t, void (*)(bcf_hdr_t*)> header(bcf_hdr_read(in.get()), bcf_hdr_destroy);
    {
        const std::unique_ptr<htsFile, int (*)(htsFile*)> out(hts_open(folder.file("x.bcf").c_str(), "wb"),
                                                              hts_close);
        const std::unique_ptr<bcf1_t, void (*)(bcf1_t*)> line(bcf_init(), bcf_destroy);
        if (bcf_hdr_write(out.get(), header.get()) != 0) return "";
        while (bcf_read(in.get(), header.get(), line.get()) == 0)
            if (bcf_write(out.get(), header.get(), line.get()) != 0) return "";
    }
    return read_file(folder.file("x.bcf"));
}

std::vector<SeedFile> vcf_files() {
    const TemporaryFolder folder;
    return {{"x.vcf", vcf, -1, -1, "", ""},
            {"x.vcf.gz", bgzipped(vcf), -1, -1, "", ""},
            {"x.bcf", bcf(folder), -1, -1, "", ""}};
}

}  // namespace

std::vector<SeedFile> seed_files(wm_genotype_format format) {
    switch (format) {
        case WM_FORMAT_BED:
            return bed_files();
        case WM_FORMAT_PGEN:
            return pgen_files();
        case WM_FORMAT_BGEN:
            return bgen_files();
        default:
            return vcf_files();
    }
}
