// Pruning of correlated variants, window by window.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "association/aligned_buffer.hpp"
#include "association/genotype_rows.hpp"
#include "relatedness/people_groups.hpp"
#include "relatedness/variant_pairs.hpp"

namespace wm {
namespace {

constexpr std::uint64_t even = 0x5555555555555555u;

// People after whom it is asked whether a pair can still be correlated, in words of 64.
constexpr std::size_t asked_words = 4 * step_words;

// What of a variant's people is known up to a word: how many they are and how many of them lack a genotype,
// the sum of the others, and the square root of the sum of squares about the mean of those who come after.
struct Progress {
    double people, missing, sum, rest;
};

// r2, its root, and the word at which it is first asked whether a pair can still be correlated: before it,
// what is to come could correlate any.
struct PruningBound {
    double r2, r;
    std::size_t first_asked;

    PruningBound(double squared, std::size_t words) : r2(squared), r(std::sqrt(squared)) {
        const auto at = static_cast<std::size_t>((1 - r) * static_cast<double>(words));
        first_asked = std::min(words, (at / step_words + 1) * step_words);
    }
};

// A variant of the window: its planes, and what bounds its correlations.
struct Variant {
    std::size_t index;
    std::size_t unchecked;  // those before are compared with it already
    double major_frequency;
    bool complete;
    bool removed = false;
    std::int64_t called, sum, squares;
    // Of all: the sum of squares about the mean and its root, and the largest distance from the mean.
    double mean, spread, root, furthest;
    AlignedBuffer<std::uint64_t> bits;
    std::vector<Progress> progress;

