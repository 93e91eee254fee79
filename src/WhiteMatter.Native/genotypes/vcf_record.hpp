// One record of a VCF or BCF file: what both forms share.
//
// Dosages are of one alternate allele, taken per record from the first of DS, HDS, GP and GT that is declared
// and there; a sample that misses it has its GT. They equal those of PLINK 2's `--vcf FILE dosage=DS`, and
// for haplotype dosages those of `dosage=HDS`. Records of several alternate alleles have DS only with
// Number=A, and else GT. A call of GT of which an allele is missing is missing (PLINK 2's `--vcf-half-call
// missing`).
//
// What it costs, in processor time per genotype of 5000 samples on one core of an AMD EPYC: GT alone 10 ns as
// text, 12 bgzipped, 4.6 in BCF; GT and DS 54, 63 and 22.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "genotypes/block_reader.hpp"
#include "genotypes/data_failure.hpp"
#include "genotypes/genotype_file.hpp"
#include "genotypes/vcf_header.hpp"

namespace wm {

struct VcfSite {
    std::string_view chromosome, id, reference;
    std::vector<std::string_view> alternates;  // none where ALT is a dot
    std::int64_t position = 0;
};

class VcfRecord {
  public:
    explicit VcfRecord(const VcfHeader& header) : header_(header) {}
    virtual ~VcfRecord() = default;
    VcfRecord(const VcfRecord&) = delete;
    VcfRecord& operator=(const VcfRecord&) = delete;

    // Reads the next record's site and where its fields are; number is for failures, -1 unknown. False at the
    // end.
    bool next(BlockReader& reader, std::int64_t number);
    const VcfSite& site() const noexcept { return site_; }
    std::int64_t place() const noexcept { return place_; }
    // How many lines the record is listed as: one an alternate allele, at least one.
    int counted_alleles() const {
        return site_.alternates.empty() ? 1 : static_cast<int>(site_.alternates.size());
    }
    bool has_field(VcfField field) const { return has_[static_cast<int>(field)]; }
    bool has_genotypes() const;
    // Throws WM_DATA_MULTIALLELIC where several alternate alleles have no field that tells them apart.
    void check_alleles() const;
    void dosages(int allele, std::uint16_t* row);

  protected:
    virtual bool read_record(BlockReader& reader) = 0;
    // Fills the row from GT; `haploid`, if not null, is set for each sample whose call has one allele.
    virtual void genotype_dosages(int allele, std::uint16_t* row, std::uint8_t* haploid) = 0;
    // Overwrites the row where the field has values.
    virtual void field_dosages(VcfField field, int allele, const std::uint8_t* haploid,
                               std::uint16_t* row) = 0;

    DataFailure failure(wm_data_problem problem, const std::string& found, const std::string& expected,
                        std::int64_t sample = -1) const;

    const VcfHeader& header_;
    VcfSite site_;
    bool has_[vcf_fields] = {};

  private:
    std::vector<std::uint8_t> haploid_;
    std::int64_t place_ = 0, number_ = -1;
};

std::unique_ptr<VcfRecord> make_vcf_text_record(const VcfHeader& header);
std::unique_ptr<VcfRecord> make_bcf_record(const VcfHeader& header);

// A dosage from the values of a field, in the way that PLINK 2 rounds; false if they cannot be.
inline bool dosage_of_copies(double copies, std::uint16_t& dosage) {
    if (!(copies >= 0 && copies <= 2)) return false;
    dosage = static_cast<std::uint16_t>(copies * dosage_per_copy + 0.5);
    return true;
}
bool dosage_of_values(VcfField field, const double* values, int count, bool haploid, std::uint16_t& dosage);

// The values of a field that one sample has at most: probabilities of three genotypes.
inline constexpr int most_field_values = 3;

}  // namespace wm
