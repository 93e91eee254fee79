#include "genotypes/pgen_index.hpp"

#include <algorithm>

#include "genotypes/byte_cursor.hpp"
#include "genotypes/data_failure.hpp"
#include "genotypes/two_bit.hpp"

namespace wm {

namespace {

constexpr std::int64_t block_variants = 65536;
constexpr std::int64_t fixed_header = 12;
constexpr const char* write_again = "Write the file again from its source";

DataFailure wrong_count(const char* what, std::int64_t found, std::int64_t promised, const char* beside) {
    return {WM_DATA_COUNTS, "the file holds " + std::to_string(found) + " " + what,
            std::to_string(promised) + ", as in the " + beside + " file",
            "Check that the files belong together", what[0] == 'v' ? 3 : 7};
}

// A flag number of extensions: 7 bits a byte, the low ones first, of any length up to 256 bits. Returns the
// number of bits that are set.
int extensions(ByteCursor& cursor) {
    int set = 0;
    for (int i = 0; i < 37; ++i) {
        const std::uint8_t byte = *cursor.take(1);
        set += __builtin_popcount(byte & 0x7fU);
        if (byte < 0x80) return set;
    }
    cursor.damaged("a number of more than 256 bits", "flags of extensions");
}

// Where records end in a file whose header, which ends at `at`, may name a footer. What extensions say is
// passed over.
std::int64_t end_of_records(const InputFile& file, const InputFile& header, std::int64_t at) {
    std::uint8_t bytes[128];
    const std::size_t size = header.read_some(at, bytes, sizeof bytes);
    ByteCursor cursor(bytes, size, "the list of extensions", at, -1);
    extensions(cursor);
    if (extensions(cursor) == 0) return file.size();
    const std::uint64_t footer = cursor.number(8);
    if (footer > static_cast<std::uint64_t>(file.size()))
        throw DataFailure(WM_DATA_CUT_SHORT, "the file ends at byte " + std::to_string(file.size()),
                          "a footer at byte " + std::to_string(footer), "Copy or write the file again",
                          file.size());
    return static_cast<std::int64_t>(footer);
}

}  // namespace

PgenIndex::PgenIndex(const InputFile& file, std::int64_t samples, std::int64_t variants) {
    std::uint8_t start[fixed_header] = {};
    file.read(0, start, 3);
    mode_ = start[2];
    if (mode_ == 0x30 || mode_ == 0x31)
        throw DataFailure(WM_DATA_MAGIC, "the file is the index of a .pgen file", "a .pgen file",
                          "Name the file without .pgi", 2);
    const bool fixed = mode_ >= 2 && mode_ <= 4, separate = mode_ == 0x20 || mode_ == 0x21;
    if (!fixed && !separate && mode_ != 0x10 && mode_ != 0x11)
        throw DataFailure(WM_DATA_VERSION, "the file has storage mode " + std::to_string(mode_),
                          "1 to 4, 16, 17, 32 or 33", "Write it again with plink2 --make-pgen", 2);
    if (separate) {
        separate_ = std::make_unique<InputFile>(file.path() + ".pgi");
        separate_->read(0, start, 3);
        if (start[0] != 0x6c || start[1] != 0x1b || start[2] != mode_ + 0x10)
            throw DataFailure(WM_DATA_MAGIC,
                              "the .pgi file beside it does not begin as the index of such a file",
                              mode_ == 0x20 ? "6c1b30" : "6c1b31", "Write both again with plink2", 0);
    }
    const InputFile& header = separate_ ? *separate_ : file;
    header.read(3, start + 3, fixed_header - 3);
    variants_ = static_cast<std::int64_t>(little_endian(start + 3, 4));
    samples_ = static_cast<std::int64_t>(little_endian(start + 7, 4));
    if (variants >= 0 && variants != variants_)
        throw wrong_count("variants", variants_, variants, ".pvar or .bim");
    if (samples >= 0 && samples != samples_) throw wrong_count("samples", samples_, samples, ".psam or .fam");
    if (variants_ < 1 || variants_ > 0x7ffffffd || samples_ < 1 || samples_ > 0x7ffffffe)
        throw DataFailure(WM_DATA_DAMAGED,
                          "its header says " + std::to_string(variants_) + " variants of " +
                              std::to_string(samples_) + " samples",
                          "at least one of each and fewer than 2^31", write_again, 3);
    if (fixed)
        read_fixed(file, start[11]);
    else
        read_variable(file, header, start[11]);
}

void PgenIndex::check_unchanged() const {
    if (separate_) separate_->check_unchanged();
}

void PgenIndex::read_fixed(const InputFile& file, unsigned control) {
    if ((control & 63) != 0)
        throw DataFailure(WM_DATA_DAMAGED, "its header speaks of lengths of records",
                          "none in this storage mode", write_again, 11);
    fixed_type_ = mode_ == 2 ? 0 : mode_ == 3 ? 0x40 : 0xc0;
    has_dosages_ = mode_ > 2;
    fixed_length_ = two_bit_bytes(samples_) + static_cast<std::size_t>(samples_) * (mode_ == 2   ? 0
                                                                                    : mode_ == 3 ? 2
                                                                                                 : 4);
    fixed_start_ = fixed_header + (control >> 6 == 3 ? (variants_ + 7) / 8 : 0);
    // Both factors are below 2^31 and 2^34, so that the product may pass 2^63.
    std::int64_t end = 0;
    const bool fits = !__builtin_mul_overflow(static_cast<std::int64_t>(fixed_length_), variants_, &end) &&
                      !__builtin_add_overflow(end, fixed_start_, &end);
    if (!fits || end != file.size())
        throw DataFailure(!fits || end > file.size() ? WM_DATA_CUT_SHORT : WM_DATA_DAMAGED,
                          "the file has " + std::to_string(file.size()) + " bytes",
                          (fits ? std::to_string(end) : "more than 2^63") + " bytes for " +
                              std::to_string(variants_) + " variants of " + std::to_string(samples_) +
                              " samples",
                          "Copy or write the file again", fits ? std::min(end, file.size()) : file.size());
}

void PgenIndex::read_variable(const InputFile& file, const InputFile& header, unsigned control) {
    if ((control & 8) != 0)
        throw DataFailure(
            WM_DATA_VERSION, "its header stores record types in a way kept for later versions of the format",
            "types of 4 or 8 bits and lengths of 1 to 4 bytes", "Write it again with plink2 --make-pgen", 11);
    type_bits_ = (control & 4) != 0 ? 8 : 4;
    length_bytes_ = (control & 3) + 1;
    const unsigned allele_bytes = (control >> 4) & 3;
    const std::int64_t blocks = (variants_ + block_variants - 1) / block_variants;
    // Before anything is allocated for the variants: can the header hold them?
    const std::int64_t nonref_bits = control >> 6 == 3 ? 1 : 0;
    const std::int64_t body =
        (variants_ *
         static_cast<std::int64_t>(type_bits_ + 8 * (length_bytes_ + allele_bytes) + nonref_bits)) /
        8;
    const std::int64_t least = fixed_header + 8 * blocks + body;
    if (least > header.size())
        throw DataFailure(WM_DATA_CUT_SHORT, "the file has " + std::to_string(header.size()) + " bytes",
                          "a header of at least " + std::to_string(least) + " bytes for " +
                              std::to_string(variants_) + " variants",
                          "Copy or write the file again", header.size());

    std::vector<std::uint8_t> starts(static_cast<std::size_t>(8 * blocks));
    header.read(fixed_header, starts.data(), starts.size());
    types_.resize(static_cast<std::size_t>((variants_ * type_bits_ + 7) / 8));
    lengths_.resize(static_cast<std::size_t>(variants_) * length_bytes_);
    offsets_.resize(static_cast<std::size_t>((variants_ + step - 1) / step));
    std::int64_t at = fixed_header + 8 * blocks, multiallelic = 0;
    for (std::int64_t first = 0; first < variants_; first += block_variants)
        read_block(header, at, first, std::min(block_variants, variants_ - first), control, multiallelic);
    // Where the header has no counts of alleles, only calls of a third one show here; the .pvar file tells.
    if (multiallelic > 0)
        throw DataFailure(
            WM_DATA_MULTIALLELIC,
            std::to_string(multiallelic) + " of its " + std::to_string(variants_) + " variants have " +
                (allele_bytes > 0 ? "more than two alleles" : "calls of a third allele"),
            "variants of two alleles",
            "Leave them out with plink2 --pfile … --max-alleles 2 --make-pgen, or split them with "
            "bcftools norm -m - before");

    const std::int64_t end = (mode_ & 1) != 0 ? end_of_records(file, header, at) : file.size();
    std::int64_t from = separate_ ? 3 : at;
    for (std::int64_t block = 0; block < blocks; ++block) {
        const std::uint64_t stored = little_endian(starts.data() + 8 * block, 8);
        if (stored < static_cast<std::uint64_t>(from) || stored > static_cast<std::uint64_t>(end))
            throw DataFailure(stored > static_cast<std::uint64_t>(end) ? WM_DATA_CUT_SHORT : WM_DATA_DAMAGED,
                              "its header says that variant " + std::to_string(block * block_variants + 1) +
                                  " begins at byte " + std::to_string(stored),
                              "a place from byte " + std::to_string(from) + " to " + std::to_string(end),
                              write_again, fixed_header + 8 * block);
        const std::int64_t first = block * block_variants;
        from = check_block(first, std::min(block_variants, variants_ - first),
                           static_cast<std::int64_t>(stored), end);
    }
    // Only extensions may have written something after the records.
    if ((mode_ & 1) == 0 && from != end)
        throw DataFailure(WM_DATA_DAMAGED, "the file has " + std::to_string(end) + " bytes",
                          std::to_string(from) + " bytes by its header", write_again, from);
}

// A block's types and lengths are kept; of the counts of alleles only how many are above two, of flags
// nothing.
void PgenIndex::read_block(const InputFile& header, std::int64_t& at, std::int64_t first, std::int64_t count,
                           unsigned control, std::int64_t& multiallelic) {
    const auto type_bytes = static_cast<std::size_t>((count * type_bits_ + 7) / 8);
    const std::size_t all_lengths = static_cast<std::size_t>(count) * length_bytes_;
    header.read(at, types_.data() + first * type_bits_ / 8, type_bytes);
    header.read(at + static_cast<std::int64_t>(type_bytes), lengths_.data() + first * length_bytes_,
                all_lengths);
    at += static_cast<std::int64_t>(type_bytes + all_lengths);
    const unsigned allele_bytes = (control >> 4) & 3;
    std::vector<std::uint8_t> alleles(static_cast<std::size_t>(count) * allele_bytes);
    header.read(at, alleles.data(), alleles.size());
    at += static_cast<std::int64_t>(alleles.size());
    for (std::int64_t i = 0; i < count; ++i) {
        const bool more =
            allele_bytes > 0 && little_endian(alleles.data() + i * allele_bytes, allele_bytes) > 2;
        if (more || (type(first + i) & pgen_multiallelic) != 0) ++multiallelic;
    }
    if (control >> 6 == 3) at += (count + 7) / 8;
}

// Checks a block's types and adds its lengths up; returns where it ends.
std::int64_t PgenIndex::check_block(std::int64_t first, std::int64_t count, std::int64_t offset,
                                    std::int64_t end) {
    for (std::int64_t v = first; v < first + count; ++v) {
        const unsigned type = this->type(v);
        if (v == first && pgen_is_relative(type))
            throw DataFailure(WM_DATA_DAMAGED,
                              "a block of variants begins with differences from a variant before",
                              "whole genotypes in each 65536th record", write_again, -1, v);
        if ((type & pgen_dosage_phase) != 0 && (type & pgen_dosages) == 0)
            throw DataFailure(WM_DATA_DAMAGED, "a record has phased dosages and no dosages",
                              "both or neither", write_again, -1, v);
        has_dosages_ = has_dosages_ || (type & pgen_dosages) != 0;
        if (v % step == 0) offsets_[static_cast<std::size_t>(v / step)] = offset;
        offset += static_cast<std::int64_t>(length(v));
        if (offset > end)
            throw DataFailure(WM_DATA_CUT_SHORT, "the records of the file end at byte " + std::to_string(end),
                              "variant " + std::to_string(v + 1) + " to end at byte " +
                                  std::to_string(offset) + ", as its header says",
                              "Copy or write the file again", end, v);
    }
    return offset;
}

unsigned PgenIndex::type(std::int64_t variant) const {
    if (type_bits_ == 0) return fixed_type_;
    const auto v = static_cast<std::size_t>(variant);
    return type_bits_ == 8 ? types_[v] : (types_[v / 2] >> (v % 2 * 4)) & 15U;
}

std::size_t PgenIndex::length(std::int64_t variant) const {
    return little_endian(lengths_.data() + static_cast<std::size_t>(variant) * length_bytes_, length_bytes_);
}

PgenRecord PgenIndex::record(std::int64_t variant) const {
    if (type_bits_ == 0)
        return {fixed_start_ + variant * static_cast<std::int64_t>(fixed_length_), fixed_length_,
                fixed_type_};
    std::int64_t offset = offsets_[static_cast<std::size_t>(variant / step)];
    for (std::int64_t v = variant / step * step; v < variant; ++v)
        offset += static_cast<std::int64_t>(length(v));
    return {offset, length(variant), type(variant)};
}

PgenRecord PgenIndex::record_after(std::int64_t variant, const PgenRecord& before) const {
    if (type_bits_ == 0 || (variant + 1) % step == 0) return record(variant + 1);
    return {before.offset + static_cast<std::int64_t>(before.length), length(variant + 1), type(variant + 1)};
}

std::int64_t PgenIndex::base_of(std::int64_t variant) const {
    do --variant;
    while (pgen_is_relative(type(variant)));
    return variant;
}

}  // namespace wm
