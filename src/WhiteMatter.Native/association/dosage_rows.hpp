// Dosages of one variant, reordered to the people of an analysis.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "association/genotype_rows.hpp"
#include "product/product.hpp"

namespace wm {

inline constexpr std::int32_t dosage_copy = 16384;  // units of one copy of A1
inline constexpr std::uint16_t dosage_absent = 65535;

// What is counted of a variant's dosages, exact.
struct DosageMoments {
    GenotypeCounts calls{};    // hard calls: a dosage within 0.1 of a whole number of copies, else missing
    std::int32_t missing = 0;  // people without a dosage
    std::int64_t sum = 0;      // of the dosages, in units
    std::int64_t squares = 0;  // of their squares, in squared units: 8,000,000 people fit
    std::uint16_t most = 0;    // the largest dosage
};

// Which people of a file an analysis uses, in which order. index: file row of each of n people; null for all.
class DosageSelection {
  public:
    DosageSelection(std::int64_t file_samples, const std::int32_t* index, std::int64_t n);
    std::size_t people() const { return people_; }
    std::size_t file_samples() const { return file_samples_; }
    // Writes the selected people's dosages; out[people() .. places) become missing.
    void extract(const std::uint16_t* file_row, std::uint16_t* out, std::size_t places) const;

  private:
    std::size_t file_samples_, people_;
    std::vector<std::uint32_t> index_;
};

DosageMoments moments_of(const std::uint16_t* dosages, std::size_t people);

// The form in which the numbers are smallest: around 0 copies below a mean of a half, around two above one
// and a half.
DosageForm form_of(const DosageMoments& moments, std::size_t people);

// A dosage in its form, in units.
inline std::int32_t formed(std::uint16_t dosage, DosageForm form) {
    return dosage == dosage_absent
               ? 0
               : static_cast<std::int16_t>(static_cast<std::uint16_t>((dosage ^ form.flip) + form.shift));
}

// Appends the positions of the missing.
void find_absent(const std::uint16_t* dosages, std::size_t people, std::vector<std::uint32_t>& positions);

}  // namespace wm
