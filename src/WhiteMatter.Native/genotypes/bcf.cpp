// A record of a BCF file (VCF specification 4.3, section 6).
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "genotypes/little_endian.hpp"
#include "genotypes/vcf_record.hpp"

namespace wm {
namespace {

enum BcfType { bcf_none = 0, bcf_int8 = 1, bcf_int16 = 2, bcf_int32 = 3, bcf_float = 5, bcf_char = 7 };
constexpr std::uint32_t float_missing = 0x7f800001, float_end = 0x7f800002;

std::size_t size_of(int type) {
    switch (type) {
        case bcf_none:
            return 0;
        case bcf_int8:
        case bcf_char:
            return 1;
        case bcf_int16:
            return 2;
        default:
            return 4;
    }
}

// A whole number that may be missing or past the end of its vector: those are the type's least and the one
// above it.
struct Integer {
    std::int32_t value;
    bool missing, end;
};

Integer integer_at(const std::uint8_t* bytes, int type) {
    if (type == bcf_int8) {
        const std::int32_t v = static_cast<std::int8_t>(*bytes);
        return {v, v == -128, v == -127};
    }
    if (type == bcf_int16) {
        const std::int32_t v = static_cast<std::int16_t>(load_u16(bytes));
        return {v, v == -32768, v == -32767};
    }
    const std::int32_t v = static_cast<std::int32_t>(load_u32(bytes));
    constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
    return {v, v == least, v == least + 1};
}

// Values of one type: of each sample, or one text.
struct Vector {
    int type = bcf_none;
    std::size_t count = 0;  // a sample
    const std::uint8_t* bytes = nullptr;
};

class BcfRecord final : public VcfRecord {
  public:
    using VcfRecord::VcfRecord;

  protected:
    bool read_record(BlockReader& reader) override {
        std::uint8_t lengths[8];
        const std::size_t got = reader.read(lengths, sizeof lengths);
        if (got == 0) return false;
        const std::uint64_t shared = load_u32(lengths), whole = shared + load_u32(lengths + 4);
        if (got == sizeof lengths &&
            (shared < fixed || whole > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())))
            throw failure(WM_DATA_DAMAGED, "a record of " + std::to_string(whole) + " bytes",
                          "at least 24 bytes and less than 2 GiB");
        // A piece at a time, so that a length that is not true takes no memory.
        constexpr std::size_t piece = std::size_t{1} << 20;
        record_.clear();
        while (got == sizeof lengths && record_.size() < whole) {
            const std::size_t before = record_.size(),
                              size = std::min(piece, static_cast<std::size_t>(whole) - before);
            record_.resize(before + size);
            const std::size_t more = reader.read(record_.data() + before, size);
            record_.resize(before + more);
            if (more < size) break;
        }
        if (got != sizeof lengths || record_.size() != whole)
            throw failure(WM_DATA_CUT_SHORT, "the file ends within a record", "whole records");
        read_site(static_cast<std::size_t>(shared));
        at_ = static_cast<std::size_t>(shared);
        end_ = record_.size();
        read_fields();
        return true;
    }

