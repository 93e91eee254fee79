# Writes distributions.tsv with mpmath 1.3.0 at 40 digits: name, arguments, value.
# Run as: python3 distributions.py > distributions.tsv
from mpmath import mp, mpf, erfc, sqrt, findroot, gammainc, exp, erfinv, ln, loggamma, nstr, quad
mp.dps = 40

def log10_two_sided_t(t, df):
    # I_x(a, 1/2) with u = x exp(-s/a) in the beta integral, by tanh-sinh quadrature.
    a, t = mpf(df) / 2, mpf(t)
    x = df / (df + t * t)
    turn = a * (1 - x)
    breaks = sorted({mpf(0), turn / 100, turn, turn * 100 if turn < 1 else mpf(1), mpf(1), mpf(5), mpf(20), mpf(120)})
    integral = quad(lambda s: exp(-s) / sqrt(1 - x * exp(-s / a)), [b for b in breaks if b <= 120])
    log_beta = loggamma(a) + loggamma(mpf(1) / 2) - loggamma(a + mpf(1) / 2)
    return (a * ln(x) + ln(integral / a) - log_beta) / ln(10)

def row(name, value, *arguments):
    print("\t".join([name] + [repr(float(a)) for a in arguments] + [nstr(value, 25, min_fixed=-1, max_fixed=1)]))

for df in [1, 2, 3.5, 10, 57, 359, 1000, 48213, 487409]:
    for t in [1e-8, 0.01, 0.5, 1, 1.7, 2.5, 5.45, 8, 17, 38.5, 60, 150, 1000]:
        row("t", log10_two_sided_t(t, mpf(df)), t, df)
for x in [-37, -20, -8.5, -5.7, -5.6, -3, -1, -0.7, -0.6, -1e-9, 0, 0.3, 0.67, 0.68, 1.96, 4, 7]:
    row("normal-cumulative", erfc(-mpf(x) / sqrt(2)) / 2, x)
for p in [1e-300, 1e-100, 5e-8, 1e-5, 0.001, 0.025, 0.07, 0.08, 0.25, 0.4999, 0.5, 0.6, 0.925, 0.95, 0.999, 0.9999999]:
    value = findroot(lambda z: ln(erfc(-z / sqrt(2)) / 2) - ln(mpf(p)), -sqrt(-2 * ln(mpf(p))) if p < 0.3 else sqrt(2) * erfinv(2 * mpf(p) - 1))
    row("normal-quantile", value, p)
for df in [1, 2, 3, 10, 128, 364]:
    for p in [1e-6, 0.01, 0.5, 0.95, 0.999999]:
        a = mpf(df) / 2
        cumulative = lambda x: gammainc(a, 0, x / 2, regularized=True) - mpf(p)
        low, high = mpf(0), mpf(10000)
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if cumulative(middle) < 0 else (low, middle)
        row("chi-squared-quantile", low, p, df)
    for x in [0.5, 5, 30, 200]:
        row("chi-squared-upper", gammainc(mpf(df) / 2, mpf(x) / 2, mp.inf, regularized=True), x, df)
