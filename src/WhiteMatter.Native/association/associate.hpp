// Tests a block of variants against a design, made for their kind of genotypes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "association/dosage_tile.hpp"
#include "association/hardcall_tile.hpp"
#include "whitematter.h"

namespace wm {

void associate(const Design& design, const HardcallBlock& block, const PeopleSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results);
void associate(const Design& design, const DosageBlock& block, const DosageSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results);

}  // namespace wm
