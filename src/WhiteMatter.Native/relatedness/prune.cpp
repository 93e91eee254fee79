// Pruning of correlated variants, window by window.
#include <bit>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "association/genotype_rows.hpp"
#include "relatedness/people_groups.hpp"

namespace wm {
namespace {

constexpr std::uint64_t even = 0x5555555555555555u;

// A variant of the window as two bit planes, 64 people a word: which genotypes are homozygous, and which of
// them A2/A2. Genotypes count as -1, 0 and 1.
struct Variant {
    std::size_t index;
    std::size_t unchecked;  // those before are compared with it already
    double major_frequency;
    bool complete;
    bool removed = false;
    std::int64_t called, sum, squares;
    std::vector<std::uint64_t> homozygous, second, present;
};

// Every other bit of two words, side by side.
std::uint64_t packed(std::uint64_t low, std::uint64_t high) {
    const auto squeeze = [](std::uint64_t x) {
        x &= even;
        x = (x | x >> 1) & 0x3333333333333333u;
        x = (x | x >> 2) & 0x0f0f0f0f0f0f0f0fu;
        x = (x | x >> 4) & 0x00ff00ff00ff00ffu;
        x = (x | x >> 8) & 0x0000ffff0000ffffu;
        return (x | x >> 16) & 0x00000000ffffffffu;
    };
    return squeeze(low) | squeeze(high) << 32;
}

Variant variant_of(const std::uint8_t* row, std::size_t people, std::size_t index) {
    Variant v{};
    v.index = index;
    v.unchecked = index + 1;
    const std::size_t words = (people + 63) / 64;
    v.homozygous.resize(words);
    v.second.resize(words);
    v.present.resize(words);
    std::int64_t hom = 0, plus = 0;
    for (std::size_t w = 0; w < words; ++w) {
        std::uint64_t pair[2] = {even, even};
        const std::size_t bytes = std::min<std::size_t>(16, (people - 64 * w + 31) / 32 * 8);
        std::memcpy(pair, row + 16 * w, bytes);
        if constexpr (std::endian::native == std::endian::big)
            for (std::uint64_t& word : pair) word = __builtin_bswap64(word);
        const std::uint64_t low = packed(pair[0], pair[1]), high = packed(pair[0] >> 1, pair[1] >> 1);
        v.homozygous[w] = ~(low ^ high);
        v.second[w] = low & high;
        v.present[w] = ~(low & ~high);
        v.called += std::popcount(v.present[w]);
        hom += std::popcount(v.homozygous[w]);
        plus += std::popcount(v.second[w]);
    }
    v.complete = v.called == static_cast<std::int64_t>(people);
    v.squares = hom;
    v.sum = 2 * plus - hom;
    const double frequency =
        v.called == 0 ? 0.5 : 0.5 + 0.5 * static_cast<double>(v.sum) / static_cast<double>(v.called);
    v.major_frequency = std::max(frequency, 1 - frequency);
    return v;
}

bool varies(const Variant& v) {
    const std::int64_t plus = (v.squares + v.sum) / 2, minus = v.squares - plus;
    return !((plus == 0 && minus == 0) || plus == v.called || minus == v.called);
}

bool correlated(const Variant& a, const Variant& b, double r2) {
    std::int64_t n = a.called, sum_a = a.sum, squares_a = a.squares, sum_b = b.sum, squares_b = b.squares;
    std::int64_t both = 0, differ = 0;
    const std::size_t words = a.homozygous.size();
    for (std::size_t w = 0; w < words; ++w) {
        const std::uint64_t hom = a.homozygous[w] & b.homozygous[w];
        both += std::popcount(hom);
        differ += std::popcount(hom & (a.second[w] ^ b.second[w]));
    }
    if (!b.complete) {
        squares_a = sum_a = n = 0;
        for (std::size_t w = 0; w < words; ++w) {
            n += std::popcount(a.present[w] & b.present[w]);
            squares_a += std::popcount(a.homozygous[w] & b.present[w]);
            sum_a += 2 * std::popcount(a.second[w] & b.present[w]);
        }
        sum_a -= squares_a;
    }
    if (!a.complete) {
        squares_b = sum_b = 0;
        for (std::size_t w = 0; w < words; ++w) {
            squares_b += std::popcount(b.homozygous[w] & a.present[w]);
            sum_b += 2 * std::popcount(b.second[w] & a.present[w]);
        }
        sum_b -= squares_b;
    }
    const double covariance = static_cast<double>((both - 2 * differ) * n - sum_a * sum_b);
    const double variance_a = static_cast<double>(squares_a * n - sum_a * sum_a);
    const double variance_b = static_cast<double>(squares_b * n - sum_b * sum_b);
    return covariance * covariance > r2 * variance_a * variance_b;
}

// PLINK's small margin, within which two frequencies are alike.
constexpr double margin = 1 + 1.0 / 1048576 / 16777216;

// Compares the pairs of a window that were not compared before, until nothing more is removed.
void prune_window(std::deque<Variant>& window, std::size_t end, double r2) {
    bool removed;
    do {
        removed = false;
        for (std::size_t first = 0; first < window.size(); ++first) {
            Variant& a = window[first];
            if (a.removed || a.unchecked == end) continue;
            std::size_t second = first + 1;
            for (; second < window.size(); ++second) {
                Variant& b = window[second];
                if (b.removed || b.index < a.unchecked) continue;
                if (!correlated(a, b, r2)) continue;
                removed = true;
                if (a.major_frequency > b.major_frequency * margin) {
                    a.removed = true;
                } else {
                    b.removed = true;
                    do ++second;
                    while (second < window.size() && window[second].removed);
                    a.unchecked = second < window.size() ? window[second].index : end;
                }
                break;
            }
            if (second == window.size()) a.unchecked = end;
        }
    } while (removed);
}

}  // namespace
}  // namespace wm

