#include "fields.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "pgen_writer.hpp"
#include "whitematter.h"

namespace {

std::uint64_t number(const std::string& bytes, std::size_t offset, unsigned width) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < width; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(bytes.at(offset + i))} << (8 * i);
    return value;
}

void put(std::string& bytes, std::size_t offset, std::uint64_t value, unsigned width) {
    bytes.replace(offset, width, little_endian_bytes(value, width));
}

std::string inflated(const std::string& bytes, int window_bits) {
    std::string out;
    z_stream stream{};
    if (inflateInit2(&stream, window_bits) != Z_OK) return out;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string part(65536, '\0');
    while (stream.avail_in > 0) {
        stream.next_out = reinterpret_cast<Bytef*>(part.data());
        stream.avail_out = static_cast<uInt>(part.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        out.append(part, 0, part.size() - stream.avail_out);
        if (status == Z_STREAM_END && inflateReset(&stream) == Z_OK)
            continue;  // the next member of a bgzipped file
        if (status != Z_OK) break;
    }
    inflateEnd(&stream);
    return out;
}

std::string deflated(const std::string& bytes) {
    uLongf size = compressBound(bytes.size());
    std::string packed(size, '\0');
    compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
             bytes.size());
    packed.resize(size);
    return packed;
}

// A header of at most 65,536 variants without counts of alleles before the lengths: one block.
struct PgenHeader {
    bool good = false;
    std::size_t variants = 0, types = 0, type_bits = 0, lengths = 0;
    unsigned length_bytes = 0;
};

PgenHeader pgen_header(const std::string& bytes) {
    PgenHeader header;
    if (bytes.size() < 20 || ((bytes[2] & 0xfe) != 0x10 && (bytes[2] & 0xfe) != 0x30)) return header;
    header.variants = number(bytes, 3, 4);
    const auto control = static_cast<unsigned char>(bytes[11]);
    if (header.variants == 0 || header.variants > 65536 || (control & 8) != 0) return header;
    header.type_bits = (control & 4) != 0 ? 8 : 4;
    header.length_bytes = (control & 3) + 1U;
    header.types = 20;
    header.lengths = 20 + (header.variants * header.type_bits + 7) / 8;
    header.good = header.lengths + header.variants * header.length_bytes <= bytes.size();
    return header;
}

struct BgenVariant {
    std::size_t size_field, data, end;
};

struct Bgen {
    std::vector<Field> fields;
    std::vector<BgenVariant> variants;
    unsigned packing = 0, layout = 0;
};

// Walks a valid file; stops where it is not.
Bgen walk(const std::string& bytes) {
    Bgen bgen;
    if (bytes.size() < 24) return bgen;
    for (const std::size_t offset : {0, 4, 8, 12, 20}) bgen.fields.push_back({offset, 4});
    const std::uint64_t samples = number(bytes, 12, 4);
    const std::uint64_t flags = number(bytes, number(bytes, 4, 4), 4);
    bgen.packing = flags & 3;
    bgen.layout = (flags >> 2) & 15;
    std::size_t at = number(bytes, 0, 4) + 4;
    bgen.fields.push_back({24, 4});
    bgen.fields.push_back({28, 4});
    const auto text = [&](unsigned width) {
        bgen.fields.push_back({at, width});
        at += width + number(bytes, at, width);
    };
    while (at < bytes.size()) {
        if (bgen.layout == 1) bgen.fields.push_back({at, 4}), at += 4;
        for (int i = 0; i < 3; ++i) text(2);
        at += 4;
        std::uint64_t alleles = 2;
        if (bgen.layout == 2) bgen.fields.push_back({at, 2}), alleles = number(bytes, at, 2), at += 2;
        for (; alleles > 0; --alleles) text(4);
        BgenVariant variant{at, at, 0};
        std::uint64_t size = 6 * samples;
        if (bgen.layout == 2 || bgen.packing != 0) {
            bgen.fields.push_back({at, 4});
            size = number(bytes, at, 4);
            variant.data = at + 4;
        }
        at = variant.data + size;
        if (at > bytes.size()) break;
        variant.end = at;
        if (bgen.layout == 2 && bgen.packing != 0) bgen.fields.push_back({variant.data, 4});
        bgen.variants.push_back(variant);
    }
    return bgen;
}

}  // namespace

