#include "association/genotype_values.hpp"

#include <cstring>

namespace wm {
namespace {

using FourPeople = std::array<double, 4>;

// What the four codes of a byte stand for.
constexpr std::array<FourPeople, 256> bytes_as(const FourPeople& codes) {
    std::array<FourPeople, 256> table{};
    for (unsigned byte = 0; byte < 256; ++byte)
        for (unsigned i = 0; i < 4; ++i) table[byte][i] = codes[(byte >> (2 * i)) & 3u];
    return table;
}

constexpr std::array<FourPeople, 256> byte_copies = bytes_as({2.0, 0.0, 1.0, 0.0});
constexpr std::array<FourPeople, 256> byte_present = bytes_as({1.0, 0.0, 1.0, 1.0});

void spread(const std::array<FourPeople, 256>& table, const std::uint8_t* codes, std::size_t people,
            double* values) {
    std::size_t i = 0;
    for (; i + 4 <= people; i += 4) std::memcpy(values + i, table[codes[i / 4]].data(), sizeof(FourPeople));
    for (; i < people; ++i) values[i] = table[codes[i / 4]][i % 4];
}

}  // namespace

void read_values(const HardcallBlock& block, std::size_t variant, const PeopleSelection& people,
                 std::vector<std::uint8_t>& row, GenotypeValues& genotype,
                 std::array<std::int32_t, 4>& calls) {
    row.resize((people.people() + 31) / 32 * 8);
    people.extract(block.bed + variant * block.stride, row.data(), row.size());
    calls = count_codes(row.data(), row.size(), people.people());
    genotype.missing = static_cast<std::size_t>(calls[3]);
    const std::size_t n = people.people();
    spread(byte_copies, row.data(), n, genotype.copies.data());
    if (genotype.missing != 0) spread(byte_present, row.data(), n, genotype.present.data());
}

void read_values(const DosageBlock& block, std::size_t variant, const DosageSelection& people,
                 std::vector<std::uint16_t>& row, GenotypeValues& genotype,
                 std::array<std::int32_t, 4>& calls) {
    row.resize(people.people());
    people.extract(block.dosages + variant * block.stride, row.data(), row.size());
    const DosageMoments moments = moments_of(row.data(), row.size());
    calls = moments.calls;
    genotype.missing = static_cast<std::size_t>(moments.missing);
    for (std::size_t i = 0; i < people.people(); ++i) {
        const bool absent = row[i] == dosage_absent;
        genotype.copies[i] = absent ? 0.0 : row[i] * (1.0 / dosage_copy);
        genotype.present[i] = absent ? 0.0 : 1.0;
    }
}

}  // namespace wm
