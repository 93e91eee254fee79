#include "codecs/row_deflate.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

#include "codecs/huffman_code.hpp"

namespace wm {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::size_t length_symbols = 29, distance_symbols = 30, end_of_block = 256;
constexpr std::size_t symbols = end_of_block + 1 + length_symbols;
constexpr std::size_t precode_symbols = 19;
constexpr std::size_t farthest = 32768;
// Four codes of this length fit between two flushes; deflate would take 15.
constexpr int longest_code = 14, longest_precode = 7;

// Section 3.2.5 of RFC 1951.
struct Ranges {
    std::array<std::uint16_t, length_symbols> length_base{};
    std::array<std::uint8_t, length_symbols> length_extra{};
    std::array<std::uint16_t, distance_symbols> distance_base{};
    std::array<std::uint8_t, distance_symbols> distance_extra{};
    std::array<std::uint8_t, 259> length_symbol{};
    constexpr Ranges() {
        for (std::size_t s = 0, base = 3; s < length_symbols; ++s) {
            length_extra[s] = static_cast<std::uint8_t>(s < 8 || s == 28 ? 0 : s / 4 - 1);
            length_base[s] = static_cast<std::uint16_t>(s == 28 ? 258 : base);
            for (std::size_t i = 0; i < std::size_t{1} << length_extra[s] && base < 259; ++i)
                length_symbol[s == 28 ? 258 : base++] = static_cast<std::uint8_t>(s);
        }
        for (std::size_t s = 0, base = 1; s < distance_symbols; ++s) {
            distance_extra[s] = static_cast<std::uint8_t>(s < 4 ? 0 : s / 2 - 1);
            distance_base[s] = static_cast<std::uint16_t>(base);
            base += std::size_t{1} << distance_extra[s];
        }
    }
};
constexpr Ranges ranges;

std::size_t distance_symbol(std::size_t distance) {
    const std::size_t d = distance - 1;
    if (d < 4) return d;
    const std::size_t top = static_cast<std::size_t>(std::bit_width(d)) - 1;
    return 2 * top + (d >> (top - 1) & 1);
}

std::uint64_t eight_bytes(const std::uint8_t* at) {
    std::uint64_t bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

// The top bit of the first byte that is a blank or less; what a borrow marks beside stands behind it.
std::uint64_t blanks(std::uint64_t bytes) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    return (bytes - ones * 33) & ~bytes & ones * 0x80;
}

// The first byte from at on that is a blank or less, or the end.
std::size_t next_separator(const std::uint8_t* text, std::size_t at, std::size_t size) {
    for (; at + 16 <= size; at += 16) {
        // Both words at once: whether a cell is longer than 8 bytes cannot be foreseen.
        const std::uint64_t low = blanks(eight_bytes(text + at)), high = blanks(eight_bytes(text + at + 8));
        if ((low | high) == 0) continue;
        const std::uint64_t found = low != 0 ? low : high;
        return at + (low != 0 ? 0 : 8) + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
    while (at < size && text[at] > 32) ++at;
    return at;
}

std::size_t agreement(const std::uint8_t* text, std::size_t at, std::size_t before, std::size_t most) {
    std::size_t length = 0;
    for (; length + 8 <= most; length += 8) {
        const std::uint64_t differ = eight_bytes(text + at + length) ^ eight_bytes(text + before + length);
        if (differ != 0) return length + static_cast<std::size_t>(std::countr_zero(differ)) / 8;
    }
    while (length < most && text[at + length] == text[before + length]) ++length;
    return length;
}

// Writes up to 7 bytes behind what it is asked to.
class BitWriter {
  public:
    explicit BitWriter(std::uint8_t* out) : out_(out) {}

    void add(std::uint64_t bits, int count) {
        held_ |= bits << count_;
        count_ += count;
    }
    void add(const HuffmanCode& code) { add(code.bits, code.length); }
    // Codes of at most 14 bits, with at most 7 bits held before.
    void add_four(const HuffmanCode* codes, const std::uint8_t* symbol) {
        for (std::size_t i = 0; i < 4; ++i) add(codes[symbol[i]]);
        flush();
    }
    // Adds nothing for what is not before the end: reading on costs less than a branch that cannot be
    // foreseen.
    void add_up_to_three(const HuffmanCode* codes, const std::uint8_t* symbol, const std::uint8_t* end) {
        for (std::size_t i = 0; i < 3; ++i) {
            const std::uint64_t keep = symbol + i < end ? ~std::uint64_t{0} : 0;
            const HuffmanCode code = codes[symbol[i]];
            add(code.bits & keep, static_cast<int>(code.length & keep));
        }
        flush();
    }
    // Leaves at most 7 bits held, so that 57 fit.
    void flush() {
        std::memcpy(out_, &held_, sizeof held_);
        out_ += count_ >> 3;
        held_ >>= count_ & ~7;
        count_ &= 7;
    }
    // Returns behind the last byte.
    std::uint8_t* finish() {
        flush();
        return out_ + (count_ > 0 ? 1 : 0);
    }

  private:
    std::uint8_t* out_;
    std::uint64_t held_ = 0;
    int count_ = 0;
};

// The lengths of both codes as section 3.2.7 has them: runs by symbols 16 to 18, those by a code of their
// own.
class CodeLengths {
  public:
    CodeLengths(std::span<const HuffmanCode> literals, std::span<const HuffmanCode> distances)
        : literals_(used(literals, end_of_block + 1)), distances_(used(distances, 1)) {
        std::array<std::uint8_t, symbols + distance_symbols> lengths;
        std::size_t count = 0;
        for (std::size_t i = 0; i < literals_; ++i) lengths[count++] = literals[i].length;
        for (std::size_t i = 0; i < distances_; ++i) lengths[count++] = distances[i].length;
        for (std::size_t i = 0; i < count;) {
            std::size_t run = 1;
            while (i + run < count && lengths[i + run] == lengths[i]) ++run;
            i += lengths[i] == 0 ? zeros(run) : repeats(lengths[i], run);
        }
        // zlib reads no code of a single symbol here.
        if (frequencies_[0] == 0) frequencies_[0] = 1;
        if (frequencies_[18] == 0) frequencies_[18] = 1;
        make_huffman_codes(frequencies_, longest_precode, codes_);
        while (listed_ > 4 && codes_[order[listed_ - 1]].length == 0) --listed_;
    }

    std::size_t bits() const {
        std::size_t sum = 5 + 5 + 4 + 3 * listed_;
        for (std::size_t i = 0; i < item_count_; ++i)
            sum += codes_[items_[i].symbol].length + static_cast<std::size_t>(extra(items_[i].symbol));
        return sum;
    }

    void write(BitWriter& out) const {
        out.add(literals_ - 257, 5);
        out.add(distances_ - 1, 5);
        out.add(listed_ - 4, 4);
        out.flush();
        for (std::size_t i = 0; i < listed_; ++i) {
            out.add(codes_[order[i]].length, 3);
            out.flush();
        }
        for (std::size_t i = 0; i < item_count_; ++i) {
            out.add(codes_[items_[i].symbol]);
            out.add(items_[i].more, extra(items_[i].symbol));
            out.flush();
        }
    }

  private:
    static constexpr std::array<std::uint8_t, precode_symbols> order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                                        11, 4,  12, 3, 13, 2, 14, 1, 15};
    struct Item {
        std::uint8_t symbol, more;
    };

    static std::size_t used(std::span<const HuffmanCode> codes, std::size_t least) {
        std::size_t count = codes.size();
        while (count > least && codes[count - 1].length == 0) --count;
        return count;
    }
    static int extra(std::size_t symbol) { return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7; }

    void item(std::size_t symbol, std::size_t more) {
        items_[item_count_++] = {static_cast<std::uint8_t>(symbol), static_cast<std::uint8_t>(more)};
        ++frequencies_[symbol];
    }
    std::size_t zeros(std::size_t run) {
        if (run < 3) {
            item(0, 0);
            return 1;
        }
        if (run > 138) run = 138;
        if (run < 11)
            item(17, run - 3);
        else
            item(18, run - 11);
        return run;
    }
    std::size_t repeats(std::size_t length, std::size_t run) {
        item(length, 0);
        if (run < 4) return 1;
        if (run > 7) run = 7;
        item(16, run - 4);
        return run;
    }

    std::size_t literals_, distances_, listed_ = precode_symbols, item_count_ = 0;
    std::array<Item, symbols + distance_symbols> items_;
    std::array<std::uint32_t, precode_symbols> frequencies_{};
    std::array<HuffmanCode, precode_symbols> codes_;
};

}  // namespace

