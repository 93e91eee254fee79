# Writes joint-tails.tsv with mpmath 1.2.1 at 60 digits: name, arguments, log10 of the upper tail.
# Run as: /usr/bin/python3 joint-tails.py > joint-tails.tsv
from mpmath import mp, mpf, gammainc, log10, log, loggamma, nstr, hyp1f1, exp
mp.dps = 60

def row(name, value, *arguments):
    print("\t".join([name] + [repr(float(a)) for a in arguments] + [nstr(value, 25, min_fixed=-1, max_fixed=1)]))

def log10_chi_squared(x, df):
    # mpmath's numbers have no least one: nothing underflows.
    a, h = mpf(df) / 2, mpf(x) / 2
    if h < a:
        lower = exp(a * log(h) - h - loggamma(a + 1)) * hyp1f1(1, a + 1, h)
        return log10(1 - lower)
    return log10(gammainc(a, h, mp.inf, regularized=True))

def fraction(a, b, x):
    # I_x(a, b) a B(a, b) / (x^a (1 - x)^b), DLMF 8.17.22, by Lentz at 60 digits; x < (a + 1) / (a + b + 2).
    c, d = mpf(1), 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 1000000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + even * d)
        c = 1 + even / c
        value *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + odd * d)
        c = 1 + odd / c
        value *= c * d
        if abs(c * d - 1) < mpf(10) ** -45:
            return value

def log10_f(f, d1, d2):
    a, b = d1 / 2, d2 / 2
    y = 1 / (1 + f * d1 / d2)
    q = 1 - y
    log_term = a * log(q) + b * log(y) - (loggamma(a) + loggamma(b) - loggamma(a + b))
    if y < (b + 1) / (a + b + 2):
        return (log_term + log(fraction(b, a, y) / b)) / log(10)
    return log10(1 - exp(log_term) * fraction(a, b, q) / a)

for df in [0.7, 1, 2, 3, 5, 16, 47, 48, 128, 364, 1001, 4000]:
    for x in [df * mpf(s) for s in ("1e-3", "0.3", "0.7", "0.97", "1", "1.03", "1.2", "2", "5", "40")] + [mpf(300), mpf(25000), mpf(100000)]:
        x = mpf(float(x))
        row("chi-squared-log10", log10_chi_squared(x, mpf(df)), x, df)
for d1 in [1, 2, 3, 5, 16, 48, 127, 364]:
    for d2 in [1, 2, 3, 57.5, 325, 1000, 487409]:
        for f in [1e-4, 0.3, 0.97, 1, 1.03, 2, 5, 40, 1000]:
            row("f-log10", log10_f(mpf(f), mpf(d1), mpf(d2)), f, d1, d2)