    void genotype_dosages(int allele, std::uint16_t* row, std::uint8_t* haploid) override {
        const Vector& field = fields_[static_cast<int>(VcfField::genotype)];
        const std::size_t step = size_of(field.type);
        const std::uint8_t* at = field.bytes;
        const std::int64_t samples = static_cast<std::int64_t>(header_.samples.size());
        const bool pairs = field.type == bcf_int8 && field.count == 2;
        std::array<std::uint8_t, 256> copies_of_code;  // of the counted allele; else what the code is
        copies_of_code.fill(other_code);
        for (std::size_t code = 0; pairs && code < 2 * (site_.alternates.size() + 2) && code < 128; ++code)
            copies_of_code[code] = code < 2                                           ? missing_code
                                   : code / 2 == static_cast<std::size_t>(allele) + 1 ? 1
                                                                                      : 0;
        for (std::int64_t i = 0; i < samples; ++i, at += field.count * step) {
            if (pairs) {  // most calls there are
                const std::uint8_t first = copies_of_code[at[0]], second = copies_of_code[at[1]];
                if ((first | second) < other_code) {
                    row[i] = (first | second) >= missing_code
                                 ? dosage_missing
                                 : static_cast<std::uint16_t>((first + second) * dosage_per_copy);
                    continue;
                }
            }
            std::size_t alleles = 0;
            int copies = 0;
            bool missing = false;
            for (; alleles < field.count; ++alleles) {
                const Integer code = integer_at(at + alleles * step, field.type);
                if (code.end) break;
                const std::int32_t number = code.missing ? 0 : code.value >> 1;  // allele + 1; 0: missing
                if (number < 0 || number > static_cast<std::int32_t>(site_.alternates.size()) + 1)
                    throw failure(WM_DATA_DAMAGED, "allele " + std::to_string(number - 1),
                                  "alleles from 0 to " + std::to_string(site_.alternates.size()), i);
                missing = missing || number == 0;
                copies += number == allele + 1 ? 1 : 0;
            }
            if (alleles > 2)
                throw failure(WM_DATA_PLOIDY, "a call of " + std::to_string(alleles) + " alleles",
                              "haploid or diploid calls", i);
            if (alleles == 1 && haploid != nullptr) haploid[i] = 1;
            row[i] = missing || alleles == 0
                         ? dosage_missing
                         : static_cast<std::uint16_t>((alleles == 1 ? 2 : 1) * copies * dosage_per_copy);
        }
    }

    void field_dosages(VcfField which, int allele, const std::uint8_t* haploid, std::uint16_t* row) override {
        const Vector& field = fields_[static_cast<int>(which)];
        const std::size_t step = size_of(field.type), alleles = static_cast<std::size_t>(counted_alleles());
        const bool of_allele =
            which == VcfField::dosage && alleles > 1;  // a value for each, of which one is taken
        const std::uint8_t* at = field.bytes;
        const std::int64_t samples = static_cast<std::int64_t>(header_.samples.size());
        for (std::int64_t i = 0; i < samples; ++i, at += field.count * step) {
            double values[most_field_values] = {};
            std::size_t count = 0;
            bool missing = false;
            for (double value; count < field.count && value_at(at + count * step, field.type, value);
                 ++count) {
                if (count == 0) missing = std::isnan(value);
                if (of_allele ? count + 1 == static_cast<std::size_t>(allele) : count < most_field_values)
                    values[of_allele ? 0 : count] = value;
            }
            if (count == 0 || (count == 1 && missing)) continue;  // one missing value stands for all
            if (of_allele ? count != alleles : count > most_field_values) throw unreadable(which, i);
            if (of_allele) count = 1;
            if (std::any_of(values, values + count, [](double value) { return std::isnan(value); })) continue;
            if (!dosage_of_values(which, values, static_cast<int>(count), haploid[i] != 0, row[i]))
                throw unreadable(which, i);
        }
    }

  private:
    static constexpr std::size_t fixed = 24;
    static constexpr std::uint8_t missing_code = 2, other_code = 8;

    DataFailure damaged() const {
        return failure(WM_DATA_DAMAGED, "a length beyond its record", "whole records");
    }
    DataFailure unreadable(VcfField field, std::int64_t sample) const {
        static constexpr const char* names[vcf_fields] = {"GT", "DS", "HDS", "GP"};
        return failure(WM_DATA_DAMAGED, std::string(names[static_cast<int>(field)]) + " out of its range",
                       "values in the field's range", sample);
    }

    // False past the end of the values; NaN where one is missing.
    static bool value_at(const std::uint8_t* bytes, int type, double& value) {
        if (type == bcf_float) {
            const std::uint32_t bits = load_u32(bytes);
            value = bits == float_missing ? std::nan("") : static_cast<double>(std::bit_cast<float>(bits));
            return bits != float_end;
        }
        const Integer integer = integer_at(bytes, type);
        value = integer.missing ? std::nan("") : integer.value;
        return !integer.end;
    }

    const std::uint8_t* take(std::size_t size) {
        if (size > end_ - at_) throw damaged();
        at_ += size;
        return record_.data() + at_ - size;
    }