RowDeflate::RowDeflate()
    : steps_(new Step[most_input / least_match + 2]), literals_(new std::uint8_t[most_input + 64]()) {}

void RowDeflate::add(const std::uint8_t* from, std::size_t literals, std::size_t left, std::size_t length,
                     std::size_t distance) {
    if (literals <= 32 && left >= 32)
        std::memcpy(literals_.get() + literal_count_, from, 32);
    else
        std::memcpy(literals_.get() + literal_count_, from, literals);
    literal_count_ += literals;
    steps_[step_count_++] = {static_cast<std::uint16_t>(literals), static_cast<std::uint16_t>(length),
                             static_cast<std::uint32_t>(distance)};
}

void RowDeflate::parse(const std::uint8_t* text, std::size_t size) {
    step_count_ = literal_count_ = 0;
    // Where the cells of the row above and of this one begin, with the separator before them.
    std::array<std::uint32_t, most_cells> rows[2];
    std::size_t counts[2] = {0, 0}, row = 0;
    std::size_t done = 0, cell = 0, before = 0;
    for (std::size_t start = 0; start < size;) {
        if (text[start] == '\n') {
            counts[row] = cell;
            row = 1 - row;
            cell = 0;
        }
        const std::size_t end = next_separator(text, start + 1, size);
        if (done <= start) {
            const std::size_t most = std::min(size - start, most_match);
            std::size_t length = 0, from = 0;
            if (cell < counts[1 - row]) {
                from = rows[1 - row][cell];
                length = agreement(text, start, from, most);
            }
            if (start + length < end && start > before) {
                const std::size_t other = agreement(text, start, before, most);
                if (other > length) {
                    length = other;
                    from = before;
                }
            }
            if (length >= least_match && start - from <= farthest) {
                add(text + done, start - done, size - done, length, start - from);
                done = start + length;
            }
        }
        if (cell < most_cells) rows[row][cell++] = static_cast<std::uint32_t>(start);
        before = start;
        start = end;
    }
    add(text + done, size - done, size - done, 0, 0);
}

