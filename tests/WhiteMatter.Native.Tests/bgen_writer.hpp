// Writes BGEN files for tests, byte by byte from the specification (www.well.ox.ac.uk/~gav/bgen_format,
// v1.3).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bgen_writer {

std::string u16(std::uint32_t value);
std::string u32(std::uint64_t value);
// Numbers of `bits` bits one after another from the low bits of each byte, the last byte filled with zeros.
std::string packed(const std::vector<std::uint64_t>& values, int bits);

enum Compression { none = 0, zlib = 1, zstd = 2 };

struct File {
    int layout = 2;
    Compression compression = none;
    std::uint32_t samples = 0, variants = 0;
    std::vector<std::string> names;  // none: no block of names
    std::string body;                // the variants

    // A variant with its genotypes before compression.
    void add(const std::string& rsid, std::uint32_t position, const std::vector<std::string>& alleles,
             const std::string& genotypes, const std::string& chromosome = "1",
             const std::string& identifier = "id");
    std::string bytes() const;
};

// The genotypes of layout 2: ploidies with bit 7 set where missing; values of every sample, missing ones too.
std::string layout2(const std::vector<int>& ploidies, bool phased, int bits,
                    const std::vector<std::uint64_t>& values, int alleles = 2);
// The genotypes of layout 1: three numbers in 1/32768 a sample.
std::string layout1(const std::vector<std::uint32_t>& probabilities);

std::string compressed(const std::string& bytes, Compression compression);

}  // namespace bgen_writer
