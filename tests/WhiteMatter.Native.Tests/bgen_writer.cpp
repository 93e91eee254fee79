#include "bgen_writer.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>

namespace bgen_writer {

std::string u16(std::uint32_t value) { return {static_cast<char>(value), static_cast<char>(value >> 8)}; }

std::string u32(std::uint64_t value) {
    return u16(static_cast<std::uint32_t>(value)) + u16(static_cast<std::uint32_t>(value >> 16));
}

std::string packed(const std::vector<std::uint64_t>& values, int bits) {
    std::string out((values.size() * static_cast<std::size_t>(bits) + 7) / 8, '\0');
    std::size_t at = 0;
    for (const std::uint64_t value : values)
        for (int bit = 0; bit < bits; ++bit, ++at)
            if ((value >> bit & 1) != 0) out[at / 8] = static_cast<char>(out[at / 8] | 1 << (at % 8));
    return out;
}

std::string compressed(const std::string& bytes, Compression compression) {
    if (compression == zlib) {
        uLongf size = compressBound(bytes.size());
        std::string out(size, '\0');
        compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                 bytes.size());
        out.resize(size);
        return out;
    }
    if (compression == zstd) {
        std::string out(ZSTD_compressBound(bytes.size()), '\0');
        out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
        return out;
    }
    return bytes;
}

void File::add(const std::string& rsid, std::uint32_t position, const std::vector<std::string>& alleles,
               const std::string& genotypes, const std::string& chromosome, const std::string& identifier) {
    const auto text = [](const std::string& t) { return u16(static_cast<std::uint32_t>(t.size())) + t; };
    if (layout == 1) body += u32(samples);
    body += text(identifier) + text(rsid) + text(chromosome) + u32(position);
    if (layout == 2) body += u16(static_cast<std::uint32_t>(alleles.size()));
    for (const std::string& allele : alleles) body += u32(allele.size()) + allele;
    const std::string stored = compressed(genotypes, compression);
    if (layout == 1) {
        if (compression != none) body += u32(stored.size());
    } else if (compression == none) {
        body += u32(stored.size());
    } else {
        body += u32(stored.size() + 4) + u32(genotypes.size());
    }
    body += stored;
    ++variants;
}

std::string File::bytes() const {
    std::string block;
    for (const std::string& name : names) block += u16(static_cast<std::uint32_t>(name.size())) + name;
    if (!names.empty()) block = u32(block.size() + 8) + u32(names.size()) + block;
    const std::uint64_t flags = static_cast<std::uint64_t>(compression) |
                                static_cast<std::uint64_t>(layout) << 2 |
                                (names.empty() ? 0 : std::uint64_t{1} << 31);
    return u32(20 + block.size()) + u32(20) + u32(variants) + u32(samples) + "bgen" + u32(flags) + block +
           body;
}

std::string layout2(const std::vector<int>& ploidies, bool phased, int bits,
                    const std::vector<std::uint64_t>& values, int alleles) {
    int least = 63, most = 0;
    std::string bytes;
    for (const int ploidy : ploidies) {
        least = std::min(least, ploidy & 63);
        most = std::max(most, ploidy & 63);
        bytes.push_back(static_cast<char>(ploidy));
    }
    return u32(ploidies.size()) + u16(static_cast<std::uint32_t>(alleles)) + static_cast<char>(least) +
           static_cast<char>(most) + bytes + static_cast<char>(phased ? 1 : 0) + static_cast<char>(bits) +
           packed(values, bits);
}

std::string layout1(const std::vector<std::uint32_t>& probabilities) {
    std::string out;
    for (const std::uint32_t p : probabilities) out += u16(p);
    return out;
}

}  // namespace bgen_writer
