// Least squares for one variant and one trait the long way: the design of the people who have everything, by
// Gram-Schmidt orthogonalisation (twice) in long double. Shares no code with the library.
#pragma once

#include <vector>

struct LeastSquares {
    int people = 0;
    int rank = 0;  // of the covariates
    long double beta = 0;
    long double se = 0;
    long double explained = 0;  // share of the genotype's variance the covariates leave: g'Mg / g'g
    int df() const { return people - rank - 1; }
};

// covariates[j][i], genotype[i] (negative: missing), trait[i] (NaN: missing).
LeastSquares regress(const std::vector<std::vector<double>>& covariates, const std::vector<int>& genotype,
                     const std::vector<double>& trait);

// The columns of an orthonormal basis of the covariates in the people of `use`, zero elsewhere, in long
// double.
std::vector<std::vector<long double>> orthonormal_columns(const std::vector<std::vector<double>>& covariates,
                                                          const std::vector<bool>& use);

// x less its projection on the columns.
void remove_projection(const std::vector<std::vector<long double>>& columns, std::vector<long double>& x);
