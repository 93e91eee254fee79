// Tests a block of variants against a design.
#pragma once

#include <cstddef>
#include <cstdint>

#include "association/design.hpp"
#include "association/genotype_rows.hpp"
#include "whitematter.h"

namespace wm {

struct GenotypeBlock {
    const std::uint8_t* bed;
    std::size_t stride;
    std::size_t variants;
};

void associate(const Design& design, const GenotypeBlock& block, const PeopleSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results);

}  // namespace wm
