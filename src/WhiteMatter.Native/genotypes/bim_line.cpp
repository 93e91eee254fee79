#include "genotypes/bim_line.hpp"

#include "genotypes/data_failure.hpp"

namespace wm {
namespace {

void check(std::string_view field, const char* what, std::int64_t offset, std::int64_t number) {
    for (const char c : field)
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f)
            throw DataFailure(WM_DATA_TEXT,
                              "byte " + std::to_string(static_cast<unsigned char>(c)) + " in the " + what +
                                  " of variant " + std::to_string(number + 1),
                              "a word without white space", "Rename it, with qctool or bcftools annotate",
                              offset, number);
}

}  // namespace

void append_bim_line(const ListedVariant& variant, std::int64_t offset, std::int64_t number,
                     std::string& line) {
    check(variant.chromosome, "chromosome", offset, number);
    check(variant.name, "identifier", offset, number);
    for (const std::string_view allele : {variant.counted_allele, variant.other_allele}) {
        check(allele, "alleles", offset, number);
        if (allele.empty())
            throw DataFailure(WM_DATA_TEXT, "an empty allele of variant " + std::to_string(number + 1),
                              "alleles", "Write an absent allele as a dot or a dash", offset, number);
    }
    line.append(variant.chromosome.empty() ? std::string_view("0") : variant.chromosome);
    line.append("\t").append(variant.name).append("\t0\t").append(std::to_string(variant.position));
    line.append("\t").append(variant.counted_allele).append("\t").append(variant.other_allele).append("\n");
}

}  // namespace wm
