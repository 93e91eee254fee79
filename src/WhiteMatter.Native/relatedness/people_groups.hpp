// Blocks of people in groups of 128, and the pairs of groups that a call walks over.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "interface/last_error.hpp"
#include "whitematter_relatedness.h"

struct wm_pairs {
    std::vector<wm_pair> pairs;
};

namespace wm {

inline constexpr std::size_t group_people = WM_GROUP_PEOPLE;
inline constexpr std::size_t group_bytes = WM_GROUP_BYTES;

inline std::size_t groups_of(const wm_people_block& block) {
    return (static_cast<std::size_t>(block.people) + WM_GROUP_PEOPLE - 1) / WM_GROUP_PEOPLE;
}

// One group of a block.
struct Group {
    const std::uint8_t* codes;  // WM_GROUP_BYTES a variant
    std::size_t people;
    std::int64_t first;

    Group(const wm_people_block& block, std::size_t g)
        : codes(block.groups + static_cast<std::int64_t>(g) * block.group_stride),
          people(std::min<std::size_t>(WM_GROUP_PEOPLE,
                                       static_cast<std::size_t>(block.people) - g * WM_GROUP_PEOPLE)),
          first(block.first + static_cast<std::int64_t>(g * WM_GROUP_PEOPLE)) {}
};

// Pairs of groups, in order: all of rows with all of columns, or within rows those with the second not before
// the first.
class GroupPairs {
  public:
    GroupPairs(const wm_people_block& rows, const wm_people_block* columns)
        : rows_(groups_of(rows)), columns_(columns != nullptr ? groups_of(*columns) : 0) {}
    std::size_t count() const { return columns_ != 0 ? rows_ * columns_ : rows_ * (rows_ + 1) / 2; }
    std::pair<std::size_t, std::size_t> at(std::size_t task) const {
        if (columns_ != 0) return {task / columns_, task % columns_};
        std::size_t row = 0;
        for (std::size_t left = rows_; task >= left; --left, ++row) task -= left;
        return {row, row + task};
    }

  private:
    std::size_t rows_, columns_;
};

void check_block(const wm_people_block* block, std::int64_t variants);
void check_cancelled(const std::int32_t* cancel);
// Joins what each task found, sorted by person.
wm_pairs* joined(std::vector<std::vector<wm_pair>>& found);

}  // namespace wm
