// What every genotype format gives: see whitematter_genotypes.h, whose functions are these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "whitematter_genotypes.h"

namespace wm {

inline constexpr std::uint16_t dosage_per_copy = 16384;
inline constexpr std::uint16_t dosage_missing = 65535;

// A walk over the variants a file lists. Not shared between threads.
class VariantScan {
  public:
    virtual ~VariantScan() = default;
    // Appends the next variant as a line of a .bim file with its newline; false when there is none.
    virtual bool next(wm_variant_address& address, std::string& line) = 0;
};

// What a thread needs to read variants one after another: buffers, a decompressor, the last variant it read.
class VariantReader {
  public:
    virtual ~VariantReader() = default;
    // Writes one variant's row of all samples; (samples + 3) / 4 bytes of hard calls, the places left over in
    // the last byte 0, or `samples` dosages.
    virtual void read(const wm_variant_address& variant, wm_genotype_encoding encoding, void* row) = 0;
};

// An open file; constant and shared between threads.
class GenotypeFile {
  public:
    virtual ~GenotypeFile() = default;
    virtual wm_genotypes_info info() const = 0;
    // Each name ended by a newline; empty where the file has none.
    virtual std::string sample_names() const { return {}; }
    // Throws WM_UNSUPPORTED where the variants stand in another file.
    virtual std::unique_ptr<VariantScan> scan() const;
    virtual std::unique_ptr<VariantReader> reader() const = 0;
    // Throws WM_DATA_CHANGED if size or time of change are not what they were.
    virtual void check_unchanged() const = 0;
};

// samples and variants as in wm_genotypes_open.
std::unique_ptr<GenotypeFile> open_bed(const std::string& path, std::int64_t samples, std::int64_t variants);
std::unique_ptr<GenotypeFile> open_pgen(const std::string& path, std::int64_t samples, std::int64_t variants);
std::unique_ptr<GenotypeFile> open_bgen(const std::string& path, std::int64_t samples, std::int64_t variants);
std::unique_ptr<GenotypeFile> open_vcf(const std::string& path, std::int64_t samples, std::int64_t variants);

}  // namespace wm
