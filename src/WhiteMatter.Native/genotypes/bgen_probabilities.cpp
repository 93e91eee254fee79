#include "genotypes/bgen_probabilities.hpp"

#include "genotypes/genotype_file.hpp"
#include "genotypes/little_endian.hpp"

namespace wm {
namespace {

constexpr std::uint16_t two_copies = 2 * dosage_per_copy;
constexpr std::uint8_t diploid = 2, missing_flag = 0x80, ploidy_bits = 0x3f;
constexpr const char* write_again = "Copy or write the file again";

// Without an early end, so that the loop becomes vector instructions.
bool all_diploid(const std::uint8_t* ploidies, std::int64_t samples, std::uint8_t mask) {
    std::uint8_t other = 0;
    for (std::int64_t i = 0; i < samples; ++i)
        other |= static_cast<std::uint8_t>((ploidies[i] & mask) ^ diploid);
    return other == 0;
}

// Copies of the second allele, where t of 2 (2^bits - 1) are of the first.
inline std::uint16_t second_allele(std::uint64_t t, int bits) {
    if (bits == 1) return static_cast<std::uint16_t>(two_copies - dosage_per_copy * t);
    const std::uint64_t most = (std::uint64_t{1} << bits) - 1;
    return static_cast<std::uint16_t>(two_copies - (dosage_per_copy * t + (most + 1) / 2) / most);
}

// The same for 8 bits in 16-bit arithmetic: 16384 = 64 * 255 + 64.
inline std::uint16_t second_allele_8(std::uint32_t t) {
    const std::uint16_t rest = static_cast<std::uint16_t>(64 * t + 128);
    const std::uint16_t rounded = static_cast<std::uint16_t>((rest * 0x8081u >> 16) >> 7);  // rest / 255
    return static_cast<std::uint16_t>(two_copies - 64 * t - rounded);
}

// All samples diploid, or missing with the room of a diploid: true if any two probabilities are above one
// together.
bool decode_8(const std::uint8_t* values, std::int64_t samples, bool phased, std::uint16_t* dosages) {
    if (phased) {
        for (std::int64_t i = 0; i < samples; ++i)
            dosages[i] = second_allele_8(static_cast<std::uint32_t>(values[2 * i] + values[2 * i + 1]));
        return false;
    }
    std::uint16_t above = 0;
    for (std::int64_t i = 0; i < samples; ++i) {
        const std::uint16_t both = values[2 * i], one = values[2 * i + 1];
        const std::uint16_t sum = static_cast<std::uint16_t>(both + one);
        above |= static_cast<std::uint16_t>(sum > 255 ? 1 : 0);
        dosages[i] = second_allele_8(static_cast<std::uint32_t>(sum + both));
    }
    return above != 0;
}

bool decode_16(const std::uint8_t* values, std::int64_t samples, bool phased, std::uint16_t* dosages) {
    std::uint32_t above = 0;
    for (std::int64_t i = 0; i < samples; ++i) {
        const std::uint32_t first = load_u16(values + 4 * i), second = load_u16(values + 4 * i + 2);
        const std::uint32_t t = phased ? first + second : 2 * first + second;
        above |= !phased && first + second > 65535;
        // (16384 t + 32768) / 65535: the numerator is below 2^32 for every t that can be.
        dosages[i] = static_cast<std::uint16_t>(two_copies - (dosage_per_copy * t + 32768u) / 65535u);
    }
    return above != 0;
}

struct Values {
    const std::uint8_t* bytes;
    int bits;
    std::uint64_t next = 0;  // in bits from the beginning

