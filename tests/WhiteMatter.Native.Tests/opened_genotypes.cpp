#include "opened_genotypes.hpp"

#include <numeric>

Genotypes::Genotypes(const std::string& path, wm_genotype_format format, std::int64_t samples,
                     std::int64_t variants) {
    status_ = wm_genotypes_open(path.c_str(), format, samples, variants, &file_);
    if (status_ == WM_BAD_DATA) wm_last_data_error(&error_);
    if (status_ == WM_OK) wm_genotypes_describe(file_, &info_);
}

void Genotypes::read(const std::vector<std::int64_t>& variants, wm_genotype_encoding encoding, void* rows,
                     std::int64_t stride, int threads) {
    std::vector<wm_variant_address> addresses;
    for (const std::int64_t variant : variants) addresses.push_back({variant, 1, 0});
    status_ = wm_genotypes_read(file_, addresses.data(), static_cast<std::int64_t>(addresses.size()),
                                encoding, rows, stride, threads, nullptr);
    if (status_ == WM_BAD_DATA) wm_last_data_error(&error_);
}

std::vector<std::uint8_t> Genotypes::hard_calls(const std::vector<std::int64_t>& variants, int threads) {
    const std::int64_t stride = (info_.samples + 3) / 4;
    std::vector<std::uint8_t> rows(variants.size() * static_cast<std::size_t>(stride), 0xaa);
    read(variants, WM_HARDCALLS, rows.data(), stride, threads);
    return rows;
}

std::vector<std::uint16_t> Genotypes::dosages(const std::vector<std::int64_t>& variants, int threads) {
    std::vector<std::uint16_t> rows(variants.size() * static_cast<std::size_t>(info_.samples), 0xaaaa);
    read(variants, WM_DOSAGES, rows.data(), 2 * info_.samples, threads);
    return rows;
}

std::string Genotypes::calls(std::int64_t variant) {
    const std::vector<std::uint8_t> row = hard_calls({variant});
    std::string text;
    for (std::size_t i = 0; i < static_cast<std::size_t>(info_.samples); ++i)
        text += "2.10"[(row[i / 4] >> (i % 4 * 2)) & 3];
    return text;
}

std::vector<std::int64_t> all_variants(std::int64_t count) {
    std::vector<std::int64_t> variants(static_cast<std::size_t>(count));
    std::iota(variants.begin(), variants.end(), 0);
    return variants;
}
