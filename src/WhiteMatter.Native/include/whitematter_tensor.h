/* White Matter native kernels: diffusion tensors.
 *
 * The conventions of whitematter.h hold: status codes, wm_last_error, borrowed pointers. Results do not
 * depend on the number of threads or the instruction set.
 */
#ifndef WHITEMATTER_TENSOR_H
#define WHITEMATTER_TENSOR_H

#include "whitematter.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How the log-linear model log S = log S0 - b g'Dg is fitted (Basser 1994; Veraart 2013). */
typedef struct wm_tensor_options {
    int32_t weighted_start;  /* 0: the first fit has equal weights; 1: the signals are the weights */
    int32_t reweightings;    /* fits after it, weighted by the signals that the one before predicts; 0..100 */
    double relative_floor;   /* signals below this share of the voxel's greatest are raised to it */
    double absolute_floor;   /* signals below this are raised to it */
    double least_eigenvalue; /* eigenvalues below this are raised to it; a NaN leaves them as they are */
    int32_t threads;         /* at least 1 */
    wm_cpu cpu;              /* WM_CPU_AUTO, or a path to force */
} wm_tensor_options;

/* What became of a voxel: a sum of these. */
enum {
    WM_TENSOR_NO_SIGNAL =
        1, /* no signal above 0, or one that is no finite number: not fitted, all results 0 */
    WM_TENSOR_UNSOLVED = 2,     /* the weights leave the equations without a solution: not fitted, all 0 */
    WM_TENSOR_NOT_POSITIVE = 4, /* fitted; an eigenvalue is not above 0 before any is raised */
    WM_TENSOR_RAISED = 8        /* fitted; a signal was raised to the floor */
};

/* Where results go; any may be null. Of the voxels in the order they are fitted in. */
typedef struct wm_tensor_results {
    float* fa;        /* fractional anisotropy; 0 where all eigenvalues are 0 */
    float* md;        /* mean diffusivity: a third of the trace */
    float* ad;        /* axial: the greatest eigenvalue */
    float* rd;        /* radial: the mean of the other two */
    float* s0;        /* the signal at b = 0 */
    float* direction; /* x of all voxels, then y, then z: the first eigenvector, its greatest part positive */
    float* tensor;    /* xx, yy, zz, xy, xz, yz of all voxels, one after another, as fitted */
    uint8_t* outcome; /* WM_TENSOR_… */
} wm_tensor_results;

/* Fits a tensor in each voxel.
 *   volumes    at least 7. b: each one's b-value, in any unit; diffusivities are in its inverse.
 *   gradients  3 a volume: its direction, or 0 0 0. A length that is not 1 scales b by its square.
 *   signals    a pointer a volume to its voxels.
 *   index      for each voxel to fit its place in the volumes; null if they are the volumes' first in order.
 * Fails with WM_INVALID_ARGUMENT where the b-values and directions leave a tensor undetermined. Cost a voxel
 * of V volumes: about 42 V multiplications and additions for each fit, V logarithms, V exponentials for each
 * reweighting. Memory: 800 bytes a volume and thread. */
WM_API wm_status wm_tensor_fit(int32_t volumes, const double* b, const double* gradients,
                               const float* const* signals, int64_t voxels, const int32_t* index,
                               const wm_tensor_options* options, const int32_t* cancel,
                               const wm_tensor_results* results);

#ifdef __cplusplus
}
#endif
#endif
