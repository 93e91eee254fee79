// Where the records of a PLINK 2 .pgen file stand and of which type they are.
//
// Written after the PLINK 2 file format specification (pgen_spec in PLINK 2's sources), sections 2.2 and 2.3.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "genotypes/input_file.hpp"

namespace wm {

// Bits of a record's type.
inline constexpr unsigned pgen_main_track = 7, pgen_multiallelic = 8, pgen_phase = 16, pgen_dosages = 0x60,
                          pgen_dosage_phase = 128;

// The record's hard calls are differences from those of the latest record that is not of this kind.
constexpr bool pgen_is_relative(unsigned type) { return (type & 6) == 2; }

struct PgenRecord {
    std::int64_t offset;
    std::size_t length;
    unsigned type;
};

// Types and lengths are kept as packed as the header has them, with an offset for each 64 records: of 40
// million variants about 100 MB.
class PgenIndex {
  public:
    // Storage mode 0x02 and higher; samples and variants: what is promised, or -1.
    PgenIndex(const InputFile& file, std::int64_t samples, std::int64_t variants);

    std::int64_t samples() const { return samples_; }
    std::int64_t variants() const { return variants_; }
    unsigned mode() const { return mode_; }
    bool has_dosages() const { return has_dosages_; }
    unsigned type(std::int64_t variant) const;
    PgenRecord record(std::int64_t variant) const;
    // The same for the variant after one whose record is known: nothing is added up.
    PgenRecord record_after(std::int64_t variant, const PgenRecord& before) const;
    // The latest variant before it, whose record is not relative.
    std::int64_t base_of(std::int64_t variant) const;
    // The separate index file, if there is one.
    void check_unchanged() const;

  private:
    static constexpr std::int64_t step = 64;

    void read_fixed(const InputFile& file, unsigned control);
    void read_variable(const InputFile& file, const InputFile& header, unsigned control);
    void read_block(const InputFile& header, std::int64_t& at, std::int64_t first, std::int64_t count,
                    unsigned control, std::int64_t& multiallelic);
    std::int64_t check_block(std::int64_t first, std::int64_t count, std::int64_t offset, std::int64_t end);
    std::size_t length(std::int64_t variant) const;

    unsigned mode_ = 0;
    std::int64_t samples_ = 0, variants_ = 0;
    bool has_dosages_ = false;
    // Fixed width: one type and length for all records.
    unsigned fixed_type_ = 0;
    std::size_t fixed_length_ = 0;
    std::int64_t fixed_start_ = 0;
    // Variable width.
    unsigned type_bits_ = 0, length_bytes_ = 0;
    std::vector<std::uint8_t> types_, lengths_;
    std::vector<std::int64_t> offsets_;  // of the records whose number is a multiple of `step`
    std::unique_ptr<InputFile> separate_;
};

}  // namespace wm
