// Genotypes of one variant as doubles, for methods that go over people variant by variant.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "association/aligned_buffer.hpp"
#include "association/dosage_rows.hpp"
#include "association/dosage_tile.hpp"
#include "association/genotype_rows.hpp"
#include "association/hardcall_tile.hpp"

namespace wm {

// Padded to whole lanes; copies are 0 where missing. Who is present is read only where somebody is missing.
struct GenotypeValues {
    explicit GenotypeValues(std::size_t padded) : copies(padded), present(padded) {}
    AlignedBuffer<double> copies, present;
    std::size_t missing = 0;
};

// Reads a variant; row is scratch, calls the hard calls counted.
void read_values(const HardcallBlock& block, std::size_t variant, const PeopleSelection& people,
                 std::vector<std::uint8_t>& row, GenotypeValues& genotype,
                 std::array<std::int32_t, 4>& calls);
void read_values(const DosageBlock& block, std::size_t variant, const DosageSelection& people,
                 std::vector<std::uint16_t>& row, GenotypeValues& genotype,
                 std::array<std::int32_t, 4>& calls);

}  // namespace wm
