// A record of a VCF file: a line of text.
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "genotypes/vcf_record.hpp"

namespace wm {
namespace {

// Splits off what stands before the next separator.
std::string_view take(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

// A number as its digits say, rounded once. Up to 15 digits: both whole numbers are exact, and so is their
// quotient rounded; others by the library.
bool parse_number(std::string_view text, double& value) {
    static constexpr double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    if (!text.empty() && text.size() <= 16) {
        std::int64_t digits = 0;
        std::size_t point = text.size(), count = 0;
        bool plain = true;
        for (std::size_t i = 0; i < text.size() && plain; ++i) {
            const unsigned digit = static_cast<unsigned char>(text[i]) - static_cast<unsigned>('0');
            if (digit < 10) {
                digits = digits * 10 + digit;
                ++count;
            } else if (text[i] == '.' && point == text.size()) {
                point = i;
            } else {
                plain = false;
            }
        }
        if (plain && count > 0 && count <= 15) {
            const std::size_t after = point == text.size() ? 0 : text.size() - point - 1;
            value = static_cast<double>(digits) / powers[after];
            return true;
        }
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

bool missing_number(double& value) {
    value = std::nan("");
    return true;
}

class VcfText final : public VcfRecord {
  public:
    using VcfRecord::VcfRecord;

  protected:
    bool read_record(BlockReader& reader) override {
        std::string_view line;
        if (!reader.line(line)) return false;
        line_ = line;
        std::string_view rest = line_;
        std::string_view columns[8];
        for (std::string_view& column : columns) {
            column = take(rest, '\t');
            if (column.empty() || rest.empty())
                throw failure(WM_DATA_DAMAGED, "a line of fewer columns or with an empty one",
                              std::to_string(9 + header_.samples.size()) + " columns separated by tabs");
        }
        site_.chromosome = columns[0];
        site_.id = columns[2];
        site_.reference = columns[3];
        const auto [end, error] =
            std::from_chars(columns[1].data(), columns[1].data() + columns[1].size(), site_.position);
        if (error != std::errc() || end != columns[1].data() + columns[1].size() || site_.position < 0 ||
            site_.position > std::numeric_limits<std::int32_t>::max())
            throw failure(WM_DATA_DAMAGED, "position " + std::string(columns[1].substr(0, 40)),
                          "a whole number from 0 to 2147483647");
        if (columns[4] != ".")
            for (std::string_view alleles = columns[4]; !alleles.empty();)
                site_.alternates.push_back(take(alleles, ','));
        std::string_view keys = take(rest, '\t');
        for (int i = 0; !keys.empty(); ++i) {
            VcfField field;
            if (find_vcf_field(take(keys, ':'), field) && header_.reads(field) &&
                !has_[static_cast<int>(field)]) {
                has_[static_cast<int>(field)] = true;
                field_number_[static_cast<int>(field)] = i;
            }
        }
        calls_ = rest;
        return true;
    }

    void genotype_dosages(int allele, std::uint16_t* row, std::uint8_t* haploid) override {
        const int number = field_number_[static_cast<int>(VcfField::genotype)];
        std::array<std::uint8_t, 256> copies;  // of the counted allele by its digit; else what it is
        copies.fill(no_digit);
        copies['.'] = missing_digit;
        for (int i = 0; i < 10 && i <= static_cast<int>(site_.alternates.size()); ++i)
            copies[static_cast<std::size_t>('0' + i)] = i == allele ? 1 : 0;
        const std::int64_t samples = static_cast<std::int64_t>(header_.samples.size());
        const char* at = calls_.data();
        for (std::int64_t i = 0; i < samples; ++i) {
            // Two alleles of one digit before anything else: most calls there are.
            if (number == 0 && end_of_line() - at > 3 && (at[1] == '/' || at[1] == '|')) {
                const std::uint8_t first = copies[static_cast<std::uint8_t>(at[0])];
                const std::uint8_t second = copies[static_cast<std::uint8_t>(at[2])];
                const bool last = at[3] == '\t';
                if ((first | second) < no_digit && (last ? i + 1 < samples : at[3] == ':')) {
                    row[i] = (first | second) >= missing_digit
                                 ? dosage_missing
                                 : static_cast<std::uint16_t>((first + second) * dosage_per_copy);
                    at = last ? at + 4 : sample_end(at + 4, i, samples) + 1;
                    continue;
                }
            }
            const char* const end = sample_end(at, i, samples);
            std::string_view call;
            row[i] = subfield(at, end, number, call)
                         ? call_dosage(call, allele, i, haploid == nullptr ? nullptr : haploid + i)
                         : dosage_missing;
            at = end + 1;
        }
    }

    void field_dosages(VcfField field, int allele, const std::uint8_t* haploid, std::uint16_t* row) override {
        const int number = field_number_[static_cast<int>(field)];
        // DS has a value for each alternate allele, of which one is taken.
        const int alleles = counted_alleles();
        each_sample([&](std::int64_t sample, const char* begin, const char* end) {
            std::string_view text;
            if (!subfield(begin, end, number, text) || text == ".") return;
            const std::string_view whole = text;
            double values[most_field_values];
            int count = 0;
            if (field == VcfField::dosage && alleles > 1) {
                std::string_view mine;
                for (bool more = true; more; ++count) {
                    more = text.find(',') != std::string_view::npos;
                    const std::string_view each = take(text, ',');
                    if (count == allele - 1) mine = each;
                }
                if (count != alleles) throw unreadable(whole, sample);
                if (mine == ".") return;
                if (!parse_number(mine, values[0])) throw unreadable(whole, sample);
                count = 1;
            } else {
                for (bool more = true; more; ++count) {
                    more = text.find(',') != std::string_view::npos;
                    const std::string_view each = take(text, ',');
                    if (count == most_field_values ||
                        !(each == "." ? missing_number(values[count]) : parse_number(each, values[count])))
                        throw unreadable(whole, sample);
                }
            }
            for (int i = 0; i < count; ++i)
                if (std::isnan(values[i])) return;
            if (!dosage_of_values(field, values, count, haploid[sample] != 0, row[sample]))
                throw unreadable(whole, sample);
        });
    }

  private:
    static constexpr std::uint8_t missing_digit = 2, no_digit = 8;

    const char* end_of_line() const { return calls_.data() + calls_.size(); }

    DataFailure unreadable(std::string_view text, std::int64_t sample) const {
        return failure(WM_DATA_DAMAGED, "\"" + std::string(text.substr(0, 40)) + "\"",
                       "values in the field's range", sample);
    }

    // Where the sample's column ends that begins at, or is read up to, `at`; checks that it is the last or
    // not.
    const char* sample_end(const char* at, std::int64_t sample, std::int64_t samples) const {
        const void* const tab = std::memchr(at, '\t', static_cast<std::size_t>(end_of_line() - at));
        const char* const end = tab == nullptr ? end_of_line() : static_cast<const char*>(tab);
        if ((tab == nullptr) != (sample + 1 == samples))
            throw failure(WM_DATA_DAMAGED, "another number of columns",
                          "columns of " + std::to_string(samples) + " samples", sample);
        return end;
    }

    template <class Body>
    void each_sample(Body&& body) {
        const std::int64_t samples = static_cast<std::int64_t>(header_.samples.size());
        const char* at = calls_.data();
        for (std::int64_t i = 0; i < samples; ++i) {
            const char* const end = sample_end(at, i, samples);
            body(i, at, end);
            at = end + 1;
        }
    }

    // The subfield of this number; false where the sample's fields end before.
    static bool subfield(const char* begin, const char* end, int number, std::string_view& text) {
        for (; number > 0; --number) {
            const void* const colon = std::memchr(begin, ':', static_cast<std::size_t>(end - begin));
            if (colon == nullptr) return false;
            begin = static_cast<const char*>(colon) + 1;
        }
        const void* const colon = std::memchr(begin, ':', static_cast<std::size_t>(end - begin));
        text = {begin,
                static_cast<std::size_t>((colon == nullptr ? end : static_cast<const char*>(colon)) - begin)};
        return true;
    }

    std::uint16_t call_dosage(std::string_view call, int allele, std::int64_t sample,
                              std::uint8_t* haploid) const {
        const std::string_view whole = call;
        int alleles = 0, copies = 0;
        bool missing = false;
        for (bool more = true; more; ++alleles) {
            const std::size_t end = call.find_first_of("/|");
            const std::string_view each = call.substr(0, end);
            more = end != std::string_view::npos;
            call.remove_prefix(more ? end + 1 : call.size());
            if (each == ".") {
                missing = true;
                continue;
            }
            int number = -1;
            const auto [stop, error] = std::from_chars(each.data(), each.data() + each.size(), number);
            if (error != std::errc() || stop != each.data() + each.size() || number < 0 ||
                number > static_cast<int>(site_.alternates.size()))
                throw failure(WM_DATA_DAMAGED, "call \"" + std::string(whole.substr(0, 40)) + "\"",
                              "alleles from 0 to " + std::to_string(site_.alternates.size()), sample);
            copies += number == allele ? 1 : 0;
        }
        if (alleles > 2)
            throw failure(WM_DATA_PLOIDY, "call \"" + std::string(whole.substr(0, 40)) + "\"",
                          "haploid or diploid calls", sample);
        if (alleles == 1 && haploid != nullptr) *haploid = 1;
        if (missing) return dosage_missing;
        return static_cast<std::uint16_t>((alleles == 1 ? 2 : 1) * copies * dosage_per_copy);
    }

    std::string line_;
    std::string_view calls_;
    int field_number_[vcf_fields] = {};
};

}  // namespace

std::unique_ptr<VcfRecord> make_vcf_text_record(const VcfHeader& header) {
    return std::make_unique<VcfText>(header);
}

}  // namespace wm