std::size_t RowDeflate::compress(const std::uint8_t* text, std::size_t size, std::uint8_t* out,
                                 std::size_t room) {
    if (size == 0 || size > most_input) return 0;
    parse(text, size);

    // Four counts of literals, so that the same digit twice does not wait for itself.
    std::array<std::uint32_t, symbols> frequencies{};
    std::array<std::uint32_t, distance_symbols> distances{};
    std::array<std::array<std::uint32_t, 256>, 4> literals{};
    const std::uint8_t* at = literals_.get();
    const std::uint8_t* const literals_end = literals_.get() + literal_count_;
    for (; at + 4 <= literals_end; at += 4)
        for (std::size_t i = 0; i < 4; ++i) ++literals[i][at[i]];
    for (; at < literals_end; ++at) ++literals[0][*at];
    for (std::size_t s = 0; s + 1 < step_count_; ++s) {
        ++frequencies[end_of_block + 1 + ranges.length_symbol[steps_[s].length]];
        ++distances[distance_symbol(steps_[s].distance)];
    }
    for (std::size_t b = 0; b < 256; ++b)
        frequencies[b] = literals[0][b] + literals[1][b] + literals[2][b] + literals[3][b];
    frequencies[end_of_block] = 1;
    // A code has two symbols at least: some readers take no other.
    if (distances[0] == 0) distances[0] = 1;
    if (distances[1] == 0) distances[1] = 1;

    std::array<HuffmanCode, symbols> codes;
    std::array<HuffmanCode, distance_symbols> distance_codes;
    make_huffman_codes(frequencies, longest_code, codes);
    make_huffman_codes(distances, longest_code, distance_codes);
    const CodeLengths lengths(codes, distance_codes);

    std::size_t bits = 3 + lengths.bits();
    for (std::size_t s = 0; s < symbols; ++s)
        bits += frequencies[s] *
                (codes[s].length +
                 (s > end_of_block ? std::size_t{ranges.length_extra[s - end_of_block - 1]} : 0));
    for (std::size_t s = 0; s < distance_symbols; ++s)
        bits += distances[s] * (distance_codes[s].length + std::size_t{ranges.distance_extra[s]});
    if (bits / 8 + 9 > room) return 0;

    BitWriter header(out);
    header.add(1 | 2 << 1, 3);  // the last block, with codes of its own
    lengths.write(header);
    BitWriter to = header;  // nothing else has its address, so that it stays in registers
    at = literals_.get();
    for (std::size_t s = 0; s < step_count_; ++s) {
        const Step& step = steps_[s];
        const std::uint8_t* const end = at + step.literals;
        for (; at + 4 <= end; at += 4) to.add_four(codes.data(), at);
        to.add_up_to_three(codes.data(), at, end);
        at = end;
        if (step.length == 0) break;
        const std::size_t length = ranges.length_symbol[step.length];
        const std::size_t distance = distance_symbol(step.distance);
        to.add(codes[end_of_block + 1 + length]);
        to.add(step.length - std::size_t{ranges.length_base[length]}, ranges.length_extra[length]);
        to.add(distance_codes[distance]);
        to.add(step.distance - std::size_t{ranges.distance_base[distance]}, ranges.distance_extra[distance]);
        to.flush();
    }
    to.add(codes[end_of_block]);
    return static_cast<std::size_t>(to.finish() - out);
}

}  // namespace wm