    std::uint64_t take() {
        // At most 7 bits before and 32 of the number: within the 64 that are loaded.
        const std::uint64_t word = load_u64(bytes + next / 8) >> (next % 8);
        next += static_cast<std::uint64_t>(bits);
        return word & ((std::uint64_t{1} << bits) - 1);
    }
};

DataFailure above_one(const BgenFailure& failure, std::int64_t sample) {
    return failure(WM_DATA_DAMAGED,
                   "probabilities above one together for sample " + std::to_string(sample + 1),
                   "probabilities that add up to one", write_again);
}

void decode_any(const std::uint8_t* ploidies, Values values, std::int64_t samples, bool phased,
                std::uint16_t* dosages, const BgenFailure& failure) {
    const std::uint64_t most = (std::uint64_t{1} << values.bits) - 1;
    for (std::int64_t i = 0; i < samples; ++i) {
        const int ploidy = ploidies[i] & ploidy_bits;
        if (ploidies[i] == diploid) {
            const std::uint64_t first = values.take(), second = values.take();
            if (!phased && first + second > most) throw above_one(failure, i);
            dosages[i] = second_allele(phased ? first + second : 2 * first + second, values.bits);
        } else if (ploidies[i] == 1) {
            dosages[i] = second_allele(2 * values.take(), values.bits);
        } else {
            values.next += static_cast<std::uint64_t>(ploidy * values.bits);
            dosages[i] = dosage_missing;
        }
    }
}

// Checks each sample's ploidy; returns how many numbers are stored.
std::uint64_t count_values(const std::uint8_t* ploidies, std::int64_t samples, int least, int most,
                           const BgenFailure& failure) {
    std::uint64_t values = 0;
    for (std::int64_t i = 0; i < samples; ++i) {
        const int ploidy = ploidies[i] & ploidy_bits;
        if (ploidy < least || ploidy > most || (ploidies[i] & ~(missing_flag | ploidy_bits)) != 0)
            throw failure(
                WM_DATA_DAMAGED,
                "ploidy byte " + std::to_string(ploidies[i]) + " for sample " + std::to_string(i + 1),
                "a ploidy of " + std::to_string(least) + " to " + std::to_string(most), write_again);
        if (ploidy > 2 && (ploidies[i] & missing_flag) == 0)
            throw failure(WM_DATA_PLOIDY,
                          "ploidy " + std::to_string(ploidy) + " for sample " + std::to_string(i + 1),
                          "haploid or diploid calls",
                          "Leave the variant out, with `plink2 --exclude` or `qctool -excl-rsids`");
        values += static_cast<std::uint64_t>(ploidy);
    }
    return values;
}

}  // namespace

void decode_bgen_layout1(const std::uint8_t* bytes, std::int64_t samples, std::uint16_t* dosages) {
    for (std::int64_t i = 0; i < samples; ++i, bytes += 6) {
        const std::uint32_t none = load_u16(bytes), one = load_u16(bytes + 2), two = load_u16(bytes + 4);
        const std::uint32_t sum = none + one + two, copies = dosage_per_copy * one + two_copies * two;
        if (sum == two_copies) {
            const std::uint32_t up = (copies + two_copies / 2) / two_copies;
            dosages[i] =
                static_cast<std::uint16_t>(up - (copies % (2 * two_copies) == two_copies / 2 ? 1 : 0));
        } else {
            dosages[i] = sum == 0 ? dosage_missing : static_cast<std::uint16_t>((copies + sum / 2) / sum);
        }
    }
}

void decode_bgen_layout2(const std::uint8_t* bytes, std::size_t size, std::int64_t samples,
                         std::uint16_t* dosages, const BgenFailure& failure) {
    const std::size_t before = 10 + static_cast<std::size_t>(samples);
    if (size < before)
        throw failure(WM_DATA_DAMAGED, "genotypes of " + std::to_string(size) + " bytes",
                      "at least " + std::to_string(before), write_again);
    const std::uint8_t* const ploidies = bytes + 8;
    const std::uint8_t* const values = bytes + before;
    const std::int64_t stored_samples = load_u32(bytes);
    const int alleles = static_cast<int>(load_u16(bytes + 4)), least = bytes[6], most = bytes[7];
    const int phased = values[-2], bits = values[-1];
    if (stored_samples != samples || alleles != 2)
        throw failure(WM_DATA_DAMAGED,
                      "genotypes of " + std::to_string(stored_samples) + " samples and " +
                          std::to_string(alleles) + " alleles",
                      std::to_string(samples) + " samples and 2 alleles", write_again);
    if (least > most || most > ploidy_bits || phased > 1 || bits < 1 || bits > 32)
        throw failure(WM_DATA_DAMAGED,
                      "ploidies " + std::to_string(least) + " to " + std::to_string(most) + ", phased " +
                          std::to_string(phased) + ", " + std::to_string(bits) + " bits",
                      "ploidies up to 63, phased 0 or 1, 1 to 32 bits", write_again);

    const bool no_missing = all_diploid(ploidies, samples, 0xff);
    const bool diploids =
        no_missing || all_diploid(ploidies, samples, static_cast<std::uint8_t>(~missing_flag));
    const std::uint64_t numbers = diploids && least <= 2 && most >= 2
                                      ? 2 * static_cast<std::uint64_t>(samples)
                                      : count_values(ploidies, samples, least, most, failure);
    const std::uint64_t expected = before + (numbers * static_cast<std::uint64_t>(bits) + 7) / 8;
    if (size != expected)
        throw failure(WM_DATA_DAMAGED, "genotypes of " + std::to_string(size) + " bytes",
                      std::to_string(expected) + " for their ploidies and " + std::to_string(bits) + " bits",
                      write_again);

    const bool fast = diploids && (bits == 8 || bits == 16);
    if (!fast) return decode_any(ploidies, {values, bits}, samples, phased == 1, dosages, failure);
    const bool above = bits == 8 ? decode_8(values, samples, phased == 1, dosages)
                                 : decode_16(values, samples, phased == 1, dosages);
    // Again with every sample checked: what is above one may be missing, and if not the failure names it.
    if (above) return decode_any(ploidies, {values, bits}, samples, phased == 1, dosages, failure);
    if (no_missing) return;
    for (std::int64_t i = 0; i < samples; ++i)  // all bits set where the flag is: missing
        dosages[i] |= static_cast<std::uint16_t>(-(ploidies[i] >> 7));
}

}  // namespace wm
