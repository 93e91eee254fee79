// Student's t with any number of degrees of freedom.
#pragma once

namespace wm {

// -log10 of the two-sided P; relative error about 1e-13, no underflow; NaN for NaN or df <= 0.
double student_neglog10p(double t, double df);

}  // namespace wm