struct wm_pruning {
    wm::PeopleSelection selection;
    std::vector<std::int64_t> position;
    std::size_t variants, window, step;
    double r2;
    std::vector<std::uint8_t> kept, row;
    std::deque<wm::Variant> held;
    std::size_t start = 0, end = 0, loaded = 0;

    wm_pruning(std::int64_t file_samples, const std::int32_t* sample_index, std::int64_t n)
        : selection(file_samples, sample_index, sample_index == nullptr ? file_samples : n),
          row((selection.people() + 31) / 32 * 8) {}

    // Where the window that begins with a variant ends.
    std::size_t reach(std::size_t from) const {
        if (position.empty()) return std::min(variants, from + window);
        std::size_t to = std::max(end, from);
        while (to < variants && position[to] <= position[from] + static_cast<std::int64_t>(window)) ++to;
        return to;
    }

    void add(const std::uint8_t* file_row) {
        selection.extract(file_row, row.data(), row.size());
        wm::Variant made = wm::variant_of(row.data(), selection.people(), loaded);
        if (wm::varies(made))
            held.push_back(std::move(made));
        else
            kept[loaded] = 0;
        if (++loaded != end) return;
        wm::prune_window(held, end, r2);
        for (const wm::Variant& v : held)
            if (v.removed) kept[v.index] = 0;
        if (end == variants) return;
        // The window moves on until it takes in another variant.
        if (position.empty()) {
            start += step;
        } else {
            do ++start;
            while (position[start] < position[end] - static_cast<std::int64_t>(window));
        }
        end = reach(start);
        std::erase_if(held, [&](const wm::Variant& v) { return v.removed || v.index < start; });
    }
};

extern "C" wm_status wm_pruning_create(int64_t file_samples, const int32_t* sample_index, int64_t n,
                                       int64_t variants, const int64_t* position, int64_t window,
                                       int64_t step, double r2, wm_pruning** pruning) {
    return wm::guarded([&] {
        wm::require(pruning != nullptr, "no place for the pruning");
        *pruning = nullptr;
        wm::require(variants >= 1, "there are no variants");
        wm::require(window >= 1 && step >= 1 && step <= window, "the step must be 1 to the window");
        wm::require(r2 > 0 && r2 < 1, "r2 must lie between 0 and 1");
        auto made = std::make_unique<wm_pruning>(file_samples, sample_index, n);
        made->variants = static_cast<std::size_t>(variants);
        if (position != nullptr) {
            made->position.assign(position, position + variants);
            wm::require(std::is_sorted(made->position.begin(), made->position.end()), "positions fall");
        }
        made->window = static_cast<std::size_t>(window);
        made->step = static_cast<std::size_t>(step);
        made->r2 = r2;
        made->kept.assign(made->variants, 1);
        made->end = made->reach(0);
        *pruning = made.release();
    });
}

extern "C" wm_status wm_pruning_add(wm_pruning* pruning, const uint8_t* bed, int64_t stride,
                                    int64_t variants) {
    return wm::guarded([&] {
        wm::require(pruning != nullptr && (variants == 0 || bed != nullptr), "null argument");
        wm::require(
            variants >= 0 && pruning->loaded + static_cast<std::size_t>(variants) <= pruning->variants,
            "there are more variants than were announced");
        wm::require(stride >= static_cast<int64_t>(pruning->selection.file_bytes()),
                    "the stride is shorter than a row of genotypes");
        for (int64_t v = 0; v < variants; ++v) pruning->add(bed + v * stride);
    });
}

extern "C" wm_status wm_pruning_kept(const wm_pruning* pruning, uint8_t* kept) {
    return wm::guarded([&] {
        wm::require(pruning != nullptr && kept != nullptr, "null argument");
        wm::require(pruning->loaded == pruning->variants, "not all variants were added");
        std::copy(pruning->kept.begin(), pruning->kept.end(), kept);
    });
}

extern "C" void wm_pruning_free(wm_pruning* pruning) { delete pruning; }
