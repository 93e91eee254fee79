// The blocks of a BGEN file: its header with the samples' names, and the part of a variant that identifies
// it. Specification: www.well.ox.ac.uk/~gav/bgen_format, versions 1.1 to 1.3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "genotypes/input_file.hpp"

namespace wm {

enum class BgenCompression { none = 0, zlib = 1, zstd = 2 };

struct BgenHeader {
    std::int64_t samples = 0, variants = 0;
    std::int64_t first_variant = 0;  // where the variants begin in the file
    int layout = 0;                  // 1 or 2
    BgenCompression compression = BgenCompression::none;
    bool lists_samples = false;
    std::string sample_names;  // each ended by a newline
};

// Reads the header and checks that a file of this size can hold what it promises.
BgenHeader read_bgen_header(const InputFile& file);

// A variant's identifying part, as views of the bytes it was parsed from, and how its genotypes are stored.
struct BgenVariant {
    std::string_view identifier, rsid, chromosome, first_allele, second_allele;
    std::uint32_t position = 0;
    int alleles = 0;
    std::size_t data = 0;    // bytes before the stored genotypes
    std::size_t stored = 0;  // bytes of the stored genotypes, compressed or not
    std::size_t whole = 0;   // bytes they become; equal to stored where nothing is compressed
    std::size_t length() const { return data + stored; }
    // The rsid, or what stands for it where it is empty.
    std::string_view name() const;
};

// A chromosome as other formats name it: UK Biobank's files write 1 to 9 with a zero before them.
inline std::string_view bgen_chromosome(std::string_view name) {
    return name.size() == 2 && name[0] == '0' && name[1] >= '1' && name[1] <= '9' ? name.substr(1) : name;
}

// Parses a variant at its beginning; `offset`, where that stands in the file, and `number` are for failures.
// Returns 0, or how many bytes there must be at least where `available` are too few.
std::size_t parse_bgen_variant(const BgenHeader& header, const std::uint8_t* bytes, std::size_t available,
                               std::int64_t offset, std::int64_t number, BgenVariant& variant);

}  // namespace wm
