// The sums of a tile of hard calls with a design's columns, looked up.
#pragma once

#include "association/aligned_buffer.hpp"
#include "association/table_columns.hpp"

namespace wm {

class LookedUpSums {
  public:
    // Room for a number of variants, a multiple of slab_variants.
    LookedUpSums(const LookupKernels& kernels, const TableColumns& columns, std::size_t variants);

    // Sums of the variants [0, variants), whose packed codes are `stride` bytes apart: a quarter byte for
    // each of the columns' people, and eight bytes more are readable. charge(numbered) is called after each
    // kind of work.
    template <class Charge>
    void multiply(const std::uint8_t* codes, std::size_t stride, std::size_t variants, const Charge& charge) {
        sums_.clear();
        for (std::size_t first = 0; first < columns_.people(); first += stretch_people) {
            number(codes + first / 4, stride, variants, first);
            charge(true);
            add(variants, first);
            charge(false);
        }
    }

    // The sums of a slab's variants with a column, or with both parts of one, less `without` where that is
    // not null ([part][lane]): each times scale, rounded once before.
    void values(std::size_t slab, std::size_t column, std::size_t parts, const std::int64_t* without,
                double scale, double* out) const;

    static std::size_t bytes(const TableColumns& columns, std::size_t variants) {
        return variants * (columns.columns() * sizeof(std::int64_t) + stretch_people / triple_people) +
               chunk_table * sizeof(std::int64_t);
    }

  private:
    // People numbered at once: their numbers and a block's sums stay in the second cache.
    static constexpr std::size_t stretch_people = 8 * numbered_people;

    void number(const std::uint8_t* codes, std::size_t stride, std::size_t variants, std::size_t first);
    void add(std::size_t variants, std::size_t first);

    const LookupKernels& kernels_;
    const TableColumns& columns_;
    std::size_t variants_;
    std::size_t chunk_bytes_;  // not a large power of two: chunks would fall on the same cache sets
    AlignedBuffer<std::uint8_t> numbers_;       // [chunk of the stretch][variant][triple]
    AlignedBuffer<std::int64_t> table_, sums_;  // sums: [block][variant][column of the block]
};

}  // namespace wm
