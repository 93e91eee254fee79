// Changes of a file's bytes, from blind ones to ones that know where its numbers stand.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "whitematter_genotypes.h"

// A few changes of a valid file, or of its index file where that is given; what is drawn depends on `random`
// alone.
std::string mutated(const std::string& bytes, wm_genotype_format format, std::mt19937_64& random);
