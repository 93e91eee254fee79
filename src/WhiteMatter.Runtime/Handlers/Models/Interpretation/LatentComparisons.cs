using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics.Distributions;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Runtime.Handlers.Models.Interpretation;

/// <summary>
/// Holds people's latents against other traits of theirs: the correlation of each pair, with P by Student's t, and of each set of traits its
/// canonical correlations with all latents together.
/// </summary>
internal sealed class LatentComparisons
{
    public const string CorrelationsName = "correlations.tsv";
    public const string CanonicalName = "canonical.tsv";
    public const string ComparisonsName = "comparisons.tsv";

    private const string Role = "against";
    private const int FewestOfPair = 3;

    // What rounding leaves of a correlation of 1.
    private const double LeastUnexplained = 1e-15;

    private readonly StepContext<InterpretationParameters> _context;
    private readonly double[][] _latents;
    private readonly string[] _names;
    private readonly Func<IEnumerable<(string Name, IReadOnlyList<string> Traits, double[][] Values)>> _read;

    /// <summary>Takes the latents.</summary>
    /// <param name="context">The step.</param>
    /// <param name="volumes">The images, which know their people.</param>
    /// <param name="rows">Whose latents they are, by the rows of the images.</param>
    /// <param name="latents">Each person's latents.</param>
    /// <param name="chosen">Which of them, 0-based.</param>
    public LatentComparisons(StepContext<InterpretationParameters> context, StoredVolumes volumes, int[] rows, double[][] latents, int[] chosen)
    {
        _context = context;
        _latents = [.. chosen.Select(latent => Array.ConvertAll(latents, person => person[latent]))];
        _names = [.. chosen.Select(latent => EncodingHandler.LatentName(latent + 1))];
        _read = () => TraitsOf(context, Role, volumes, rows);
    }

    /// <summary>The phenotypes of a role, each with its name and for each trait the values of people, NaN where they have none.</summary>
    /// <param name="context">The step.</param>
    /// <param name="role">Of the inputs, before their number.</param>
    /// <param name="volumes">The images, which know their people.</param>
    /// <param name="rows">The people, by the rows of the images.</param>
    internal static IEnumerable<(string Name, IReadOnlyList<string> Traits, double[][] Values)> TraitsOf(
        StepContext<InterpretationParameters> context, string role, StoredVolumes volumes, int[] rows)
    {
        foreach (var input in context.Step.Inputs.Where(input => input.Role.StartsWith(role, StringComparison.Ordinal)))
        {
            TraitMatrix traits;
            using (var stream = context.Input(input.Role).OpenRead(TraitsHandler.FileName))
            {
                traits = TraitMatrix.Read(stream);
            }

            var places = Match(volumes, rows, traits);
            yield return (
                context.Plan.Find(input.StepId)!.Declaration,
                traits.Names,
                [.. traits.Values.Select(column => Array.ConvertAll(places, row => row < 0 ? double.NaN : column[row]))]);
        }
    }

    /// <summary>Writes the tables; none where the latents are held against nothing.</summary>
    public void Write()
    {
        if (_context.Step.Inputs.All(input => !input.Role.StartsWith(Role, StringComparison.Ordinal)))
        {
            return;
        }

        var output = _context.Output;
        using var correlationStream = output.Create(CorrelationsName);
        using var correlations = new TsvWriter(correlationStream, ["latent", "with", "trait", "people", "r", "neg_log10_p"]);
        var canonical = new List<(string Name, int Rank, double R)>();
        using var comparisonStream = output.Create(ComparisonsName);
        using var comparisons = new TsvWriter(
            comparisonStream, ["with", "traits", "people", "latents_rank", "traits_rank", "mean_square", "chance", "adjusted"]);
        foreach (var (name, names, values) in _read())
        {
            WritePairs(correlations, name, names, values);
            WriteTogether(canonical, comparisons, name, values);
        }

        if (canonical.Count > 0)
        {
            using var stream = output.Create(CanonicalName);
            using var table = new TsvWriter(stream, ["with", "rank", "r"]);
            foreach (var (name, rank, r) in canonical)
            {
                table.WriteRow(name, rank, r);
            }
        }
    }

    private void WritePairs(TsvWriter table, string name, IReadOnlyList<string> traits, double[][] values)
    {
        for (var latent = 0; latent < _latents.Length; latent++)
        {
            for (var trait = 0; trait < values.Length; trait++)
            {
                var (r, people) = Correlation(_latents[latent], values[trait]);
                var p = people < FewestOfPair || double.IsNaN(r) ? double.NaN : -StudentT.Log10TwoSidedP(r * Math.Sqrt((people - 2) / Math.Max(1 - (r * r), LeastUnexplained)), people - 2);
                table.WriteRow(_names[latent], name, traits[trait], people, r, p);
            }
        }
    }

    private void WriteTogether(List<(string Name, int Rank, double R)> canonical, TsvWriter comparisons, string name, double[][] values)
    {
        int[] complete = [.. Enumerable.Range(0, _latents[0].Length).Where(person => values.All(column => double.IsFinite(column[person])))];
        double[] Of(double[] column) => Array.ConvertAll(complete, person => column[person]);
        if (complete.Length > 0 && CanonicalCorrelations.Of([.. _latents.Select(Of)], [.. values.Select(Of)]) is { } found)
        {
            for (var rank = 0; rank < found.Values.Length; rank++)
            {
                canonical.Add((name, rank + 1, found.Values[rank]));
            }

            comparisons.WriteRow(name, values.Length, complete.Length, found.FirstRank, found.SecondRank, found.MeanSquare, found.Chance, found.Adjusted);
            return;
        }

        _context.Report(
            InterpretationCodes.TooFewInCommon,
            _context.Step.Declaration,
            WholeNumber.Text(complete.Length),
            name,
            WholeNumber.Text(_latents.Length),
            WholeNumber.Text(values.Length));
        comparisons.WriteRow(name, values.Length, complete.Length, _latents.Length, values.Length, double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Pearson's correlation over the people who have both; NaN where one of them does not vary.</summary>
    private static (double R, int People) Correlation(double[] first, double[] second)
    {
        int[] both = [.. Enumerable.Range(0, first.Length).Where(person => double.IsFinite(first[person]) && double.IsFinite(second[person]))];
        if (both.Length == 0)
        {
            return (double.NaN, 0);
        }

        var (meanFirst, meanSecond) = (both.Average(person => first[person]), both.Average(person => second[person]));
        var (product, squareFirst, squareSecond) = (0.0, 0.0, 0.0);
        foreach (var person in both)
        {
            var (a, b) = (first[person] - meanFirst, second[person] - meanSecond);
            product += a * b;
            squareFirst += a * a;
            squareSecond += b * b;
        }

        return (squareFirst > 0 && squareSecond > 0 ? Math.Clamp(product / Math.Sqrt(squareFirst * squareSecond), -1, 1) : double.NaN, both.Length);
    }

    /// <summary>The row of each interpreted person among the traits' people, −1 of those who are not there. Families count where both have them.</summary>
    private static int[] Match(StoredVolumes volumes, int[] rows, TraitMatrix traits)
    {
        var families = volumes.Families is not null && traits.Families is not null;
        var places = new Dictionary<(string? Family, string Id), int>(traits.Ids.Length);
        for (var place = 0; place < traits.Ids.Length; place++)
        {
            places.TryAdd((families ? traits.Families!.Value[place] : null, traits.Ids[place]), place);
        }

        return Array.ConvertAll(rows, row => places.GetValueOrDefault((families ? volumes.Families!.Value[row] : null, volumes.Ids[row]), -1));
    }
}
