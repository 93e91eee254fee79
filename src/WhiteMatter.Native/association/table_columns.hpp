// A design's columns as whole fixed-point numbers, for sums that are looked up (product.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "product/product.hpp"

namespace wm {

// Blocks of columns, each people x columns of the block. The places of people beyond the last are 0.
class TableColumns {
  public:
    // Numbers of one column have `limbs` bytes. Sums of counts with six bytes of more than 32,768 people need
    // not fit 64 bits: such a column is two, its low 24 bits and the rest.
    static std::size_t parts(int limbs, std::size_t people) {
        return people > (std::size_t{1} << (63 - 8 * limbs)) ? 2 : 1;
    }
    static constexpr std::int64_t part = std::int64_t{1} << 24;

    void resize(std::size_t columns, std::size_t people) {
        columns_ = (columns + table_step - 1) / table_step * table_step;
        people_ = (people + numbered_people - 1) / numbered_people * numbered_people;
        values_.assign(columns_ * people_, 0);
    }

    // Writes a number to one column, or its parts to two.
    void put(std::size_t column, std::size_t parts, std::size_t person, std::int64_t number) {
        if (parts == 1) {
            place(column, person) = number;
        } else {
            const std::int64_t low = number & (part - 1);
            place(column, person) = low;
            place(column + 1, person) = (number - low) / part;
        }
    }

    // Columns, a multiple of table_step; 0 where sums are not looked up.
    std::size_t columns() const { return columns_; }
    // People, a multiple of numbered_people.
    std::size_t people() const { return people_; }
    std::size_t blocks() const { return (columns_ + table_columns - 1) / table_columns; }
    std::size_t block_columns(std::size_t block) const {
        const std::size_t rest = columns_ - block * table_columns;
        return rest < table_columns ? rest : table_columns;
    }
    const std::int64_t* block(std::size_t block) const {
        return values_.data() + block * table_columns * people_;
    }
    std::size_t bytes() const { return values_.capacity() * sizeof(std::int64_t); }

  private:
    std::int64_t& place(std::size_t column, std::size_t person) {
        const std::size_t block = column / table_columns;
        return values_[block * table_columns * people_ + person * block_columns(block) +
                       column % table_columns];
    }

    std::size_t columns_ = 0, people_ = 0;
    std::vector<std::int64_t> values_;
};

}  // namespace wm
