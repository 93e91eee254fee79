#include "association/dosage_rows.hpp"

#include <algorithm>

#include "interface/last_error.hpp"

namespace wm {
namespace {

constexpr std::int32_t certain_call = dosage_copy / 10;  // PLINK 2's threshold of hard calls

}  // namespace

DosageSelection::DosageSelection(std::int64_t file_samples, const std::int32_t* index, std::int64_t n)
    : file_samples_(static_cast<std::size_t>(file_samples)), people_(static_cast<std::size_t>(n)) {
    require(file_samples > 0, "the file has no people");
    require(n > 0, "no people are selected");
    if (index == nullptr) {
        require(n == file_samples, "without a sample index the people must be all of the file's");
        return;
    }
    bool all = n == file_samples;
    for (std::size_t i = 0; i < people_; ++i) {
        require(index[i] >= 0 && index[i] < file_samples, "a sample index is outside the file");
        if (index[i] != static_cast<std::int32_t>(i)) all = false;
    }
    if (!all) index_.assign(index, index + people_);
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
    for (std::size_t i = 0; i < people; ++i) {
        const std::int32_t d = dosages[i];
        if (dosages[i] == dosage_absent) {
            ++found.missing;
            continue;
        }
        found.sum += d;
        found.squares += std::int64_t{d} * d;
        found.least = std::min(found.least, dosages[i]);
        found.most = std::max(found.most, dosages[i]);
        const std::int32_t nearest = (d + dosage_copy / 2) / dosage_copy;
        const std::int32_t off = d - nearest * dosage_copy;
        if (off <= certain_call && off >= -certain_call) ++found.calls[static_cast<std::size_t>(2 - nearest)];
    }
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
