using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Genotypes;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Makes the filter of variants that a <c>keep</c> asks for.</summary>
internal static class VariantPredicate
{
    /// <summary>
    /// Compiles a predicate over <c>maf mac missing hwe_p info chromosome position</c> for the variants that the genotypes' lists keep; null where all are kept.
    /// </summary>
    /// <param name="keep">The predicate; null for none.</param>
    /// <param name="genotypes">The artifact of the genotypes.</param>
    /// <param name="variants">Reads the variants, asked for only when the predicate needs them.</param>
    /// <param name="stepValue">Gives a value that a step's artifact states.</param>
    public static VariantFilter? Compile(
        PlanExpression? keep, Artifact genotypes, Func<BimFile> variants, Func<string, string, double> stepValue)
    {
        var chosen = ChosenVariants.Read(genotypes);
        if (keep is null)
        {
            return chosen is null ? null : new VariantFilter(facts => chosen[facts.Index], NeedsHardyWeinberg: false) { MayKeep = variant => chosen[variant] };
        }

        // Imputation quality is missing in a file without dosages.
        var hasDosages = GenotypeSet.Dosages(genotypes);
        var table = new Lazy<BimFile>(variants);
        var compiler = new ExpressionCompiler<VariantFacts>(name => Column(name, table, hasDosages), stepValue);
        var condition = compiler.Compile(keep);
        Func<VariantFacts, Cell>[] places = [.. Conjuncts(keep).Where(IsOfPlaces).Select(compiler.Compile)];
        var columns = ExpressionColumns.Of(keep);
        return new VariantFilter(facts => (chosen is null || chosen[facts.Index]) && condition(facts).Truth == true, columns.Contains("hwe_p"))
        {
            NeedsQuality = columns.Contains("info"),
            MayKeep = chosen is null && places.Length == 0
                ? null
                : variant => (chosen is null || chosen[variant])
                    && Array.TrueForAll(places, place => place(new VariantFacts(variant, default, double.NaN, double.NaN)).Truth == true),
        };
    }

    /// <summary>The conditions that all have to hold.</summary>
    private static IEnumerable<PlanExpression> Conjuncts(PlanExpression condition) =>
        condition is BinaryExpression { Operation: BinaryOperation.And } both ? Conjuncts(both.Left).Concat(Conjuncts(both.Right)) : [condition];

    /// <summary>Whether a condition asks for chromosome and position alone, so that no genotype is needed.</summary>
    private static bool IsOfPlaces(PlanExpression condition) =>
        ExpressionColumns.Of(condition) is { Count: > 0 } columns && columns.All(column => column is "chromosome" or "position");

    private static Func<VariantFacts, Cell> Column(string name, Lazy<BimFile> variants, Func<long, bool> hasDosages)
    {
        switch (name)
        {
            case "maf":
                return facts => Cell.Of(facts.Counts.MinorAlleleFrequency);
            case "mac":
                return facts => Cell.Of(facts.Counts.MinorAlleleCount);
            case "missing":
                return facts => Cell.Of(facts.Counts.MissingRate);
            case "hwe_p":
                return facts => Cell.Of(facts.HardyWeinbergP);
            case "info":
                return facts => hasDosages(facts.Index) ? Cell.Of(facts.ImputationQuality) : Cell.Missing;
            case "position":
                var positions = variants.Value;
                return facts => Cell.Of(positions.Position((int)facts.Index));
            case "chromosome":
                var names = variants.Value;
                Cell[] cells = [.. names.Chromosomes.Select(ChromosomeCell)];
                return facts => cells[names.ChromosomeIndex((int)facts.Index)];
            default:
                throw new RunFailureException(DataFileCodes.PredicateTypes, $"Variants have no '{name}' here.");
        }
    }

    /// <summary>A chromosome's name, ordered as PLINK numbers human chromosomes: X 23, Y 24, XY 25, MT 26.</summary>
    private static Cell ChromosomeCell(string name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return Cell.Of((double)number);
        }

        var order = Array.IndexOf(["X", "Y", "XY", "MT"], name);
        return new Cell(CellKind.Text, order < 0 ? 27 : 23 + order, name);
    }
}
