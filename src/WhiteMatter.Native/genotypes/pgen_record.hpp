// The tracks of a record of a PLINK 2 .pgen file (specification, section 2.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "genotypes/byte_cursor.hpp"

namespace wm {

// Sparse changes of a row of 2-bit codes: `row` gets the codes that the list gives its samples.
void patch_from_difflist(ByteCursor& cursor, std::int64_t samples, std::uint8_t* row);

// The hard calls of a record that is not relative, as PLINK 2 codes; the places left over are 0.
void read_main_track(ByteCursor& cursor, unsigned type, std::int64_t samples, std::uint8_t* row);

// Passes over the phase of hard calls, of which `heterozygotes` are heterozygous.
void skip_phase(ByteCursor& cursor, std::int64_t heterozygotes);

// Replaces the dosages that the record has; the others stay as the hard calls gave them. `numbers` is room
// for a list of samples. Passes over the phase of dosages.
void patch_dosages(ByteCursor& cursor, unsigned type, std::int64_t samples,
                   std::vector<std::uint32_t>& numbers, std::uint16_t* dosages);

}  // namespace wm