    // A type with its count, and the values of `times` such vectors.
    Vector take_vector(std::size_t times) {
        const std::uint8_t head = *take(1);
        Vector vector;
        vector.type = head & 15;
        vector.count = head >> 4;
        if (vector.type == 4 || vector.type == 6 || vector.type > bcf_char)
            throw failure(WM_DATA_DAMAGED, "type " + std::to_string(vector.type), "types 0 to 3, 5 and 7");
        if (vector.count == 15) {
            const std::int64_t count = take_integer();
            if (count < 0) throw damaged();
            vector.count = static_cast<std::size_t>(count);
        }
        // Each below 2^31, so that the product of three fits.
        vector.bytes = take(vector.count * size_of(vector.type) * times);
        return vector;
    }

    std::int64_t take_integer() {
        const std::uint8_t head = *take(1);
        const int type = head & 15;
        if (head >> 4 != 1 || type < bcf_int8 || type > bcf_int32)
            throw failure(WM_DATA_DAMAGED, "another type", "one whole number");
        return integer_at(take(size_of(type)), type).value;
    }

    std::string_view take_text() {
        const Vector vector = take_vector(1);
        if (vector.count > 0 && vector.type != bcf_char)
            throw failure(WM_DATA_DAMAGED, "another type", "text");
        return {reinterpret_cast<const char*>(vector.bytes), vector.type == bcf_char ? vector.count : 0};
    }

    void read_site(std::size_t shared) {
        at_ = fixed;
        end_ = shared;
        const std::uint8_t* const head = record_.data();
        const std::int64_t contig = static_cast<std::int32_t>(load_u32(head));
        const std::int64_t position = std::int64_t{static_cast<std::int32_t>(load_u32(head + 4))} + 1;
        const std::size_t alleles = load_u16(head + 18), samples = load_u32(head + 20) & 0xffffff;
        format_fields_ = head[23];
        const auto name = header_.contigs.find(contig);
        if (name == header_.contigs.end())
            throw failure(WM_DATA_DAMAGED, "contig number " + std::to_string(contig),
                          "a contig of the header");
        site_.chromosome = name->second;
        site_.position = position;
        if (position < 0 || position > std::numeric_limits<std::int32_t>::max())
            throw failure(WM_DATA_DAMAGED, "a position beyond the range", "positions from 0 to 2147483647");
        site_.id = take_text();
        if (site_.id.empty()) site_.id = ".";
        if (samples != header_.samples.size())
            throw failure(WM_DATA_DAMAGED, "a record of " + std::to_string(samples) + " samples",
                          std::to_string(header_.samples.size()) + ", as the header says");
        if (alleles == 0) throw failure(WM_DATA_DAMAGED, "a record without alleles", "a reference allele");
        site_.reference = take_text();
        for (std::size_t i = 1; i < alleles; ++i) site_.alternates.push_back(take_text());
        if (site_.alternates.size() == 1 && site_.alternates[0] == ".") site_.alternates.clear();
    }

    void read_fields() {
        for (int i = 0; i < format_fields_; ++i) {
            const auto word = header_.words.find(take_integer());
            const Vector values = take_vector(header_.samples.size());
            VcfField field;
            if (word == header_.words.end() || !find_vcf_field(word->second, field) || !header_.reads(field))
                continue;
            const bool is_genotype = field == VcfField::genotype;
            if (values.type == bcf_char || values.type == bcf_none ||
                (is_genotype && values.type == bcf_float)) {
                if (values.count == 0) continue;
                throw failure(WM_DATA_DAMAGED, word->second + " of another type", "numbers");
            }
            has_[static_cast<int>(field)] = true;
            fields_[static_cast<int>(field)] = values;
        }
    }

    std::vector<std::uint8_t> record_;
    std::size_t at_ = 0, end_ = 0;
    int format_fields_ = 0;
    Vector fields_[vcf_fields];
};

}  // namespace

std::unique_ptr<VcfRecord> make_bcf_record(const VcfHeader& header) {
    return std::make_unique<BcfRecord>(header);
}

}  // namespace wm
