#include "codecs/huffman_code.hpp"

#include <algorithm>
#include <array>

namespace wm {
namespace {

constexpr std::size_t most_symbols = 288;
constexpr int longest = 15;

struct Leaf {
    std::uint32_t frequency;
    std::uint16_t symbol;
};

// How many leaves stand at each depth of the tree of Huffman, those below the limit taken as at it. Leaves
// ascend by frequency.
std::array<int, longest + 1> depths(std::span<const Leaf> leaves, int limit) {
    const std::size_t count = leaves.size();
    // Nodes in the order of their making, which is that of their frequency: the two smallest of leaves and
    // nodes are joined each time.
    std::array<std::uint32_t, most_symbols> frequency;
    std::array<std::uint16_t, 2 * most_symbols> parent;
    std::size_t leaf = 0, node = 0;
    for (std::size_t made = 0; made + 1 < count; ++made) {
        std::uint32_t sum = 0;
        for (int child = 0; child < 2; ++child) {
            if (leaf < count && (node >= made || leaves[leaf].frequency <= frequency[node])) {
                parent[leaf] = static_cast<std::uint16_t>(made);
                sum += leaves[leaf++].frequency;
            } else {
                parent[most_symbols + node] = static_cast<std::uint16_t>(made);
                sum += frequency[node++];
            }
        }
        frequency[made] = sum;
    }
    std::array<int, most_symbols> depth;
    depth[count - 2] = 0;
    for (std::size_t n = count - 2; n-- > 0;) depth[n] = depth[parent[most_symbols + n]] + 1;
    std::array<int, longest + 1> at{};
    int below = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const int d = depth[parent[i]] + 1;
        below += d > limit;
        ++at[static_cast<std::size_t>(std::min(d, limit))];
    }
    if (below == 0) return at;
    // Too many codes of the limit's length: a shorter one gives room to it and one of them, until the code is
    // one again.
    std::int64_t room = std::int64_t{1} << limit;
    for (int d = 1; d <= limit; ++d)
        room -= static_cast<std::int64_t>(at[static_cast<std::size_t>(d)]) << (limit - d);
    while (room < 0) {
        std::size_t d = static_cast<std::size_t>(limit) - 1;
        while (at[d] == 0) --d;
        --at[d];
        at[d + 1] += 2;
        --at[static_cast<std::size_t>(limit)];
        ++room;
    }
    return at;
}

std::uint16_t reversed(std::uint32_t code, int length) {
    std::uint32_t out = 0;
    for (int i = 0; i < length; ++i) out |= (code >> i & 1) << (length - 1 - i);
    return static_cast<std::uint16_t>(out);
}

}  // namespace

void make_huffman_codes(std::span<const std::uint32_t> frequencies, int limit, std::span<HuffmanCode> codes) {
    std::array<Leaf, most_symbols> all;
    std::size_t count = 0;
    for (std::size_t s = 0; s < frequencies.size(); ++s) {
        codes[s] = {0, 0};
        if (frequencies[s] > 0) all[count++] = {frequencies[s], static_cast<std::uint16_t>(s)};
    }
    const std::span<Leaf> leaves{all.data(), count};
    std::sort(leaves.begin(), leaves.end(), [](const Leaf& a, const Leaf& b) {
        return a.frequency != b.frequency ? a.frequency < b.frequency : a.symbol < b.symbol;
    });
    const auto at = depths(leaves, limit);
    std::size_t next = 0;
    for (int d = limit; d > 0; --d)
        for (int i = 0; i < at[static_cast<std::size_t>(d)]; ++i)
            codes[leaves[next++].symbol].length = static_cast<std::uint8_t>(d);
    std::array<std::uint32_t, longest + 2> first{};
    for (int d = 1; d <= limit; ++d)
        first[static_cast<std::size_t>(d) + 1] =
            (first[static_cast<std::size_t>(d)] + static_cast<std::uint32_t>(at[static_cast<std::size_t>(d)]))
            << 1;
    for (HuffmanCode& code : codes)
        if (code.length > 0) code.bits = reversed(first[code.length]++, code.length);
}

}  // namespace wm
