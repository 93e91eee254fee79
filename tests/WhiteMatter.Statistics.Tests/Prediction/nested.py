"""Nested cross-validation by scikit-learn on folds that are given, for the tests beside it.

Debian's python3-sklearn 1.2.1 and python3-numpy. Reads a folder: data.tsv (outer, inner, outcome, features, covariates), settings.json.
Writes predictions.tsv: for each person what was predicted when left out, and the penalty, trees, depth and rate
chosen outside the fold; and measures.json.
"""
import json
import sys

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import ElasticNet, LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import (balanced_accuracy_score, brier_score_loss, log_loss, mean_absolute_error, mean_squared_error, roc_auc_score)

folder = sys.argv[1]
settings = json.load(open(folder + "/settings.json"))
data = np.loadtxt(folder + "/data.tsv", ndmin=2)
p, use, binary = settings["features"], settings["use"], settings["binary"]
outer, inner, y = data[:, 0].astype(int), data[:, 1].astype(int), data[:, 2]
x, c = data[:, 3:3 + p], data[:, 3 + p:]
n = len(y)


def prepare(train, test):
    """Standardised features, of which trees beside covariates take none out; the covariates with an intercept; the outcome that is learnt and what is added to predictions."""
    ct, cs = np.column_stack([np.ones(len(train)), c[train]]), np.column_stack([np.ones(len(test)), c[test]])
    xt, xs = x[train], x[test]
    raw = xt.std(axis=0)
    if c.shape[1] and (use in ("features", "both") or (use == "beside" and not binary and settings["learner"] != "trees")):
        b = np.linalg.lstsq(ct, xt, rcond=None)[0]
        xt, xs = xt - ct @ b, xs - cs @ b
    scale = raw if use == "beside" else xt.std(axis=0)
    mean = xt.mean(axis=0)
    xt, xs = (xt - mean) / scale, (xs - mean) / scale
    if c.shape[1] and use != "features" and not binary:
        b = np.linalg.lstsq(ct, y[train], rcond=None)[0]
    else:
        b = np.r_[y[train].mean(), np.zeros(c.shape[1])]
    return xt, xs, ct, cs, y[train] - ct @ b, cs @ b


def newton(f, ct, yt, penalty):
    """Logistic regression with a ridge penalty on f and none on ct, by Newton's method."""
    a = np.column_stack([ct, f])
    lam = np.r_[np.zeros(ct.shape[1]), np.full(f.shape[1], penalty)]
    b = np.zeros(a.shape[1])
    for _ in range(100):
        mu = 1 / (1 + np.exp(-a @ b))
        h = (a * (mu * (1 - mu))[:, None]).T @ a / len(yt) + np.diag(lam)
        step = np.linalg.solve(h, a.T @ (yt - mu) / len(yt) - lam * b)
        b += step
        if abs(step).max() < 1e-12:
            break
    return b


def learn(train, test, penalty):
    """What is predicted for the test people: numbers, or log odds."""
    xt, xs, ct, cs, target, start = prepare(train, test)
    m = len(train)
    if settings["learner"] == "trees":
        _, trees, depth, rate = penalty
        kind = HistGradientBoostingClassifier if binary else HistGradientBoostingRegressor
        fit = kind(max_iter=trees, max_depth=depth, max_leaf_nodes=2 ** depth, learning_rate=rate, min_samples_leaf=settings["leaf"], l2_regularization=settings["l2"], early_stopping=False)
        if binary:
            return fit.fit(xt, y[train]).decision_function(xs)
        return start + fit.fit(xt, target).predict(xs)
    if binary:
        yt = y[train]
        if settings["learner"] == "ridge":
            if use == "beside" and c.shape[1]:
                b = newton(xt, ct, yt, penalty)
                return np.column_stack([cs, xs]) @ b
            fit = LogisticRegression(C=1 / (m * penalty), solver="newton-cg", tol=1e-8, max_iter=1000)
        else:
            fit = LogisticRegression(penalty="elasticnet", l1_ratio=settings["ratio"], C=1 / (m * penalty), solver="saga", tol=1e-8, max_iter=20000, random_state=0)
        return fit.fit(xt, yt).decision_function(xs)
    if settings["learner"] == "ridge":
        fit = Ridge(alpha=m * penalty, fit_intercept=False, solver="cholesky" if p < m else "svd")
    else:
        fit = ElasticNet(alpha=penalty, l1_ratio=settings["ratio"], fit_intercept=False, tol=1e-14, max_iter=1000000)
    return start + fit.fit(xt, target).predict(xs)


