# Writes dropped.tsv: which columns R's lm.fit drops (coefficient NA) from designs with collinear columns.
# Run as: Rscript dropped.R > dropped.tsv
x <- c(45, 52, 61, 48, 70, 55, 66, 59, 63, 50, 47, 68)
z <- c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8)
g <- rep(c("A", "B", "C"), 4)
y <- c(1, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13)
designs <- list(
  sum = cbind(one = 1, x = x, z = z, s = x + 2 * z),
  twice = cbind(one = 1, x = x, x2 = x^2, again = 7 * x - 3, z = z),
  dummies = cbind(one = 1, A = g == "A", B = g == "B", C = g == "C", x = x),
  before = cbind(s = x - z, one = 1, x = x, z = z),
  scales = cbind(one = 1, tiny = x * 1e-9, huge = z * 1e9, both = x + z),
  full = cbind(A = g == "A", B = g == "B", C = g == "C", one = 1, z = z),
  nearly = cbind(one = 1, x = x, n5 = x + 1e-5 * z, n9 = x + 1e-9 * z)
)
for (name in names(designs)) {
  fit <- lm.fit(designs[[name]] + 0, y)
  cat(name, "\t", paste(names(which(is.na(fit$coefficients))), collapse = ","), "\t", fit$rank, "\t",
      paste(format(fit$residuals, digits = 17, trim = TRUE), collapse = ","), "\n", sep = "")
}
