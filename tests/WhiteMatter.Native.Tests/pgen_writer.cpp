#include "pgen_writer.hpp"

#include <algorithm>

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
