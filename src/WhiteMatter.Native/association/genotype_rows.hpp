// Packed PLINK genotypes of one variant, reordered to the people of an analysis.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace wm {

// Counts of PLINK's codes: A1/A1, A1/A2, A2/A2, missing.
using GenotypeCounts = std::array<std::int32_t, 4>;

// How an analysis's people stand in a file: all in its order, some in its order, or in any order.
enum class PeopleOrder { All, Ordered, Any };

// Checks the file rows of n people; a null index is the file's people in order (n is then file_samples).
PeopleOrder order_of_people(std::int64_t file_samples, const std::int32_t* index, std::int64_t n);

// Which people of a file an analysis uses, in which order, prepared once for many variants.
class PeopleSelection {
  public:
    // index: file row of each of n people; null for the file's people in order (n is then file_samples).
    PeopleSelection(std::int64_t file_samples, const std::int32_t* index, std::int64_t n);

    std::size_t people() const { return people_; }
    // Bytes of a row of file genotypes.
    std::size_t file_bytes() const { return (file_samples_ + 3) / 4; }

    // Writes the selected people's codes, packed, to out; the places from people() to 4 * out_bytes are coded
    // missing. out_bytes is a multiple of 8 and at least people() / 4.
    void extract(const std::uint8_t* file_row, std::uint8_t* out, std::size_t out_bytes) const;

  private:
    std::size_t file_samples_;
    std::size_t people_;
    PeopleOrder order_;
    std::vector<std::uint64_t> masks_;  // Ordered: both bits of each selected person, 32 people a word
    std::vector<std::uint32_t> index_;  // Any (and Ordered, where the processor has no bit extraction)
    bool bit_extraction_ = false;
};

// Counts over packed codes; `people` of them are real and the rest, coded missing, are not counted. bytes % 8
// == 0.
GenotypeCounts count_codes(const std::uint8_t* codes, std::size_t bytes, std::size_t people);

// Exchanges A1/A1 with A2/A2, so that A2 is counted.
void exchange_alleles(std::uint8_t* codes, std::size_t bytes);

// Appends the positions of missing codes among the first `people`.
void find_missing(const std::uint8_t* codes, std::size_t bytes, std::size_t people,
                  std::vector<std::uint32_t>& positions);

}  // namespace wm
