// Where the numbers of a valid file stand, and how parts of it are changed so that the rest still fits.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

struct Field {
    std::size_t offset;
    unsigned width;
};

// Counts, offsets, types and lengths of a .pgen file's header or of a .bgen file; empty where the file is no
// such.
std::vector<Field> pgen_fields(const std::string& bytes);
std::vector<Field> bgen_fields(const std::string& bytes);

// Changes one record of a .pgen file, its number taken modulo theirs, and its length in the header with it.
std::string with_record_changed(const std::string& pgen, std::size_t record,
                                const std::function<void(std::string&)>& change);

// Changes the unpacked genotypes of one variant of a .bgen file, and packs them again.
std::string with_genotypes_changed(const std::string& bgen, std::size_t variant,
                                   const std::function<void(std::string&)>& change);

// Changes what a bgzipped file holds, and packs it again.
std::string with_content_changed(const std::string& bgzipped,
                                 const std::function<void(std::string&)>& change);
