// Numbers out of a run of bytes that may end anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "genotypes/data_failure.hpp"

namespace wm {

inline std::uint64_t little_endian(const std::uint8_t* bytes, unsigned width) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < width; ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
    return value;
}

class ByteCursor {
  public:
    // what: whose bytes they are, for messages; offset: where they stand in the file.
    ByteCursor(const std::uint8_t* bytes, std::size_t size, const char* what, std::int64_t offset,
               std::int64_t variant)
        : at_(bytes), begin_(bytes), end_(bytes + size), what_(what), offset_(offset), variant_(variant) {}

    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

    const std::uint8_t* take(std::uint64_t size) {
        if (size > left()) cut_short();
        const std::uint8_t* taken = at_;
        at_ += size;
        return taken;
    }

    std::uint64_t number(unsigned width) { return little_endian(take(width), width); }

    // A number in groups of seven bits, the low ones first; at most 32 bits.
    std::uint32_t varint() {
        if (at_ == end_) cut_short();
        const std::uint32_t first = *at_++;
        if (first < 0x80) return first;
        return rest_of_varint(first & 0x7f);
    }

    [[noreturn]] void damaged(const std::string& found, const std::string& expected) const {
        throw DataFailure(WM_DATA_DAMAGED, std::string(what_) + " holds " + found, expected,
                          "Write the file again from its source", offset_ + (at_ - begin_), variant_);
    }

    [[noreturn]] void cut_short() const {
        throw DataFailure(WM_DATA_DAMAGED, std::string(what_) + " ends too early",
                          "what its type and counts promise", "Write the file again from its source",
                          offset_ + (at_ - begin_), variant_);
    }

  private:
    std::uint32_t rest_of_varint(std::uint32_t value) {
        for (unsigned shift = 7; shift < 35; shift += 7) {
            if (at_ == end_) cut_short();
            const std::uint32_t byte = *at_++;
            if (shift == 28 && byte > 0x0f) break;
            value |= (byte & 0x7f) << shift;
            if (byte < 0x80) return value;
        }
        damaged("a number of more than 32 bits", "numbers of samples");
    }

    const std::uint8_t *at_, *begin_, *end_;
    const char* what_;
    std::int64_t offset_, variant_;
};

}  // namespace wm