def grid(train):
    if settings["learner"] == "ridge":
        return settings["penalties"]
    if settings["learner"] == "trees":
        return [(0, trees, depth, rate) for depth in settings["depths"] for rate in settings["rates"] for trees in settings["trees"]]
    xt, _, _, _, target, _ = prepare(train, train[:1])
    residual = y[train] - y[train].mean() if binary else target
    top = abs(xt.T @ residual).max() / len(train) / settings["ratio"]
    k = settings["count"]
    return [top * settings["smallest"] ** (i / (k - 1)) for i in range(k)]


def loss(truth, said):
    if binary:
        return np.logaddexp(0, np.where(truth == 1, -said, said)).sum()
    return ((truth - said) ** 2).sum()


predicted, chosen, reference = np.zeros(n), np.zeros((n, 4)), np.zeros(n)
truth = y.copy()
for o in np.unique(outer):
    out, test = np.where(outer != o)[0], np.where(outer == o)[0]
    penalties = grid(out)
    losses = [sum(loss(y[out[inner[out] == k]], learn(out[inner[out] != k], out[inner[out] == k], lam)) for k in np.unique(inner)) for lam in penalties]
    best = penalties[int(np.argmin(losses))]
    said = learn(out, test, best)
    chosen[test] = best if isinstance(best, tuple) else (best, 0, 0, 0)
    reference[test] = y[out].mean()
    if binary:
        predicted[test] = 1 / (1 + np.exp(-said))
    else:
        residual = prepare(out, test)[5] if use in ("outcome", "both") and c.shape[1] else 0
        predicted[test] = said - residual
        truth[test] = y[test] - residual
        if use in ("outcome", "both"):
            reference[test] = 0

# Areas, correlation and slopes within folds: areas averaged, slopes of a regression with an intercept for each fold.
names, sizes = np.unique(outer, return_counts=True)
dummies = (outer[:, None] == names).astype(float)


def of_folds(fit):
    """The mean intercept by people, and the slope."""
    b = fit.coef_.ravel()
    return np.average(b[1:], weights=sizes), b[0]


if binary:
    odds = np.log(predicted) - np.log1p(-predicted)
    intercept, slope = of_folds(LogisticRegression(penalty=None, fit_intercept=False, solver="newton-cholesky", tol=1e-10, max_iter=1000).fit(np.column_stack([odds, dummies]), y))
    measures = {
        "auc": np.average([roc_auc_score(y[outer == o], predicted[outer == o]) for o in names], weights=sizes),
        "brier": brier_score_loss(y, predicted), "log_loss": log_loss(y, predicted),
        "balanced_accuracy": balanced_accuracy_score(y, predicted > reference),
        "calibration_intercept": intercept, "calibration_slope": slope,
    }
else:
    ordinary = LinearRegression(fit_intercept=False)
    left = [values - ordinary.fit(dummies, values).predict(dummies) for values in (truth, predicted)]
    bias = of_folds(ordinary.fit(np.column_stack([truth, dummies]), predicted - truth))[1]
    intercept, slope = of_folds(ordinary.fit(np.column_stack([predicted, dummies]), truth))
    measures = {
        "r2": 1 - ((truth - predicted) ** 2).sum() / ((truth - reference) ** 2).sum(), "r": np.corrcoef(*left)[0, 1],
        "mae": mean_absolute_error(truth, predicted), "rmse": mean_squared_error(truth, predicted, squared=False),
        "calibration_slope": slope, "calibration_intercept": intercept, "bias_slope": bias,
    }
np.savetxt(folder + "/predictions.tsv", np.column_stack([predicted, chosen]), delimiter="\t", fmt="%.17g")
json.dump({k: float(v) for k, v in measures.items()}, open(folder + "/measures.json", "w"))
