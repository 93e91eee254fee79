# Writes model-matrix.tsv: what R's model.matrix gives for the formulas below.
# Run as: Rscript model-matrix.R > model-matrix.tsv
d <- data.frame(
  age = c(45, 52, 61, 48, 70, 55, 66, 59, 63, 50),
  head = c(1.5, 1.25, 1.75, 1.125, 2, 1.5, 1.625, 1.375, 1.25, 1.875),
  sex = c("M", "F", "F", "M", "M", "F", "M", "F", "F", "M"),
  site = c("A", "B", "C", "A", "B", "C", "B", "A", "B", "C"),
  wave = factor(c(1, 2, 10, 2, 1, 10, 10, 1, 2, 2))
)
formulas <- c(
  "~ age * sex + I(age^2) + site", "~ site:sex", "~ age + age:site", "~ age:site", "~ site + site:sex",
  "~ 0 + site + sex", "~ site * sex - site", "~ (age + sex + site)^2", "~ (age + sex + site)^3 - age:sex", "~ site:age:sex",
  "~ age + site:sex - 1", "~ sex + sex:site:age", "~ wave * head", "~ head:wave + sex", "~ 1", "~ age - 1",
  "~ I((age - head)/2) + I(-age) + I(age * head^2)", "~ sex:age + age", "~ sex:site + age + site:age + sex"
)
for (f in formulas) {
  m <- model.matrix(as.formula(f), d)
  cat("formula\t", f, "\n", sep = "")
  for (j in seq_len(ncol(m))) cat(colnames(m)[j], "\t", paste(format(m[, j], digits = 17, trim = TRUE), collapse = "\t"), "\n", sep = "")
}
