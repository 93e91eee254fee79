// Exact treatment of a variant whose genotype some people lack, and of cells where the covariates lose rank.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "association/design.hpp"

namespace wm {

// Rows that sums run over, of one variant after another.
struct GapRows {
    std::vector<const double*> covariates, traits;
};

// What one variant's missing people S change, for all traits at once. When S is the larger part, the sums run
// over the people who remain instead.
class GenotypeGap {
  public:
    // absent: S ascending.
    void prepare(const Design& design, const std::vector<std::uint32_t>& absent, GapRows& rows);

    // For the traits of one pattern. coordinates: rank values, Q'g in the pattern's coordinates; square: g'g
    // over the people present; raw: g'y of each trait. Returns false where double precision needs the exact
    // path: the caller then calls exact_cells. On success: variance = g'Mg, rank, and per trait numerator =
    // g'My and trait = y'My.
    bool solve(const Design& design, std::size_t pattern, const double* coordinates, double square,
               const double* raw, double& variance, std::size_t& rank, double* numerator, double* trait);

    // |S \ T|: people removed by the genotype alone.
    std::size_t removed_beyond(std::size_t pattern) const {
        return absent_->size() - overlap_count_[pattern];
    }

  private:
    const std::vector<std::uint32_t>* absent_ = nullptr;
    bool remaining_ = false;       // the sums below run over the people who remain
    std::vector<double> gram_;     // covariates over the people who remain, before patterns
    std::vector<double> block_;    // covariates x traits
    std::vector<double> squares_;  // traits
    // People of S and T listed, of all patterns together: 1 MiB. Of more, each pattern's are found anew.
    static constexpr std::size_t most_listed = std::size_t{1} << 18;

    // Calls with each person of S and T, ascending.
    template <typename Take>
    void for_overlap(const Pattern& pattern, std::size_t p, const Take& take) const {
        if (overlap_count_[p] == 0) return;
        if (listed_) {
            for (std::size_t e = overlap_first_[p]; e < overlap_first_[p] + overlap_count_[p]; ++e)
                take(overlap_people_[e]);
            return;
        }
        std::size_t next = 0;
        for (const std::uint32_t i : *absent_) {
            while (next < pattern.absent.size() && pattern.absent[next] < i) ++next;
            if (next == pattern.absent.size()) return;
            if (pattern.absent[next] == i) take(i);
        }
    }

    std::vector<std::uint32_t> overlap_count_;   // |S and T| by pattern
    std::vector<std::uint32_t> overlap_first_;   // where a pattern's people begin in the next, if listed
    std::vector<std::uint32_t> overlap_people_;  // S and T, pattern after pattern
    std::vector<std::uint32_t> touched_;
    bool listed_ = false;
    std::vector<double> matrix_, saved_, gram_here_, half_;
};

// One variant against one pattern's traits by orthogonalising the covariates' rows of the people who have
// both: slow, and exact whatever the rank. absent: people without the genotype, ascending; genotype: that of
// a person.
void exact_cells(const Design& design, std::size_t pattern, const std::vector<std::uint32_t>& absent,
                 const std::function<double(std::size_t)>& genotype, double& variance, std::size_t& rank,
                 double* numerator, double* trait);

}  // namespace wm
