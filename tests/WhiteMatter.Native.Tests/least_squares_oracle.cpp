#include "least_squares_oracle.hpp"

#include <cmath>

namespace {
long double dot(const std::vector<long double>& a, const std::vector<long double>& b) {
    long double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}
}  // namespace

void remove_projection(const std::vector<std::vector<long double>>& columns, std::vector<long double>& x) {
    for (int pass = 0; pass < 2; ++pass)
        for (const auto& column : columns) {
            const long double amount = dot(column, x);
            for (std::size_t i = 0; i < x.size(); ++i) x[i] -= amount * column[i];
        }
}

std::vector<std::vector<long double>> orthonormal_columns(const std::vector<std::vector<double>>& covariates,
                                                          const std::vector<bool>& use) {
    std::vector<std::vector<long double>> columns;
    for (const auto& covariate : covariates) {
        std::vector<long double> x(use.size(), 0.0L);
        for (std::size_t i = 0; i < use.size(); ++i)
            if (use[i]) x[i] = covariate[i];
        const long double before = std::sqrt(dot(x, x));
        remove_projection(columns, x);
        const long double after = std::sqrt(dot(x, x));
        if (before == 0 || after <= 1e-11L * before) continue;
        for (auto& value : x) value /= after;
        columns.push_back(x);
    }
    return columns;
}

LeastSquares regress(const std::vector<std::vector<double>>& covariates, const std::vector<int>& genotype,
                     const std::vector<double>& trait) {
    const std::size_t n = genotype.size();
    std::vector<bool> use(n);
    LeastSquares result;
    for (std::size_t i = 0; i < n; ++i) {
        use[i] = genotype[i] >= 0 && !std::isnan(trait[i]);
        result.people += use[i] ? 1 : 0;
    }
    const auto columns = orthonormal_columns(covariates, use);
    result.rank = static_cast<int>(columns.size());
    std::vector<long double> g(n, 0.0L), y(n, 0.0L);
    for (std::size_t i = 0; i < n; ++i)
        if (use[i]) {
            g[i] = genotype[i];
            y[i] = trait[i];
        }
    const long double before = dot(g, g);
    remove_projection(columns, g);
    remove_projection(columns, y);
    const long double gg = dot(g, g);
    result.explained = before > 0 ? gg / before : 0;
    if (result.df() < 1 || gg == 0) return result;
    result.beta = dot(g, y) / gg;
    long double rss = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const long double e = y[i] - result.beta * g[i];
        rss += e * e;
    }
    result.se = std::sqrt(rss / result.df() / gg);
    return result;
}
