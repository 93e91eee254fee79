using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.PublishedStatistics;
using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Genetics.Published;

/// <summary>Computes what rows of published summary statistics leave out, and counts what is remarkable about them.</summary>
/// <param name="hasEffects">Whether the file says effects; else z stands in the place of effects, with a standard error of 1.</param>
/// <param name="people">People where a row does not say; null where that is not known.</param>
/// <param name="placeOf">Tells the place of a variant by its name; null where nothing does.</param>
/// <param name="isPossible">Whether a chromosome reaches to a position in some build; null where nothing tells.</param>
internal sealed class PublishedCompletion(
    bool hasEffects, int? people, Func<string, (string Chromosome, int Position)?>? placeOf, Func<string, int, bool>? isPossible)
{
    private const double ToleratedDifference = 0.1;

    /// <summary>Effects and standard errors beyond this, or below its inverse, are none; their squares and sums of these are numbers.</summary>
    private const double LargestEffect = 1e30;

    /// <summary>z beyond this is of no study: its P would be 1e-217000000.</summary>
    private const double LargestZ = 31_622;

    /// <summary>Rows whose standard error was computed from effect and P.</summary>
    public long ComputedErrors { get; private set; }

    /// <summary>Rows whose P was 0 and was computed from effect and standard error.</summary>
    public long ZeroP { get; private set; }

    /// <summary>Rows that have effect, standard error and P.</summary>
    public long Compared { get; private set; }

    /// <summary>Of these rows those whose P does not follow from the others.</summary>
    public long Contradictory { get; private set; }

    /// <summary>The first such line; 0 where there is none.</summary>
    public long FirstContradictory { get; private set; }

    /// <summary>Rows with an effect of at most 0.</summary>
    public long NotPositive { get; private set; }

    /// <summary>Completes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="reason">Why it is left out, where nothing is returned.</param>
    public PublishedResult? Complete(PublishedRow row, out LeftOutReason reason)
    {
        reason = LeftOutReason.OtherTest;
        if (!row.IsAdditive)
        {
            return null;
        }

        reason = LeftOutReason.AllelesUnknown;
        if (!IsAllele(row.EffectAllele) || !IsAllele(row.OtherAllele) || row.EffectAllele == row.OtherAllele)
        {
            return null;
        }

        reason = LeftOutReason.NoPlace;
        var (chromosome, position) = (row.Chromosome, row.Position);
        if ((chromosome.Length == 0 || position <= 0) && (PlaceIn(row.Id) ?? PlaceIn(row.OtherId)) is var (named, at))
        {
            (chromosome, position) = (named, at);
        }

        if (chromosome.Length == 0 || position <= 0)
        {
            return null;
        }

        reason = LeftOutReason.Impossible;
        if (isPossible?.Invoke(chromosome, position) == false)
        {
            return null;
        }

        if (Estimate(row, out reason) is not var (beta, error, negLog10P))
        {
            return null;
        }

        reason = LeftOutReason.OutOfRange;
        if (!(Math.Abs(beta) <= LargestEffect) || !(error is >= 1 / LargestEffect and <= LargestEffect) || !(Math.Abs(beta / error) <= LargestZ) || !(negLog10P <= LargestZ * LargestZ))
        {
            return null;
        }

        var frequency = row.Frequency is >= 0 and <= 1 ? row.Frequency : double.NaN;
        var number = row.People is > 0 and <= int.MaxValue ? (int)Math.Round(row.People) : people ?? 0;
        NotPositive += beta <= 0 ? 1 : 0;
        var id = row.Id.Length > 0 ? row.Id : string.Create(CultureInfo.InvariantCulture, $"{chromosome}:{position}:{row.OtherAllele}:{row.EffectAllele}");
        return new PublishedResult(
            chromosome, position, id, row.EffectAllele, row.OtherAllele, frequency, beta, error, negLog10P, number, row.ImputationQuality, row.Line);
    }

    private (double Beta, double StandardError, double NegLog10P)? Estimate(PublishedRow row, out LeftOutReason reason)
    {
        reason = LeftOutReason.NoP;
        if (row.NegLog10P < 0)
        {
            return null;
        }

        reason = LeftOutReason.NoEffect;
        if (!hasEffects)
        {
            return double.IsNaN(row.Z) ? null : (row.Z, 1, double.IsFinite(row.NegLog10P) ? row.NegLog10P : Normal.NegLog10TwoSided(row.Z));
        }

        var beta = double.IsNaN(row.Effect) && row.Ratio > 0 ? Math.Log(row.Ratio) : row.Effect;
        if (double.IsNaN(beta))
        {
            return null;
        }

        reason = LeftOutReason.NoStandardError;
        var error = row.StandardError;
        if (!double.IsNaN(error))
        {
            if (!(error > 0))
            {
                return null;
            }

            return (beta, error, PBeside(row, Normal.NegLog10TwoSided(beta / error)));
        }

        // What P says of the ratio of effect and error, else z.
        var ratio = row.NegLog10P > 0 && double.IsFinite(row.NegLog10P) ? Normal.TwoSidedZ(row.NegLog10P) : Math.Abs(row.Z);
        error = Math.Abs(beta) / ratio;
        if (!(error > 0) || !double.IsFinite(error))
        {
            return null;
        }

        ComputedErrors++;
        return (beta, error, double.IsFinite(row.NegLog10P) ? row.NegLog10P : Normal.NegLog10TwoSided(ratio));
    }

    /// <summary>The stated P where there is one that a double or its logarithm holds, else that of effect and error.</summary>
    private double PBeside(PublishedRow row, double computed)
    {
        if (!double.IsFinite(row.NegLog10P))
        {
            ZeroP += double.IsPositiveInfinity(row.NegLog10P) ? 1 : 0;
            return computed;
        }

        Compared++;
        if (Math.Abs(computed - row.NegLog10P) > ToleratedDifference * (1 + row.NegLog10P))
        {
            Contradictory++;
            FirstContradictory = FirstContradictory == 0 ? row.Line : FirstContradictory;
        }

        return row.NegLog10P;
    }

    /// <summary>The place that a name says, as in <c>22:17300000:A:G</c> or <c>chr22_17300000_A_G</c>, or that the study's genotypes know.</summary>
    private (string Chromosome, int Position)? PlaceIn(string id)
    {
        if (placeOf?.Invoke(id) is { } known)
        {
            return known;
        }

        var parts = id.Split(':', '_', '-');
        if (parts.Length < 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position <= 0)
        {
            return null;
        }

        var chromosome = Chromosome.Normalise(parts[0]);
        return Chromosome.IsAutosome(chromosome) || chromosome is "X" or "Y" or "XY" or "MT" ? (chromosome, position) : null;
    }

    private static bool IsAllele(string text) => text is "I" or "D" || (text.Length > 0 && text.AsSpan().IndexOfAnyExcept("ACGTN") < 0);
}
