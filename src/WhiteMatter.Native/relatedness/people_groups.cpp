#include "relatedness/people_groups.hpp"

#include <cstring>
#include <memory>

#include "association/genotype_rows.hpp"
#include "association/parallel.hpp"

namespace wm {

void check_block(const wm_people_block* block, std::int64_t variants) {
    require(block != nullptr && block->people >= 1, "a block has no people");
    require(block->first >= 0 && block->first + block->people <= INT32_MAX, "there are too many people");
    require(variants >= 0 && variants <= INT32_MAX, "there are too many variants");
    require(block->groups != nullptr || variants == 0, "null genotypes");
    require(block->group_stride >= variants * WM_GROUP_BYTES, "the stride is shorter than a group");
}

void check_cancelled(const std::int32_t* cancel) {
    if (cancel != nullptr && *static_cast<const volatile std::int32_t*>(cancel) != 0)
        throw Failure(WM_CANCELLED, "cancelled");
}

wm_pairs* joined(std::vector<std::vector<wm_pair>>& found) {
    auto all = std::make_unique<wm_pairs>();
    std::size_t count = 0;
    for (const auto& part : found) count += part.size();
    all->pairs.reserve(count);
    for (auto& part : found) {
        all->pairs.insert(all->pairs.end(), part.begin(), part.end());
        std::vector<wm_pair>().swap(part);
    }
    std::sort(all->pairs.begin(), all->pairs.end(), [](const wm_pair& a, const wm_pair& b) {
        return a.first != b.first ? a.first < b.first : a.second < b.second;
    });
    return all.release();
}

}  // namespace wm

extern "C" int64_t wm_pairs_count(const wm_pairs* pairs) { return static_cast<int64_t>(pairs->pairs.size()); }
extern "C" void wm_pairs_copy(const wm_pairs* pairs, wm_pair* out) {
    std::copy(pairs->pairs.begin(), pairs->pairs.end(), out);
}
extern "C" void wm_pairs_free(wm_pairs* pairs) { delete pairs; }

extern "C" wm_status wm_pack_people(const uint8_t* bed, int64_t stride, int64_t file_samples,
                                    const int32_t* sample_index, int64_t n, int64_t variants, int32_t threads,
                                    uint8_t* groups, int64_t group_stride) {
    return wm::guarded([&] {
        wm::require(variants >= 0 && threads >= 1, "variants must not be negative and threads at least 1");
        wm::require(variants == 0 || (bed != nullptr && groups != nullptr), "null array");
        wm::require(group_stride >= variants * WM_GROUP_BYTES, "the stride is shorter than a group");
        const wm::PeopleSelection people(file_samples, sample_index,
                                         sample_index == nullptr ? file_samples : n);
        wm::require(stride >= static_cast<int64_t>(people.file_bytes()),
                    "the stride is shorter than a row of genotypes");
        const std::size_t count = (people.people() + WM_GROUP_PEOPLE - 1) / WM_GROUP_PEOPLE;
        constexpr std::int64_t chunk = 64;
        wm::in_parallel(static_cast<std::size_t>((variants + chunk - 1) / chunk),
                        static_cast<std::size_t>(threads), [&](std::size_t task, std::size_t) {
                            std::vector<std::uint8_t> row(count * WM_GROUP_BYTES);
                            const int64_t first = static_cast<int64_t>(task) * chunk;
                            for (int64_t v = first; v < variants && v < first + chunk; ++v) {
                                people.extract(bed + v * stride, row.data(), row.size());
                                for (std::size_t g = 0; g < count; ++g)
                                    std::memcpy(
                                        groups + static_cast<int64_t>(g) * group_stride + v * WM_GROUP_BYTES,
                                        row.data() + g * WM_GROUP_BYTES, WM_GROUP_BYTES);
                            }
                        });
    });
}