std::vector<Field> pgen_fields(const std::string& bytes) {
    std::vector<Field> fields = {{2, 1}, {3, 4}, {7, 4}, {11, 1}};
    const PgenHeader header = pgen_header(bytes);
    if (!header.good) return bytes.size() < 12 ? std::vector<Field>{} : fields;
    fields.push_back({12, 8});
    for (std::size_t at = header.types; at < header.lengths; ++at) fields.push_back({at, 1});
    for (std::size_t v = 0; v < header.variants; ++v)
        fields.push_back({header.lengths + v * header.length_bytes, header.length_bytes});
    return fields;
}

std::vector<Field> bgen_fields(const std::string& bytes) {
    try {
        return walk(bytes).fields;
    } catch (const std::out_of_range&) {
        return {};
    }
}

std::string with_record_changed(const std::string& pgen, std::size_t record,
                                const std::function<void(std::string&)>& change) {
    const PgenHeader header = pgen_header(pgen);
    if (!header.good) return pgen;
    record %= header.variants;
    std::size_t at = number(pgen, 12, 8);
    for (std::size_t v = 0; v < record; ++v)
        at += number(pgen, header.lengths + v * header.length_bytes, header.length_bytes);
    const std::size_t field = header.lengths + record * header.length_bytes,
                      length = number(pgen, field, header.length_bytes);
    if (at > pgen.size() || length > pgen.size() - at) return pgen;
    std::string part = pgen.substr(at, length), all = pgen;
    change(part);
    all.replace(at, length, part);
    put(all, field, part.size(), header.length_bytes);
    return all;
}

std::string with_genotypes_changed(const std::string& bgen, std::size_t variant,
                                   const std::function<void(std::string&)>& change) {
    try {
        const Bgen found = walk(bgen);
        if (found.variants.empty() || found.packing > 1) return bgen;
        const BgenVariant& at = found.variants[variant % found.variants.size()];
        const std::size_t skip = found.layout == 2 && found.packing == 1 ? 4 : 0;  // the size before packing
        std::string part = bgen.substr(at.data + skip, at.end - at.data - skip), all = bgen;
        if (found.packing == 1) part = inflated(part, 15);
        change(part);
        const std::size_t unpacked = part.size();
        if (found.packing == 1) part = deflated(part);
        if (skip > 0) part = little_endian_bytes(unpacked, 4) + part;
        all.replace(at.data, at.end - at.data, part);
        if (at.data > at.size_field) put(all, at.size_field, part.size(), 4);
        return all;
    } catch (const std::out_of_range&) {
        return bgen;
    }
}

std::string with_content_changed(const std::string& bgzipped,
                                 const std::function<void(std::string&)>& change) {
    std::string content = inflated(bgzipped, 15 + 16);
    change(content);
    std::string out(static_cast<std::size_t>(wm_bgzf_bound(static_cast<std::int64_t>(content.size()))), '\0');
    std::int64_t size = 0;
    if (wm_bgzf_compress(reinterpret_cast<const std::uint8_t*>(content.data()),
                         static_cast<std::int64_t>(content.size()), 1,
                         reinterpret_cast<std::uint8_t*>(out.data()), static_cast<std::int64_t>(out.size()),
                         &size) != WM_OK)
        return bgzipped;
    out.resize(static_cast<std::size_t>(size));
    std::int64_t end_size = 0;
    const std::uint8_t* end = wm_bgzf_eof_block(&end_size);
    return out.append(reinterpret_cast<const char*>(end), static_cast<std::size_t>(end_size));
}
