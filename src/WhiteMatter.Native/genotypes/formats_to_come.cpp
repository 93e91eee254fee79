// BGEN and VCF until their readers are here.
#include "genotypes/genotype_file.hpp"
#include "interface/last_error.hpp"

namespace wm {

std::unique_ptr<GenotypeFile> open_bgen(const std::string&, std::int64_t, std::int64_t) {
    throw Failure(WM_UNSUPPORTED, "BGEN is not read by this build");
}
std::unique_ptr<GenotypeFile> open_vcf(const std::string&, std::int64_t, std::int64_t) {
    throw Failure(WM_UNSUPPORTED, "VCF is not read by this build");
}

}  // namespace wm