    std::size_t words() const { return bits.size() / 3; }
    VariantPlanes planes() const { return {bits.data(), bits.data() + words(), bits.data() + 2 * words()}; }
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

// Words of a plane: of 64 people, in whole steps.
std::size_t words_of(std::size_t people) {
    return (people + 64 * step_words - 1) / (64 * step_words) * step_words;
}

std::size_t next_asked(std::size_t word, std::size_t words) { return std::min(words, word + asked_words); }

// What is known at each of the words at which it is asked.
void find_progress(Variant& v, std::size_t people, std::size_t first_asked) {
    const std::size_t words = v.words();
    const VariantPlanes planes = v.planes();
    std::vector<double> about;
    double all = 0;
    std::size_t from = 0;
    double missing = 0, sum = 0;
    for (std::size_t to = first_asked;; to = next_asked(to, words)) {
        std::int64_t called = 0, hom = 0, plus = 0;
        for (std::size_t w = from; w < to; ++w) {
            called += std::popcount(planes.present[w]);
            hom += std::popcount(planes.homozygous[w]);
            plus += std::popcount(planes.second[w]);
        }
        const auto part = static_cast<double>(2 * plus - hom);
        missing += static_cast<double>(
            static_cast<std::int64_t>(std::min(people, 64 * to) - std::min(people, 64 * from)) - called);
        sum += part;
        about.push_back(static_cast<double>(hom) +
                        v.mean * (v.mean * static_cast<double>(called) - 2 * part));
        all += about.back();
        v.progress.push_back({static_cast<double>(std::min(people, 64 * to)), missing, sum, 0});
        from = to;
        if (to == words) break;
    }
    double rest = 0;
    for (std::size_t k = about.size(); k-- > 0; rest += std::max(0.0, about[k]))
        v.progress[k].rest = std::sqrt(rest);
    v.spread = all;
    v.root = std::sqrt(std::max(0.0, all));
}

Variant variant_of(const std::uint8_t* row, std::size_t people, std::size_t index, std::size_t first_asked) {
    Variant v{};
    v.index = index;
    v.unchecked = index + 1;
    const std::size_t words = words_of(people);
    v.bits = AlignedBuffer<std::uint64_t>(3 * words);
    std::uint64_t *const homozygous = v.bits.data(), *const second = homozygous + words,
                         *const present = second + words;
    std::int64_t hom = 0, plus = 0;
    for (std::size_t w = 0; 64 * w < people; ++w) {
        std::uint64_t pair[2] = {even, even};
        const std::size_t bytes = std::min<std::size_t>(16, (people - 64 * w + 31) / 32 * 8);
        std::memcpy(pair, row + 16 * w, bytes);
        if constexpr (std::endian::native == std::endian::big)
            for (std::uint64_t& word : pair) word = __builtin_bswap64(word);
        const std::uint64_t low = packed(pair[0], pair[1]), high = packed(pair[0] >> 1, pair[1] >> 1);
        homozygous[w] = ~(low ^ high);
        second[w] = low & high;
        present[w] = ~(low & ~high);
        v.called += std::popcount(present[w]);
        hom += std::popcount(homozygous[w]);
        plus += std::popcount(second[w]);
    }
    v.complete = v.called == static_cast<std::int64_t>(people);
    v.squares = hom;
    v.sum = 2 * plus - hom;
    v.mean = v.called == 0 ? 0 : static_cast<double>(v.sum) / static_cast<double>(v.called);
    v.furthest = 1 + std::abs(v.mean);
    const double frequency = 0.5 + 0.5 * v.mean;
    v.major_frequency = std::max(frequency, 1 - frequency);
    find_progress(v, people, first_asked);
    return v;
}

bool varies(const Variant& v) {
    const std::int64_t plus = (v.squares + v.sum) / 2, minus = v.squares - plus;
    return !((plus == 0 && minus == 0) || plus == v.called || minus == v.called);
}

// What the sum of products about the means of all must reach, at least, for r2 over the people with both
// variants to be above the bound. Of the people who lack the other variant it counts the most that leaving
// them out can move sums and spreads.
double needed(const Variant& a, const Variant& b, double r) {
    constexpr double rounding = 0.999999;
    if (a.complete && b.complete) return rounding * r * a.root * b.root;
    const double lacks_a = a.progress.back().missing, lacks_b = b.progress.back().missing;
    const double least = static_cast<double>(std::min(a.called, b.called)) - std::min(lacks_a, lacks_b);
    if (least <= 0) return -1;
    const double moved_a = lacks_b * a.furthest, moved_b = lacks_a * b.furthest, each = 1 / least;
    const double spread_a = a.spread - moved_a * (a.furthest + moved_a * each);
    const double spread_b = b.spread - moved_b * (b.furthest + moved_b * each);
    if (spread_a <= 0 || spread_b <= 0) return -1;
    return rounding * r * std::sqrt(spread_a * spread_b) - moved_a * moved_b * each;
}

// Whether r2 of two variants is above the bound. Costs about a fifth of a cycle a person where they are far
// from it: the sum of products about the means so far, with the most that the rest can add (Cauchy and
// Schwarz), ends most pairs early. Where genotypes are missing, r2 is that of the people with both; its means
// and spreads lie so near to those of all that a pair may still be told apart without counting them.
bool correlated(const Variant& a, const Variant& b, const PruningBound& bound,
                const VariantPairKernels& kernels) {
    const std::size_t words = a.words();
    const VariantPlanes of_a = a.planes(), of_b = b.planes();
    const double enough = needed(a, b, bound.r), mean_a = std::abs(a.mean), mean_b = std::abs(b.mean);
    std::int64_t products = 0;
    std::size_t from = 0;
    const Progress *at_a = a.progress.data(), *at_b = b.progress.data();
    for (std::size_t to = bound.first_asked;; to = next_asked(to, words), ++at_a, ++at_b) {
        products += kernels.product(of_a, of_b, from, to);
        from = to;
        const double both = at_a->people - at_a->missing - at_b->missing;
        const double about =
            static_cast<double>(products) - a.mean * at_b->sum - b.mean * (at_a->sum - a.mean * both);
        const double unsure = mean_a * at_a->missing + mean_b * at_b->missing +
                              mean_a * mean_b * std::min(at_a->missing, at_b->missing);
        if (std::abs(about) + unsure + at_a->rest * at_b->rest < enough) return false;
        if (to == words) break;
    }
    std::int64_t n = a.called, sum_a = a.sum, squares_a = a.squares, sum_b = b.sum, squares_b = b.squares;
    if (!b.complete) {
        const SharedCounts shared = kernels.shared(of_a, of_b.present, words);
        n = shared.called;
        squares_a = shared.homozygous;
        sum_a = 2 * shared.second - shared.homozygous;
    }
    if (!a.complete) {
        const SharedCounts shared = kernels.shared(of_b, of_a.present, words);
        squares_b = shared.homozygous;
        sum_b = 2 * shared.second - shared.homozygous;
    }
    const double covariance = static_cast<double>(products * n - sum_a * sum_b);
    const double variance_a = static_cast<double>(squares_a * n - sum_a * sum_a);
    const double variance_b = static_cast<double>(squares_b * n - sum_b * sum_b);
    return covariance * covariance > bound.r2 * variance_a * variance_b;
}

// PLINK's small margin, within which two frequencies are alike.
constexpr double margin = 1 + 1.0 / 1048576 / 16777216;

// Compares the pairs of a window that were not compared before, until nothing more is removed.
void prune_window(std::deque<Variant>& window, std::size_t end, const PruningBound& bound) {
    const VariantPairKernels& kernels = variant_pair_kernels();
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
                if (!correlated(a, b, bound, kernels)) continue;
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
    wm::PruningBound bound;
    std::size_t variants, window, step;
    std::vector<std::uint8_t> kept, row;
    std::deque<wm::Variant> held;
    std::size_t start = 0, end = 0, loaded = 0;

    wm_pruning(std::int64_t file_samples, const std::int32_t* sample_index, std::int64_t n, double r2)
        : selection(file_samples, sample_index, sample_index == nullptr ? file_samples : n),
          bound(r2, wm::words_of(selection.people())),
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
        wm::Variant made = wm::variant_of(row.data(), selection.people(), loaded, bound.first_asked);
        if (wm::varies(made))
            held.push_back(std::move(made));
        else
            kept[loaded] = 0;
        if (++loaded != end) return;
        wm::prune_window(held, end, bound);
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
        auto made = std::make_unique<wm_pruning>(file_samples, sample_index, n, r2);
        made->variants = static_cast<std::size_t>(variants);
        if (position != nullptr) {
            made->position.assign(position, position + variants);
            wm::require(std::is_sorted(made->position.begin(), made->position.end()), "positions fall");
        }
        made->window = static_cast<std::size_t>(window);
        made->step = static_cast<std::size_t>(step);
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
