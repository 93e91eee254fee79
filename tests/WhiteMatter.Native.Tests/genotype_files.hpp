// Small genotype files made byte by byte, and readable views of what the library reads of files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "whitematter_genotypes.h"

class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::string file(const std::string& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

void write_file(const std::string& path, const std::string& bytes);
std::string read_file(const std::string& path);
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

// An open file, or why it did not open.
class Genotypes {
  public:
    Genotypes(const std::string& path, wm_genotype_format format, std::int64_t samples = -1,
              std::int64_t variants = -1);
    ~Genotypes() { wm_genotypes_free(file_); }
    Genotypes(const Genotypes&) = delete;
    Genotypes& operator=(const Genotypes&) = delete;

    wm_status status() const { return status_; }
    const wm_data_error& error() const { return error_; }
    const wm_genotypes* get() const { return file_; }
    const wm_genotypes_info& info() const { return info_; }

    // Rows of the variants one after another; what went wrong is in status and error.
    std::vector<std::uint8_t> hard_calls(const std::vector<std::int64_t>& variants, int threads = 1);
    std::vector<std::uint16_t> dosages(const std::vector<std::int64_t>& variants, int threads = 1);
    // Copies of A1 as a text, a sample a character: 0, 1, 2, and . where missing.
    std::string calls(std::int64_t variant);

  private:
    void read(const std::vector<std::int64_t>& variants, wm_genotype_encoding encoding, void* rows,
              std::int64_t stride, int threads);

    wm_genotypes* file_ = nullptr;
    wm_status status_;
    wm_data_error error_{};
    wm_genotypes_info info_{};
};

std::vector<std::int64_t> all_variants(std::int64_t count);
