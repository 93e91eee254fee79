#include "genotypes/vcf_header.hpp"

#include <charconv>

#include "genotypes/data_failure.hpp"

namespace wm {
namespace {

constexpr std::string_view fixed_columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";

// The value of a key in <ID=DS,Number=A,Description="a, b">; empty if it is not there.
std::string_view value_of(std::string_view declaration, std::string_view key) {
    std::size_t at = 0;
    while (at < declaration.size()) {
        bool quoted = false;
        std::size_t end = at;
        for (; end < declaration.size() && (quoted || (declaration[end] != ',' && declaration[end] != '>'));
             ++end)
            if (declaration[end] == '"' && declaration[end - (end > 0 ? 1 : 0)] != '\\') quoted = !quoted;
        const std::string_view entry = declaration.substr(at, end - at);
        const std::size_t equals = entry.find('=');
        if (equals != std::string_view::npos && entry.substr(0, equals) == key)
            return entry.substr(equals + 1);
        at = end + 1;
    }
    return {};
}

// Gives a word its number in a dictionary: the one declared, the one it has, or the next.
void enter(std::string_view id, std::string_view declared_number,
           std::unordered_map<std::string, std::int64_t>& numbers,
           std::unordered_map<std::int64_t, std::string>& words) {
    std::int64_t number = static_cast<std::int64_t>(numbers.size());
    const bool declared =
        !declared_number.empty() &&
        std::from_chars(declared_number.data(), declared_number.data() + declared_number.size(), number).ec ==
            std::errc();
    const auto [entry, is_new] = numbers.try_emplace(std::string(id), number);
    if (is_new || declared) words.insert_or_assign(number, std::string(id));
    if (declared) entry->second = number;
}

}  // namespace

bool find_vcf_field(std::string_view name, VcfField& field) {
    static constexpr std::string_view names[vcf_fields] = {"GT", "DS", "HDS", "GP"};
    for (int i = 0; i < vcf_fields; ++i)
        if (name == names[i]) {
            field = static_cast<VcfField>(i);
            return true;
        }
    return false;
}

void VcfHeaderParser::declare(std::string_view kind, std::string_view line, VcfHeader& header) {
    const std::string_view id = value_of(line, "ID"), number = value_of(line, "IDX");
    if (id.empty()) return;
    if (kind == "contig") return enter(id, number, contig_numbers_, header.contigs);
    enter(id, number, word_numbers_, header.words);
    VcfField field;
    if (kind != "FORMAT" || !find_vcf_field(id, field)) return;
    header.declared[static_cast<int>(field)] = true;
    if (field == VcfField::dosage) header.dosage_an_allele = value_of(line, "Number") == "A";
}

bool VcfHeaderParser::take(std::string_view line, VcfHeader& header) {
    if (lines_++ == 0) enter("PASS", {}, word_numbers_, header.words);  // which is number 0 without a line
    if (line.substr(0, 2) == "##") {
        for (const std::string_view kind : {"FILTER", "INFO", "FORMAT", "contig"})
            if (line.substr(2, kind.size()) == kind && line.substr(2 + kind.size(), 2) == "=<")
                declare(kind, line.substr(4 + kind.size()), header);
        return false;
    }
    if (line.substr(0, fixed_columns.size()) != fixed_columns)
        throw DataFailure(WM_DATA_DAMAGED, "a header whose line " + std::to_string(lines_) + " is none",
                          "lines that begin with ##, and then #CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO",
                          "Write the header again, with bcftools reheader");
    std::string_view rest = line.substr(fixed_columns.size());
    constexpr std::string_view format = "\tFORMAT\t";
    if (rest.substr(0, format.size()) != format)
        throw DataFailure(WM_DATA_NO_GENOTYPES, "a file without samples", "genotypes of samples",
                          "Give the file with the genotypes, not the one of sites only");
    rest.remove_prefix(format.size());
    for (;;) {
        const std::size_t end = rest.find('\t');
        const std::string_view name = rest.substr(0, end);
        bool printable = !name.empty();
        for (const char c : name) printable = printable && static_cast<unsigned char>(c) >= ' ' && c != 0x7f;
        if (!printable)
            throw DataFailure(WM_DATA_TEXT,
                              std::string(name.empty() ? "no name" : "a control character in the name") +
                                  " of sample " + std::to_string(header.samples.size() + 1),
                              "names of printable characters", "Rename the sample with bcftools reheader -s");
        header.samples.emplace_back(name);
        if (end == std::string_view::npos) return true;
        rest.remove_prefix(end + 1);
    }
}

}  // namespace wm
