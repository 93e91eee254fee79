#include "regression/block_genotypes.hpp"

#include <cmath>

#include "association/dosage_rows.hpp"
#include "association/genotype_rows.hpp"
#include "association/parallel.hpp"
#include "interface/last_error.hpp"

namespace wm {

BlockGenotypes::BlockGenotypes(const wm_genotype_block& block, std::size_t people, std::size_t threads)
    : variants_(static_cast<std::size_t>(block.variants)),
      people_(people),
      means_(variants_),
      scales_(variants_) {
    require((block.bed != nullptr) != (block.dosages != nullptr), "a block has either calls or dosages");
    const auto n = static_cast<std::int64_t>(people);
    if (block.bed != nullptr) {
        const PeopleSelection selection(block.file_samples, block.sample_index, n);
        require(selection.people() == people, "the block has other people than the traits");
        require(block.stride >= static_cast<std::int64_t>(selection.file_bytes()),
                "the stride is shorter than a row of genotypes");
        row_bytes_ = (people + 31) / 32 * 8;
        calls_.resize(variants_ * row_bytes_);
        in_parallel(variants_, threads, [&](std::size_t v, std::size_t) {
            std::uint8_t* const row = calls_.data() + v * row_bytes_;
            selection.extract(block.bed + static_cast<std::int64_t>(v) * block.stride, row, row_bytes_);
            const GenotypeCounts counts = count_codes(row, row_bytes_, people);
            const double both = counts[0], one = counts[1];
            describe(v, 2.0 * both + one, 4.0 * both + one, both + one + counts[2]);
        });
        return;
    }
    const DosageSelection selection(block.file_samples, block.sample_index, n);
    require(selection.people() == people, "the block has other people than the traits");
    require(block.stride >= block.file_samples, "the stride is shorter than a row of genotypes");
    dosages_.resize(variants_ * people);
    in_parallel(variants_, threads, [&](std::size_t v, std::size_t) {
        std::uint16_t* const row = dosages_.data() + v * people;
        selection.extract(block.dosages + static_cast<std::int64_t>(v) * block.stride, row, people);
        const DosageMoments moments = moments_of(row, people);
        const double copy = dosage_copy;
        describe(v, static_cast<double>(moments.sum) / copy,
                 static_cast<double>(moments.squares) / (copy * copy),
                 static_cast<double>(people) - moments.missing);
    });
}

void BlockGenotypes::describe(std::size_t variant, double sum, double squares, double called) {
    const double mean = called > 0.0 ? sum / called : 0.0;
    const double variance = called > 0.0 ? squares / called - mean * mean : 0.0;
    means_[variant] = mean;
    scales_[variant] = variance > 1e-9 ? 1.0 / std::sqrt(variance) : 0.0;
}

void BlockGenotypes::read(std::size_t variant, std::size_t first, std::size_t count, float* out,
                          std::size_t step) const {
    const double mean = means_[variant], scale = scales_[variant];
    if (dosages_.empty()) {
        const float of_code[4] = {static_cast<float>((2.0 - mean) * scale), 0.0F,
                                  static_cast<float>((1.0 - mean) * scale),
                                  static_cast<float>(-mean * scale)};
        const std::uint8_t* const row = calls_.data() + variant * row_bytes_;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t person = first + i;
            out[i * step] = of_code[(row[person / 4] >> (2 * (person % 4))) & 3];
        }
        return;
    }
    const std::uint16_t* const row = dosages_.data() + variant * people_ + first;
    for (std::size_t i = 0; i < count; ++i)
        out[i * step] = row[i] == dosage_absent
                            ? 0.0F
                            : static_cast<float>((row[i] * (1.0 / dosage_copy) - mean) * scale);
}

}  // namespace wm
