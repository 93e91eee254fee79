// Numbers as tables of results write them: six significant digits, as printf's %.6g and PLINK do.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wm {

// The most bytes a number takes.
inline constexpr std::size_t longest_number = 24;

// Writes a finite number; returns behind it.
std::uint8_t* write_number(double value, std::uint8_t* to);
// Writes P of its -log10, which is at least 0; infinity gives 0.
std::uint8_t* write_p(double neglog10p, std::uint8_t* to);
std::uint8_t* write_whole(std::int32_t value, std::uint8_t* to);

}  // namespace wm
