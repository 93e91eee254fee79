// Small .pgen files made byte by byte.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

// The bytes of numbers from 0 to 255.
std::string bytes_of(std::initializer_list<unsigned> numbers);
std::string little_endian_bytes(std::uint64_t number, unsigned width);

struct PgenRecordBytes {
    unsigned type;
    std::string bytes;
};

// How the header of a .pgen file of storage mode 0x10, 0x11, 0x20 or 0x21 is written.
struct PgenShape {
    unsigned mode = 0x10;
    unsigned samples = 10;
    unsigned type_bits = 8, length_bytes = 2;
    unsigned allele_count_bytes = 0, alleles_of_first = 2;
    bool flags = false;      // a bit a variant about its reference allele
    std::string extensions;  // what follows the header body
    std::string footer;
};

struct PgenFiles {
    std::string pgen, index;  // index: of modes 0x20 and 0x21
};

PgenFiles pgen_of(const PgenShape& shape, const std::vector<PgenRecordBytes>& records);
