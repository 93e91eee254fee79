#include "association/looked_up_sums.hpp"

#include <algorithm>

namespace wm {
namespace {

constexpr std::size_t cache_line = 64;
constexpr std::size_t variants_ahead = 8;

}  // namespace

LookedUpSums::LookedUpSums(const LookupKernels& kernels, const TableColumns& columns, std::size_t variants)
    : kernels_(kernels),
      columns_(columns),
      variants_(variants),
      chunk_bytes_(chunk_triples * variants + 64),
      numbers_(stretch_people / chunk_people * chunk_bytes_),
      table_(chunk_table),
      sums_(columns.columns() * variants) {}

void LookedUpSums::number(const std::uint8_t* codes, std::size_t stride, std::size_t variants,
                          std::size_t first) {
    const std::size_t people = std::min(stretch_people, columns_.people() - first);
    for (std::size_t v = 0; v < variants; ++v) {
        const std::uint8_t* const of_variant = codes + v * stride;
        // A variant's people are a few lines of a page of their own: no cache foresees them.
        if (v + variants_ahead < variants)
            for (std::size_t byte = 0; byte <= people / 4; byte += cache_line)
                __builtin_prefetch(of_variant + variants_ahead * stride + byte);
        for (std::size_t i = 0; i < people; i += numbered_people)
            kernels_.number(of_variant + i / 4,
                            numbers_.data() + i / chunk_people * chunk_bytes_ + v * chunk_triples,
                            chunk_bytes_);
    }
}

void LookedUpSums::add(std::size_t variants, std::size_t first) {
    const std::size_t people = std::min(stretch_people, columns_.people() - first);
    for (std::size_t b = 0; b < columns_.blocks(); ++b) {
        const std::size_t columns = columns_.block_columns(b);
        for (std::size_t i = 0; i < people; i += chunk_people)
            kernels_.accumulate(numbers_.data() + i / chunk_people * chunk_bytes_, variants,
                                columns_.block(b) + (first + i) * columns, columns, table_.data(),
                                sums_.data() + b * table_columns * variants_);
    }
}

void LookedUpSums::values(std::size_t slab, std::size_t column, std::size_t parts,
                          const std::int64_t* without, double scale, double* out) const {
    const auto sums_of = [&](std::size_t p, std::int64_t* lane_sums) {
        const std::size_t block = (column + p) / table_columns, columns = columns_.block_columns(block);
        const std::int64_t* in = sums_.data() + block * table_columns * variants_ +
                                 slab * slab_variants * columns + (column + p) % table_columns;
        for (std::size_t v = 0; v < slab_variants; ++v) lane_sums[v] = in[v * columns];
        if (without != nullptr)
            for (std::size_t v = 0; v < slab_variants; ++v) lane_sums[v] -= without[p * slab_variants + v];
    };
    std::int64_t low[slab_variants], high[slab_variants];
    sums_of(0, low);
    if (parts == 1) {
        for (std::size_t v = 0; v < slab_variants; ++v) out[v] = static_cast<double>(low[v]) * scale;
        return;
    }
    // Each part is below 2^53, so only the addition rounds.
    sums_of(1, high);
    constexpr double part = static_cast<double>(TableColumns::part);
    for (std::size_t v = 0; v < slab_variants; ++v)
        out[v] = (static_cast<double>(high[v]) * part + static_cast<double>(low[v])) * scale;
}

}  // namespace wm
