// The index that bgenix keeps beside a BGEN file (<file>.bgi, an SQLite database): its variants without
// reading the file.
#pragma once

#include <memory>

#include "genotypes/bgen_blocks.hpp"
#include "genotypes/genotype_file.hpp"

namespace wm {

// A walk over the variants by the index; null where there is no index, or where it is not one of this file as
// it is now: the file is then walked through itself. Throws WM_DATA_MULTIALLELIC where the index tells of
// variants of more than two alleles. Reads about a hundred bytes a variant, one after another, and sorts them
// by their place.
std::unique_ptr<VariantScan> scan_bgen_index(const InputFile& file, const BgenHeader& header);

// The failure that refuses variants of more than two alleles, of which `first` is one.
[[noreturn]] void refuse_bgen_multiallelic(std::int64_t count, std::int64_t variants,
                                           const std::string& first, std::int64_t place, std::int64_t number);

}  // namespace wm
