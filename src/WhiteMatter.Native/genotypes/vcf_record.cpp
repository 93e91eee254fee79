#include "genotypes/vcf_record.hpp"

#include <algorithm>

namespace wm {

bool VcfRecord::next(BlockReader& reader, std::int64_t number) {
    place_ = reader.place();
    number_ = number;
    site_.alternates.clear();
    site_.chromosome = site_.id = site_.reference = {};
    site_.position = 0;
    std::fill(std::begin(has_), std::end(has_), false);
    return read_record(reader);
}

bool VcfRecord::has_genotypes() const {
    return std::any_of(std::begin(has_), std::end(has_), [](bool has) { return has; });
}

void VcfRecord::check_alleles() const {
    if (site_.alternates.size() < 2 || !has_genotypes() || has_field(VcfField::genotype) ||
        (has_field(VcfField::dosage) && header_.dosage_an_allele))
        return;
    throw failure(WM_DATA_MULTIALLELIC,
                  std::to_string(site_.alternates.size()) + " alternate alleles without GT",
                  "GT, or DS declared with Number=A");
}

void VcfRecord::dosages(int allele, std::uint16_t* row) {
    require(allele >= 1 && allele <= counted_alleles(),
            "the address names an allele that the variant does not have");
    check_alleles();
    const std::size_t samples = header_.samples.size();
    const bool several = site_.alternates.size() > 1;
    for (const VcfField field : {VcfField::dosage, VcfField::haplotype_dosages, VcfField::probabilities}) {
        if (!has_field(field) || (several && !(field == VcfField::dosage && header_.dosage_an_allele)))
            continue;
        haploid_.assign(samples, 0);
        if (has_field(VcfField::genotype))
            genotype_dosages(allele, row, haploid_.data());
        else
            std::fill_n(row, samples, dosage_missing);
        return field_dosages(field, allele, haploid_.data(), row);
    }
    if (has_field(VcfField::genotype)) return genotype_dosages(allele, row, nullptr);
    std::fill_n(row, samples, dosage_missing);
}

DataFailure VcfRecord::failure(wm_data_problem problem, const std::string& found, const std::string& expected,
                               std::int64_t sample) const {
    std::string text = found;
    if (sample >= 0) text += " for sample " + header_.samples[static_cast<std::size_t>(sample)].substr(0, 60);
    if (!site_.chromosome.empty())
        text += ", variant " + std::string(site_.id.substr(0, 60)) + " at " +
                std::string(site_.chromosome.substr(0, 60)) + ":" + std::to_string(site_.position);
    const char* remedy = "Look at the record with bcftools view and write the file again";
    if (problem == WM_DATA_MULTIALLELIC) remedy = "Split or leave out the variant: bcftools view -M 2 FILE";
    if (problem == WM_DATA_PLOIDY) remedy = "Leave the variant or the sample out, with bcftools view";
    return {problem, text, expected, remedy, place_, number_};
}

bool dosage_of_values(VcfField field, const double* values, int count, bool haploid, std::uint16_t& dosage) {
    if (field == VcfField::dosage)
        return count == 1 && dosage_of_copies(haploid ? 2 * values[0] : values[0], dosage);
    double sum = 0;
    for (int i = 0; i < count; ++i) {
        if (!(values[i] >= 0 && values[i] <= 1)) return false;
        sum += values[i];
    }
    if (field == VcfField::haplotype_dosages) {
        // The values of a haploid count twice.
        return (count == 1 || count == 2) && dosage_of_copies(count == 1 ? 2 * values[0] : sum, dosage);
    }
    if (count != 2 && count != 3) return false;
    if (sum == 0) {
        dosage = dosage_missing;
        return true;
    }
    return dosage_of_copies((count == 2 ? 2 * values[1] : values[1] + 2 * values[2]) / sum, dosage);
}

}  // namespace wm
