using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Predictions;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on a prediction.</summary>
internal static class PredictionPages
{
    private const int TraitsShown = 20;

    public static PredictionReport Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var parameters = (PredictionParameters)step.Parameters;
        var artifact = material.ArtifactOf(step);
        var found = JsonDocumentFile.Read<PredictionDocument>(artifact, PredictionDocument.FileName);
        ImmutableArray<double> truth = [], predicted = [];
        if (!found.IsClass)
        {
            var columns = DelimitedTable.Read(
                artifact.PathOf(PredictionTables.PredictionsName),
                [.. new[] { "repeat", "outcome", "predicted" }.Select(name => new ColumnRequest(name, ColumnReading.Numeric))],
                new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["NA"] },
                cancellationToken);
            var repeat = ((NumericColumn)columns[0]).Values;
            ImmutableArray<double> First(int column) => [.. ((NumericColumn)columns[column]).Values.Where((_, i) => repeat[i] == 1)];
            (truth, predicted) = (First(1), First(2));
        }

        var measure = found.Measures.First(measure => measure.Name == found.Statistic);
        return new PredictionReport
        {
            Name = step.Declaration,
            Description = material.DocOf(step),
            Outcome = parameters.Outcome,
            Case = found.Case,
            Method = Method(parameters, found),
            People = found.People,
            Cases = found.Cases,
            Features = found.Features,
            Measures = [.. found.Measures.Select(own => new PredictionMeasure(Words(own.Name), own.Value, own.Low, own.High))],
            Statistic = Words(found.Statistic),
            Found = measure.Value,
            IsOfTrees = parameters.Learner is BoostedTreesLearnerSettings,
            Permuted = found.Permuted,
            P = found.P,
            Truth = truth,
            Predicted = predicted,
            Calibration = [.. found.Calibration.Select(bin => new PredictionBin(bin.People, bin.Cases, bin.Predicted, bin.Low, bin.High))],
            Roc = found.Roc,
            Sites = parameters.FoldBy is null ? [] : [.. found.Folds.Where(fold => fold.Repeat == 1).Select(fold => new PredictionSite(fold.Name, fold.People, fold.Measure) { Cases = fold.Cases })],
            Traits = [.. (parameters.Learner is BoostedTreesLearnerSettings ? found.Traits.OrderByDescending(trait => trait.Coefficient) : found.Traits.AsEnumerable()).Take(TraitsShown).Select(trait => new PredictionTrait(trait.Name, trait.Coefficient, trait.Deviation, trait.Chosen, trait.Pattern))],
        };
    }

    private static string Method(PredictionParameters parameters, PredictionDocument found)
    {
        var isOfTrees = parameters.Learner is BoostedTreesLearnerSettings;
        var learner = (parameters.Learner, found.IsClass) switch
        {
            (RidgeLearnerSettings, false) => "ridge regression",
            (RidgeLearnerSettings, true) => "logistic regression with a ridge penalty",
            (BoostedTreesLearnerSettings trees, _) => $"gradient-boosted trees ({trees.Library})",
            (_, false) => "the elastic net",
            _ => "logistic regression with an elastic net penalty",
        };
        var folds = parameters.FoldBy is { } by ? $"each value of {by} was left out in turn" : $"people were dealt to {WholeNumber.Text(parameters.Folds)} folds, each left out in turn";
        var repeats = parameters.Repeats > 1 ? $", {WholeNumber.Text(parameters.Repeats)} times" : "";
        var groups = parameters.Group is { } group ? $" People of one {group} stayed together." : "";
        var covariates = parameters.Formula is EmptyFormula ? "" : parameters.Place switch
        {
            CovariatePlace.Features => $" Covariates ({parameters.FormulaText}) were taken out of the traits.",
            CovariatePlace.Outcome => $" Covariates ({parameters.FormulaText}) were taken out of the outcome: what they leave of it is predicted.",
            CovariatePlace.Both => $" Covariates ({parameters.FormulaText}) were taken out of the traits and of the outcome.",
            _ when isOfTrees => $" Covariates ({parameters.FormulaText}) predicted beside the traits: they were fitted first, as lines, and the trees learnt from the traits what they leave.",
            _ => $" Covariates ({parameters.FormulaText}) predicted beside the traits, without a penalty.",
        };
        var choice = (parameters.OneStandardError, isOfTrees) switch
        {
            (false, false) => "the penalty of the smallest loss",
            (true, false) => "the greatest penalty within one standard error of the best",
            (false, true) => "number and depth of the trees and the learning rate of the smallest loss",
            (true, true) => "depth of the trees and the learning rate of the smallest loss, and the fewest trees within one standard error of it",
        };
        if (isOfTrees)
        {
            return $"By {learner}: {folds}{repeats}; outside each fold {WholeNumber.Text(parameters.InnerFolds)} inner folds chose {choice}.{groups}{covariates} Coefficients of covariates and trees are those of the people learnt from.";
        }

        return $"By {learner}: {folds}{repeats}; outside each fold {WholeNumber.Text(parameters.InnerFolds)} inner folds chose {choice}.{groups}{covariates} Standardisation, coefficients of covariates and penalties are those of the people learnt from.";
    }

    private static string Words(string measure) => measure switch
    {
        "r2" => "R²",
        "r" => "Pearson’s r, within folds",
        "mae" => "Mean absolute error",
        "rmse" => "Root mean squared error",
        "calibration_intercept" => "Calibration intercept",
        "calibration_slope" => "Calibration slope",
        "bias_slope" => "Slope of predicted less true on the truth",
        "covariates_r2" => "R² of the covariates alone",
        "r2_gain" => "R² that the traits add",
        "auc" => "Area under the ROC curve, within folds",
        "balanced_accuracy" => "Balanced accuracy",
        "brier" => "Brier score",
        "log_loss" => "Logarithmic loss",
        "covariates_auc" => "Area of the covariates alone",
        "auc_gain" => "Area that the traits add",
        _ => measure,
    };
}
