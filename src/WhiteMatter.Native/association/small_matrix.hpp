// Small dense symmetric matrices (order = number of covariates), row-major in double.
#pragma once

#include <cstddef>
#include <vector>

namespace wm {

// Cholesky factor of a symmetric positive matrix in place: the lower triangle becomes L with L L' = A.
// Returns the smallest pivot met, before its root; at or below 0 the factor is not usable.
double cholesky(double* matrix, std::size_t order);

// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi rotations; column j of vectors (vectors[i *
// order + j]) belongs to values[j]. The matrix is destroyed.
void symmetric_eigen(double* matrix, std::size_t order, double* values, double* vectors);

// A basis change that makes rows orthonormal: rows is m x order (row pointers), and on return rows * basis
// has orthonormal columns (basis is order x rank, row-major). Directions whose norm is at most tolerance (of
// a unit-scale basis) count as absent. Two passes of Gram matrix and factorisation give full precision.
std::vector<double> orthonormalising_basis(const std::vector<const double*>& rows, std::size_t order,
                                           double tolerance, std::size_t& rank);

}  // namespace wm
