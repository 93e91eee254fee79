#include "genotypes/genotype_file.hpp"

#include "interface/last_error.hpp"

namespace wm {

std::unique_ptr<VariantScan> GenotypeFile::scan() const {
    throw Failure(WM_UNSUPPORTED,
                  "files of this format do not list their variants: they stand in another file");
}

}  // namespace wm
