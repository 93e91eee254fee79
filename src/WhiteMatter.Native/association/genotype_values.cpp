#include "association/genotype_values.hpp"

namespace wm {

void read_values(const HardcallBlock& block, std::size_t variant, const PeopleSelection& people,
                 std::vector<std::uint8_t>& row, GenotypeValues& genotype,
                 std::array<std::int32_t, 4>& calls) {
    row.resize((people.people() + 31) / 32 * 8);
    people.extract(block.bed + variant * block.stride, row.data(), row.size());
    calls = count_codes(row.data(), row.size(), people.people());
    genotype.missing = static_cast<std::size_t>(calls[3]);
    constexpr double copies[4] = {2.0, 0.0, 1.0, 0.0}, present[4] = {1.0, 0.0, 1.0, 1.0};
    for (std::size_t i = 0; i < people.people(); ++i) {
        const unsigned code = (row[i / 4] >> (2 * (i % 4))) & 3u;
        genotype.copies[i] = copies[code];
        genotype.present[i] = present[code];
    }
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
