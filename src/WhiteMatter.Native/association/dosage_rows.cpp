#include "association/dosage_rows.hpp"

#include <algorithm>

#include "interface/last_error.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wm {
namespace {

constexpr std::int32_t certain_call = dosage_copy / 10;  // PLINK 2's threshold of hard calls

void count(std::uint16_t dosage, DosageMoments& found) {
    const std::int32_t d = dosage;
    if (dosage == dosage_absent) {
        ++found.missing;
        return;
    }
    found.sum += d;
    found.squares += std::int64_t{d} * d;
    found.most = std::max(found.most, dosage);
    for (std::int32_t copies = 0; copies < 3; ++copies) {
        const std::int32_t off = d - copies * dosage_copy;
        if (off <= certain_call && off >= -certain_call) ++found.calls[static_cast<std::size_t>(2 - copies)];
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) inline std::int64_t sum_of_four(__m256i x) {
    alignas(32) std::int64_t parts[4];
    _mm256_store_si256(reinterpret_cast<__m256i*>(parts), x);
    return parts[0] + parts[1] + parts[2] + parts[3];
}

// Sixteen dosages at a time, 0.5 ns each. Squares are taken of the distance from one copy, which 16 bits
// hold, and turned into those of the dosage at the end. Stops before the last places that do not fill a
// register.
__attribute__((target("avx2"))) std::size_t count_sixteens(const std::uint16_t* dosages, std::size_t people,
                                                           DosageMoments& found) {
    const __m256i zero = _mm256_setzero_si256(), none = _mm256_set1_epi16(-1);
    const __m256i low_byte = _mm256_set1_epi16(255), low_half = _mm256_set1_epi64x(0xffffffff);
    const __m256i copy = _mm256_set1_epi16(dosage_copy), near = _mm256_set1_epi16(certain_call);
    const __m256i high = _mm256_set1_epi16(static_cast<std::int16_t>(2 * dosage_copy - certain_call));
    __m256i low_sum = zero, high_sum = zero, squares = zero, most = zero;
    const std::size_t end = people / 16 * 16;
    std::int64_t missing = 0, calls[3] = {};
    // The counts are kept in 16 bits for as long as they fit.
    for (std::size_t i = 0; i < end;) {
        const std::size_t stop = std::min(end, i + std::size_t{16} * 32767);
        __m256i absent = zero, two = zero, one = zero, nought = zero;
        for (; i < stop; i += 16) {
            const __m256i raw = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(dosages + i));
            const __m256i lacks = _mm256_cmpeq_epi16(raw, none);
            const __m256i d = _mm256_andnot_si256(lacks, raw);
            low_sum = _mm256_add_epi64(low_sum, _mm256_sad_epu8(_mm256_and_si256(d, low_byte), zero));
            high_sum = _mm256_add_epi64(high_sum, _mm256_sad_epu8(_mm256_srli_epi16(d, 8), zero));
            most = _mm256_max_epu16(most, d);
            const __m256i off = _mm256_sub_epi16(d, copy);
            const __m256i pairs =
                _mm256_madd_epi16(_mm256_andnot_si256(lacks, off), _mm256_andnot_si256(lacks, off));
            squares = _mm256_add_epi64(
                squares, _mm256_add_epi64(_mm256_and_si256(pairs, low_half), _mm256_srli_epi64(pairs, 32)));
            absent = _mm256_sub_epi16(absent, lacks);
            nought = _mm256_sub_epi16(
                nought, _mm256_andnot_si256(lacks, _mm256_cmpeq_epi16(_mm256_min_epu16(d, near), d)));
            two = _mm256_sub_epi16(two, _mm256_cmpeq_epi16(_mm256_max_epu16(d, high), d));
            one = _mm256_sub_epi16(one, _mm256_cmpeq_epi16(_mm256_min_epu16(_mm256_abs_epi16(off), near),
                                                           _mm256_abs_epi16(off)));
        }
        const __m256i ones = _mm256_set1_epi16(1);
        const auto total = [&](__m256i sixteen) __attribute__((target("avx2"))) {
            const __m256i eight = _mm256_madd_epi16(sixteen, ones);
            return sum_of_four(
                _mm256_add_epi64(_mm256_and_si256(eight, low_half), _mm256_srli_epi64(eight, 32)));
        };
        missing += total(absent);
        calls[0] += total(two);
        calls[1] += total(one);
        calls[2] += total(nought);
    }
    found.sum = sum_of_four(low_sum) + 256 * sum_of_four(high_sum);
    found.missing = static_cast<std::int32_t>(missing);
    for (std::size_t c = 0; c < 3; ++c) found.calls[c] = static_cast<std::int32_t>(calls[c]);
    const std::int64_t present = static_cast<std::int64_t>(end) - missing;
    found.squares = sum_of_four(squares) + 2 * std::int64_t{dosage_copy} * found.sum -
                    present * dosage_copy * dosage_copy;
    alignas(32) std::uint16_t largest[16];
    _mm256_store_si256(reinterpret_cast<__m256i*>(largest), most);
    found.most = *std::max_element(largest, largest + 16);
    return end;
}
#endif

}  // namespace

DosageSelection::DosageSelection(std::int64_t file_samples, const std::int32_t* index, std::int64_t n)
    : file_samples_(static_cast<std::size_t>(file_samples)), people_(static_cast<std::size_t>(n)) {
    if (order_of_people(file_samples, index, n) != PeopleOrder::All) index_.assign(index, index + people_);
}

void DosageSelection::extract(const std::uint16_t* file_row, std::uint16_t* out, std::size_t places) const {
    if (index_.empty())
        std::copy(file_row, file_row + people_, out);
    else
        for (std::size_t i = 0; i < people_; ++i) out[i] = file_row[index_[i]];
    std::fill(out + people_, out + places, dosage_absent);
}

DosageMoments moments_of(const std::uint16_t* dosages, std::size_t people) {
    DosageMoments found;
    std::size_t i = 0;
#if defined(__x86_64__)
    static const bool sixteens = __builtin_cpu_supports("avx2") != 0;
    if (sixteens) i = count_sixteens(dosages, people, found);
#endif
    for (; i < people; ++i) count(dosages[i], found);
    found.calls[3] = static_cast<std::int32_t>(people) - found.calls[0] - found.calls[1] - found.calls[2];
    return found;
}

DosageForm form_of(const DosageMoments& moments, std::size_t people) {
    const std::int64_t present = static_cast<std::int64_t>(people) - moments.missing;
    if (2 * moments.sum < present * dosage_copy) return {0xffff, 1};
    const std::int32_t centre = 2 * moments.sum > 3 * present * dosage_copy ? 2 * dosage_copy : dosage_copy;
    return {0, static_cast<std::uint16_t>(-centre)};
}

void find_absent(const std::uint16_t* dosages, std::size_t people, std::vector<std::uint32_t>& positions) {
    for (std::size_t i = 0; i < people; ++i)
        if (dosages[i] == dosage_absent) positions.push_back(static_cast<std::uint32_t>(i));
}

}  // namespace wm
