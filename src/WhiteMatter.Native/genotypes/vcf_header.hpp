// The header of a VCF or BCF file: its samples, and what is declared of the fields that are read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wm {

// The fields of genotypes that are read.
enum class VcfField { genotype, dosage, haplotype_dosages, probabilities };  // GT, DS, HDS, GP
inline constexpr int vcf_fields = 4;

struct VcfHeader {
    std::vector<std::string> samples;
    bool declared[vcf_fields] = {};
    bool dosage_an_allele = false;  // DS has Number=A
    // The dictionaries of BCF: what a record's numbers stand for.
    std::unordered_map<std::int64_t, std::string> words, contigs;

    // Fields that are not declared are not read, but for GT.
    bool reads(VcfField field) const {
        return field == VcfField::genotype || declared[static_cast<int>(field)];
    }
    bool has_dosages() const { return declared[1] || declared[2] || declared[3]; }
};

// The field of this name; false if it is none that is read.
bool find_vcf_field(std::string_view name, VcfField& field);

// Takes the header's lines one after another, without their ends.
class VcfHeaderParser {
  public:
    // True when the line was the last: the one that names the columns.
    bool take(std::string_view line, VcfHeader& header);

  private:
    void declare(std::string_view kind, std::string_view line, VcfHeader& header);
    std::unordered_map<std::string, std::int64_t> word_numbers_, contig_numbers_;
    std::int64_t lines_ = 0;
};

}  // namespace wm
