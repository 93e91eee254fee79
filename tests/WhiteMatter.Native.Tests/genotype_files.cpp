#include "genotype_files.hpp"

#include <cstdlib>
#include <fstream>
#include <numeric>
#include <sstream>

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wm-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

std::string bytes_of(std::initializer_list<unsigned> numbers) {
    std::string bytes;
    for (const unsigned number : numbers) bytes += static_cast<char>(number);
    return bytes;
}

std::string little_endian_bytes(std::uint64_t number, unsigned width) {
    std::string bytes;
    for (unsigned i = 0; i < width; ++i) bytes += static_cast<char>(number >> (8 * i));
    return bytes;
}

PgenFiles pgen_of(const PgenShape& shape, const std::vector<PgenRecordBytes>& records) {
    constexpr std::size_t block = 65536;
    const std::size_t variants = records.size(), blocks = (variants + block - 1) / block;
    const bool separate = shape.mode >= 0x20;
    std::string body;
    for (std::size_t first = 0; first < variants; first += block) {
        const std::size_t end = std::min(variants, first + block);
        std::string types;
        for (std::size_t v = first; v < end; ++v) {
            const char type = static_cast<char>(records[v].type);
            if (shape.type_bits == 8 || (v - first) % 2 == 0)
                types += type;
            else
                types.back() = static_cast<char>(types.back() | (type << 4));
        }
        body += types;
        for (std::size_t v = first; v < end; ++v)
            body += little_endian_bytes(records[v].bytes.size(), shape.length_bytes);
        if (shape.allele_count_bytes > 0)
            for (std::size_t v = first; v < end; ++v)
                body += little_endian_bytes(v == 0 ? shape.alleles_of_first : 2, shape.allele_count_bytes);
        if (shape.flags) body += std::string((end - first + 7) / 8, '\x55');
    }
    body += shape.extensions;
    const unsigned control = (shape.length_bytes - 1) | (shape.type_bits == 8 ? 4 : 0) |
                             shape.allele_count_bytes << 4 | (shape.flags ? 3U << 6 : 1U << 6);
    std::string header = bytes_of({0x6c, 0x1b, separate ? shape.mode + 0x10 : shape.mode}) +
                         little_endian_bytes(variants, 4) + little_endian_bytes(shape.samples, 4) +
                         static_cast<char>(control);
    std::uint64_t at = separate ? 3 : header.size() + 8 * blocks + body.size();
    std::string all;
    for (std::size_t v = 0; v < variants; ++v) {
        if (v % block == 0) header += little_endian_bytes(at + all.size(), 8);
        all += records[v].bytes;
    }
    header += body;
    all += shape.footer;
    if (separate) return {bytes_of({0x6c, 0x1b, shape.mode}) + all, header};
    return {header + all, ""};
}

Genotypes::Genotypes(const std::string& path, wm_genotype_format format, std::int64_t samples,
                     std::int64_t variants) {
    status_ = wm_genotypes_open(path.c_str(), format, samples, variants, &file_);
    if (status_ == WM_BAD_DATA) wm_last_data_error(&error_);
    if (status_ == WM_OK) wm_genotypes_describe(file_, &info_);
}

void Genotypes::read(const std::vector<std::int64_t>& variants, wm_genotype_encoding encoding, void* rows,
                     std::int64_t stride, int threads) {
    std::vector<wm_variant_address> addresses;
    for (const std::int64_t variant : variants) addresses.push_back({variant, 1, 0});
    status_ = wm_genotypes_read(file_, addresses.data(), static_cast<std::int64_t>(addresses.size()),
                                encoding, rows, stride, threads, nullptr);
    if (status_ == WM_BAD_DATA) wm_last_data_error(&error_);
}

std::vector<std::uint8_t> Genotypes::hard_calls(const std::vector<std::int64_t>& variants, int threads) {
    const std::int64_t stride = (info_.samples + 3) / 4;
    std::vector<std::uint8_t> rows(variants.size() * static_cast<std::size_t>(stride), 0xaa);
    read(variants, WM_HARDCALLS, rows.data(), stride, threads);
    return rows;
}

std::vector<std::uint16_t> Genotypes::dosages(const std::vector<std::int64_t>& variants, int threads) {
    std::vector<std::uint16_t> rows(variants.size() * static_cast<std::size_t>(info_.samples), 0xaaaa);
    read(variants, WM_DOSAGES, rows.data(), 2 * info_.samples, threads);
    return rows;
}

std::string Genotypes::calls(std::int64_t variant) {
    const std::vector<std::uint8_t> row = hard_calls({variant});
    std::string text;
    for (std::size_t i = 0; i < static_cast<std::size_t>(info_.samples); ++i)
        text += "2.10"[(row[i / 4] >> (i % 4 * 2)) & 3];
    return text;
}

std::vector<std::int64_t> all_variants(std::int64_t count) {
    std::vector<std::int64_t> variants(static_cast<std::size_t>(count));
    std::iota(variants.begin(), variants.end(), 0);
    return variants;
}
