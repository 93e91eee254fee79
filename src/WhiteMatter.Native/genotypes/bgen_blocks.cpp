#include "genotypes/bgen_blocks.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "genotypes/data_failure.hpp"
#include "genotypes/little_endian.hpp"

namespace wm {
namespace {

constexpr const char* copy_again = "Copy or write the file again";
constexpr std::int64_t fixed_header = 24;  // the first offset and a header block of 20 bytes
constexpr std::int64_t most_ploidy = 63;

// The most samples that one byte of a variant can stand for: deflate repeats at most 258 bytes in 2 bits, a
// Zstandard block of 4 bytes at most 128 KiB, and a sample needs at least a byte of its own.
std::int64_t samples_a_byte(const BgenHeader& header) {
    switch (header.compression) {
        case BgenCompression::zlib:
            return 1032;
        case BgenCompression::zstd:
            return 32768;
        case BgenCompression::none:
            break;
    }
    return 1;
}

std::int64_t least_variant(const BgenHeader& header) {
    // Layout 1: count of samples, three lengths, position, two lengths. Layout 2: three lengths, position,
    // count of alleles, two lengths, length of what follows.
    constexpr std::int64_t identifying = 24;
    return header.compression == BgenCompression::none
               ? identifying + (header.layout == 1 ? 6 * header.samples : 10 + header.samples)
               : identifying + 4;
}

void read_sample_names(const InputFile& file, std::int64_t begin, std::int64_t end, BgenHeader& header) {
    constexpr std::int64_t counts = 8;
    if (end - begin < counts)
        throw DataFailure(WM_DATA_DAMAGED, "a header that leaves no room for the samples' names it announces",
                          "a block of names before the first variant", copy_again, begin);
    std::uint8_t sizes[counts];
    file.read(begin, sizes, counts);
    const std::int64_t length = load_u32(sizes), samples = load_u32(sizes + 4);
    if (samples != header.samples)
        throw DataFailure(WM_DATA_COUNTS, std::to_string(samples) + " names of samples",
                          std::to_string(header.samples) + ", as the header says", copy_again, begin);
    if (length > end - begin || length < counts + 2 * samples)
        throw DataFailure(WM_DATA_DAMAGED, "a block of names of " + std::to_string(length) + " bytes",
                          "at least " + std::to_string(counts + 2 * samples) + " and at most " +
                              std::to_string(end - begin),
                          copy_again, begin);
    std::vector<std::uint8_t> block(static_cast<std::size_t>(length));
    file.read(begin, block.data(), block.size());
    header.sample_names.reserve(block.size());
    std::size_t at = counts;
    for (std::int64_t i = 0; i < samples; ++i) {
        const std::size_t rest = block.size() - at, size = rest < 2 ? 0 : load_u16(block.data() + at);
        if (rest < 2 + size)
            throw DataFailure(WM_DATA_DAMAGED,
                              "the name of sample " + std::to_string(i + 1) + " beyond its block",
                              "names within the block", copy_again, begin + static_cast<std::int64_t>(at));
        const std::string_view name(reinterpret_cast<const char*>(block.data() + at + 2), size);
        for (const char c : name)
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
                throw DataFailure(WM_DATA_TEXT,
                                  "a control character in the name of sample " + std::to_string(i + 1),
                                  "names of printable characters", "Rename the sample with qctool -s",
                                  begin + static_cast<std::int64_t>(at));
        header.sample_names.append(name).push_back('\n');
        at += 2 + size;
    }
}

}  // namespace

BgenHeader read_bgen_header(const InputFile& file) {
    std::uint8_t fixed[fixed_header];
    const std::size_t got = file.read_some(0, fixed, sizeof fixed);
    // The magic number stands at byte 16; four zeros there are allowed, and are also what other files have.
    static constexpr std::uint8_t magic[4] = {'b', 'g', 'e', 'n'}, zeros[4] = {};
    if (got < 20 || (!std::equal(magic, magic + 4, fixed + 16) && !std::equal(zeros, zeros + 4, fixed + 16)))
        throw DataFailure(WM_DATA_MAGIC, "a file that does not begin as BGEN", "\"bgen\" at byte 16",
                          "Give the format that the file has", 16);
    const std::int64_t offset = load_u32(fixed), header_size = load_u32(fixed + 4);
    if (header_size < 20 || header_size > offset)
        throw DataFailure(WM_DATA_DAMAGED, "a header block of " + std::to_string(header_size) + " bytes",
                          "at least 20 and at most " + std::to_string(offset), copy_again, 4);
    if (offset + 4 > file.size())
        throw DataFailure(WM_DATA_CUT_SHORT, "a file of " + std::to_string(file.size()) + " bytes",
                          "variants from byte " + std::to_string(offset + 4), copy_again, file.size());
    BgenHeader header;
    header.variants = load_u32(fixed + 8);
    header.samples = load_u32(fixed + 12);
    header.first_variant = offset + 4;
    std::uint8_t flag_bytes[4];
    file.read(header_size, flag_bytes,
              sizeof flag_bytes);  // the last four bytes of the block, which begins at 4
    const std::uint32_t flags = load_u32(flag_bytes), compression = flags & 3, layout = flags >> 2 & 15;
    if (layout != 1 && layout != 2)
        throw DataFailure(WM_DATA_VERSION, "layout " + std::to_string(layout), "layout 1 or 2",
                          "Convert it with `qctool -g FILE -og NEW.bgen`", header_size);
    if (compression > 2 || (compression == 2 && layout == 1))
        throw DataFailure(
            WM_DATA_VERSION,
            "compression " + std::to_string(compression) + " in layout " + std::to_string(layout),
            "0 (none), 1 (zlib) or, in layout 2, 2 (zstd)", "Convert it with `qctool -g FILE -og NEW.bgen`",
            header_size);
    header.layout = static_cast<int>(layout);
    header.compression = static_cast<BgenCompression>(compression);
    header.lists_samples = (flags >> 31) != 0;

    const std::int64_t body = file.size() - header.first_variant;
    if (header.variants > 0 &&
        (body / header.variants < least_variant(header) || header.samples / samples_a_byte(header) > body))
        throw DataFailure(WM_DATA_CUT_SHORT, std::to_string(body) + " bytes of variants",
                          std::to_string(header.variants) + " variants of " + std::to_string(header.samples) +
                              " samples, as the header says",
                          copy_again, file.size());
    if (header.lists_samples) read_sample_names(file, header_size + 4, header.first_variant, header);
    return header;
}

std::string_view BgenVariant::name() const {
    if (!rsid.empty()) return rsid;
    return identifier.empty() ? std::string_view(".") : identifier;
}

std::size_t parse_bgen_variant(const BgenHeader& header, const std::uint8_t* bytes, std::size_t available,
                               std::int64_t offset, std::int64_t number, BgenVariant& variant) {
    std::size_t at = 0, needed = 0;
    const auto has = [&](std::size_t size) {
        if (available - at >= size) return true;
        needed = at + size;
        return false;
    };
    const auto text = [&](std::size_t length_bytes, std::string_view& view) {
        if (!has(length_bytes)) return false;
        const std::size_t size = length_bytes == 2 ? load_u16(bytes + at) : load_u32(bytes + at);
        if (!has(length_bytes + size)) return false;
        view = {reinterpret_cast<const char*>(bytes + at + length_bytes), size};
        at += length_bytes + size;
        return true;
    };
    const auto damaged = [&](const std::string& found, const std::string& expected) {
        return DataFailure(WM_DATA_DAMAGED, found, expected, copy_again,
                           offset + static_cast<std::int64_t>(at), number);
    };

    if (header.layout == 1) {
        if (!has(4)) return needed;
        const std::int64_t samples = load_u32(bytes);
        if (samples != header.samples)
            throw damaged("a variant of " + std::to_string(samples) + " samples",
                          std::to_string(header.samples) + ", as the header says");
        at = 4;
    }
    if (!text(2, variant.identifier) || !text(2, variant.rsid) || !text(2, variant.chromosome)) return needed;
    if (!has(header.layout == 1 ? 4 : 6)) return needed;
    variant.position = load_u32(bytes + at);
    variant.alleles = header.layout == 1 ? 2 : static_cast<int>(load_u16(bytes + at + 4));
    if (variant.alleles < 2)
        throw damaged("a variant of " + std::to_string(variant.alleles) + " alleles", "two alleles");
    at += header.layout == 1 ? 4 : 6;
    for (int i = 0; i < variant.alleles; ++i) {
        std::string_view allele;
        if (!text(4, allele)) return needed;
        if (i == 0) variant.first_allele = allele;
        if (i == 1) variant.second_allele = allele;
    }
    const std::int64_t samples = header.samples;
    if (header.layout == 1 && header.compression == BgenCompression::none) {
        variant.stored = variant.whole = static_cast<std::size_t>(6 * samples);
    } else {
        if (!has(4)) return needed;
        variant.stored = variant.whole = load_u32(bytes + at);
        at += 4;
        if (header.layout == 1) {
            variant.whole = static_cast<std::size_t>(6 * samples);
        } else if (header.compression != BgenCompression::none) {
            if (variant.stored < 4)
                throw damaged("genotypes of " + std::to_string(variant.stored) + " bytes", "at least 4");
            if (!has(4)) return needed;
            variant.whole = load_u32(bytes + at);
            at += 4;
            variant.stored -= 4;
        }
        // Layout 2 of two alleles: 10 bytes, one a sample, and as many numbers of at most 32 bits as its
        // ploidy.
        const std::int64_t whole = static_cast<std::int64_t>(variant.whole), least = 10 + samples;
        if (header.layout == 2 &&
            (whole < least || (variant.alleles == 2 && whole > least + 4 * most_ploidy * samples)))
            throw damaged("genotypes of " + std::to_string(whole) + " bytes",
                          "between " + std::to_string(least) + " and " +
                              std::to_string(least + 4 * most_ploidy * samples) + " for " +
                              std::to_string(samples) + " samples");
    }
    variant.data = at;
    if (variant.length() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw damaged("a variant of " + std::to_string(variant.length()) + " bytes", "less than 2 GiB");
    return 0;
}

}  // namespace wm
