#include "genotypes/individual_major.hpp"

#include <algorithm>

#include "genotypes/two_bit.hpp"

namespace wm {

namespace {

constexpr std::int64_t most_block_bytes = std::int64_t{32} << 20;
// 64 bytes of each sample's row: below that a read costs more than what it brings.
constexpr std::int64_t least_variants = 256;
constexpr std::size_t samples_at_once = 256;

// Four bytes of codes, byte i code j, to byte j code i: pairs of 2-bit codes change places, then pairs of
// pairs.
std::uint32_t transposed(std::uint32_t x) {
    std::uint32_t t = (x ^ (x >> 6)) & 0x00cc00cc;
    x ^= t ^ (t << 6);
    t = (x ^ (x >> 12)) & 0x0000f0f0;
    return x ^ t ^ (t << 12);
}

}  // namespace

IndividualMajor::IndividualMajor(const InputFile& file, std::int64_t offset, std::int64_t samples,
                                 std::int64_t variants)
    : file_(file), offset_(offset), samples_(samples), variants_(variants) {
    const std::int64_t fits = most_block_bytes / static_cast<std::int64_t>(two_bit_bytes(samples));
    block_variants_ = std::max(least_variants, fits / least_variants * least_variants);
}

std::shared_ptr<const TurnedBlock> IndividualMajor::block_of(std::int64_t variant) const {
    const std::lock_guard<std::mutex> guard(lock_);
    for (const auto& block : blocks_)
        if (block && variant >= block->first && variant < block->first + block->count) return block;
    blocks_[1] = std::move(blocks_[0]);
    blocks_[0] = turn(variant / block_variants_ * block_variants_);
    return blocks_[0];
}

std::shared_ptr<const TurnedBlock> IndividualMajor::turn(std::int64_t first) const {
    auto block = std::make_shared<TurnedBlock>();
    block->first = first;
    block->count = std::min(block_variants_, variants_ - first);
    const std::size_t row_bytes = two_bit_bytes(samples_), part = two_bit_bytes(block->count);
    const std::int64_t file_row = static_cast<std::int64_t>(two_bit_bytes(variants_));
    block->rows.resize(static_cast<std::size_t>(block->count) * row_bytes);
    // 256 samples at a time, so that a cache line of a variant's row is written once.
    std::vector<std::uint8_t> some(samples_at_once * part);
    for (std::int64_t sample = 0; sample < samples_; sample += samples_at_once) {
        const std::int64_t here = std::min<std::int64_t>(samples_at_once, samples_ - sample);
        for (std::int64_t i = 0; i < here; ++i)
            file_.read(offset_ + (sample + i) * file_row + first / 4,
                       some.data() + static_cast<std::size_t>(i) * part, part);
        std::fill(some.begin() + here * static_cast<std::int64_t>(part), some.end(), std::uint8_t{0});
        for (std::size_t b = 0; b < part; ++b) {
            const std::size_t left = std::min<std::size_t>(4, static_cast<std::size_t>(block->count) - 4 * b);
            std::uint8_t* column = block->rows.data() + 4 * b * row_bytes + sample / 4;
            for (std::size_t four = 0; four < two_bit_bytes(here); ++four) {
                const std::uint8_t* from = some.data() + 4 * four * part + b;
                const std::uint32_t codes =
                    transposed(from[0] | std::uint32_t{from[part]} << 8 |
                               std::uint32_t{from[2 * part]} << 16 | std::uint32_t{from[3 * part]} << 24);
                for (std::size_t v = 0; v < left; ++v)
                    column[v * row_bytes + four] = static_cast<std::uint8_t>(codes >> (8 * v));
            }
        }
    }
    return block;
}

}  // namespace wm
