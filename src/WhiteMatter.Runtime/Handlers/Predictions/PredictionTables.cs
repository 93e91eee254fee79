using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Statistics.Prediction;
using WhiteMatter.Statistics.Prediction.Measures;

namespace WhiteMatter.Runtime.Handlers.Predictions;

/// <summary>Writes what a prediction found.</summary>
internal static class PredictionTables
{
    /// <summary>The file of each person's predictions.</summary>
    public const string PredictionsName = "predictions.tsv";

    private const int Bins = 10;

    private static readonly string[] Values =
    [
        "r2", "r", "mae", "rmse", "bias_slope", "auc", "balanced_accuracy", "brier", "log_loss", "calibration_intercept", "calibration_slope",
        "covariates_r2", "r2_gain", "covariates_auc", "auc_gain",
    ];

    public static void Write(ArtifactDraft output, PredictedPeople people, PredictionResult result, bool ofTrees)
    {
        var problem = people.Problem;
        WritePredictions(output, people, result);
        PredictionFold[] folds =
        [
            .. result.Fits.Select(fit => new PredictionFold(
                fit.Repeat + 1,
                result.Repeats[fit.Repeat].Folds.Names[fit.Fold],
                result.Repeats[fit.Repeat].Folds.Outer.Count(fold => fold == fit.Fold),
                problem.IsBinary ? Enumerable.Range(0, problem.People).Count(i => result.Repeats[fit.Repeat].Folds.Outer[i] == fit.Fold && problem.Outcome[i] == 1) : null,
                fit.Measure,
                fit.Chosen)),
        ];
        PredictionFeature[] features = [.. Enumerable.Range(0, people.Names.Length).Select(j => Feature(people.Names[j], j, result))];
        CalibrationBin[] bins = [];
        double[] curve = [];
        if (problem.IsBinary)
        {
            curve = RocCurve.WithinFolds(result.Repeats);
            bins = CalibrationBin.Divide(result.Repeats[0].Truth, result.Repeats[0].Predicted, Bins);
            WriteTable(output, "calibration.tsv", ["people", "cases", "predicted", "observed", "low", "high"], bins.Select(bin => new object?[] { bin.People, bin.Cases, bin.Predicted, bin.Observed, bin.Low, bin.High }));
            WriteTable(output, "roc.tsv", ["false_positive_rate", "sensitivity"], curve.Select((value, step) => new object?[] { step / 100.0, value }));
        }

        WriteTable(output, "measures.tsv", ["measure", "value", "low", "high"], result.Measures.Select(measure => new object?[] { measure.Name, measure.Value, measure.Low, measure.High }));
        WriteTable(output, "folds.tsv", ["repeat", "fold", "people", result.Measures[0].Name, .. ofTrees ? ["trees", "depth", "learning_rate"] : new[] { "penalty", "l1_ratio" }], folds.Select(fold => (object?[])
        [
            fold.Repeat, fold.Name, fold.People, fold.Measure, .. ofTrees ? [fold.Chosen.Trees, fold.Chosen.Depth, fold.Chosen.Rate] : new object?[] { fold.Chosen.Penalty, fold.Chosen.L1Ratio },
        ]));
        WriteTable(output, ofTrees ? "importance.tsv" : "coefficients.tsv", ["trait", ofTrees ? "gain" : "coefficient", "sd", "chosen", "pattern"], features.Select(feature => new object?[] { feature.Name, feature.Coefficient, feature.Deviation, feature.Chosen, feature.Pattern }));
        if (!result.Permuted.IsEmpty)
        {
            WriteTable(output, "permutations.tsv", ["permutation", result.Statistic], result.Permuted.Select((value, m) => new object?[] { m + 1, value }));
        }

        int? cases = problem.IsBinary ? problem.Outcome.Count(value => value == 1) : null;
        JsonDocumentFile.Write(output, PredictionDocument.FileName, new PredictionDocument(
            problem.IsBinary,
            people.Case,
            problem.People,
            cases,
            people.Names.Length,
            [.. folds],
            result.Measures,
            result.Statistic,
            result.Permuted,
            result.P,
            [.. features.OrderByDescending(feature => double.IsNaN(feature.Pattern) ? -1 : Math.Abs(feature.Pattern)).ThenBy(feature => feature.Name, StringComparer.Ordinal)],
            [.. bins],
            [.. curve]));
        output.SetValue("people", problem.People);
        output.SetValue("features", people.Names.Length);
        output.SetValue("cases", cases ?? double.NaN);

        // What a study may ask of either kind of outcome is there, and no number where it has no meaning.
        foreach (var name in Values)
        {
            output.SetValue(name, result.Measures.FirstOrDefault(measure => measure.Name == name)?.Value ?? double.NaN);
        }

        output.SetValue("p", result.P);
    }

    private static void WritePredictions(ArtifactDraft output, PredictedPeople people, PredictionResult result)
    {
        var problem = people.Problem;
        var (beside, corrected) = (result.Repeats[0].Covariates is not null, result.Repeats[0].Corrected is not null);
        string[] names =
        [
            .. people.Families is null ? ["id"] : new[] { "family", "id" },
            "repeat",
            "fold",
            "outcome",
            "predicted",
            .. beside ? ["covariates"] : Array.Empty<string>(),
            .. corrected ? ["gap", "corrected_gap"] : Array.Empty<string>(),
        ];
        WriteTable(output, PredictionsName, names, result.Repeats.SelectMany((repeat, r) => Enumerable.Range(0, problem.People).Select(i =>
        {
            List<object?> row = [.. people.Families is null ? [people.Ids[i]] : new[] { people.Families[i], people.Ids[i] }, r + 1, repeat.Folds.Names[repeat.Folds.Outer[i]], repeat.Truth[i], repeat.Predicted[i]];
            if (beside)
            {
                row.Add(repeat.Covariates![i]);
            }

            if (corrected)
            {
                row.Add(repeat.Predicted[i] - repeat.Truth[i]);
                row.Add(repeat.Corrected![i]);
            }

            return row.ToArray();
        })));
    }

    private static PredictionFeature Feature(string name, int index, PredictionResult result)
    {
        double[] values = [.. result.Fits.Select(fit => fit.Coefficients[index])];
        var mean = values.Average();
        var deviation = values.Length < 2 ? double.NaN : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return new PredictionFeature(name, mean, deviation, values.Count(value => value != 0) / (double)values.Length, result.Patterns[index]);
    }

    private static void WriteTable(ArtifactDraft output, string name, string[] columns, IEnumerable<object?[]> rows)
    {
        using var stream = output.Create(name);
        using var table = new TsvWriter(stream, columns);
        foreach (var row in rows)
        {
            table.WriteRow(row);
        }
    }
}
