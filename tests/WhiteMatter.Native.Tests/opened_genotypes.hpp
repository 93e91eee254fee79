// A readable view of what the library reads of a genotype file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "whitematter_genotypes.h"

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
