// Deflate (RFC 1951) of rows of text, twice as fast as a search for matches.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace wm {

// Compresses rows of cells that stand between tabs or blanks. A cell is compared with the cell above it and
// with the one before it, and with nothing else: in tables of results that is where text repeats, and matches
// of digits found elsewhere cost more bits than the digits. What is left is coded by its frequency. An object
// serves one thread at a time.
class RowDeflate {
  public:
    // The most bytes of input.
    static constexpr std::size_t most_input = 0xff00;

    RowDeflate();

    // Writes one final block; returns its bytes, or 0 where room is too small.
    std::size_t compress(const std::uint8_t* text, std::size_t size, std::uint8_t* out, std::size_t room);

  private:
    static constexpr std::size_t least_match = 4, most_match = 258;
    static constexpr std::size_t most_cells = 64;

    // Literals, then a match; the last of a block has none.
    struct Step {
        std::uint16_t literals, length;
        std::uint32_t distance;
    };

    void parse(const std::uint8_t* text, std::size_t size);
    // left: bytes of the text from there on.
    void add(const std::uint8_t* from, std::size_t literals, std::size_t left, std::size_t length,
             std::size_t distance);

    std::unique_ptr<Step[]> steps_;
    std::unique_ptr<std::uint8_t[]> literals_;  // those of all steps, and room to copy more than is needed
    std::size_t step_count_ = 0, literal_count_ = 0;
};

}  // namespace wm
