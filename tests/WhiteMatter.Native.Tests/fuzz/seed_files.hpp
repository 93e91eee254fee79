// Small valid files of each format, from which the fuzzing starts where no others are given.
#pragma once

#include <string>
#include <vector>

#include "whitematter_genotypes.h"

struct SeedFile {
    std::string name, bytes;
    std::int64_t samples, variants;     // what the files beside it would promise; -1: nothing
    std::string beside_ending, beside;  // a second file, named as the first with the ending; empty: none
};

std::vector<SeedFile> seed_files(wm_genotype_format format);
