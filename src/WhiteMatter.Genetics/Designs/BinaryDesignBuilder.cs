using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Designs;

/// <summary>Makes the design of binary traits: cases are 1, controls 0, and nothing is residualised.</summary>
public static class BinaryDesignBuilder
{
    /// <summary>Makes the design. A trait has two values in its people; the greater is that of cases.</summary>
    /// <param name="people">The people.</param>
    /// <param name="fileSamples">Samples of the genotype file.</param>
    /// <param name="basis">An orthonormal basis of the covariates.</param>
    /// <param name="traits">The traits, in their own order of people.</param>
    /// <exception cref="DesignException">Nobody is left, or a trait has one value or more than two.</exception>
    public static (AssociationDesign Design, ImmutableArray<TraitSummary> Traits) Build(
        AssociationPeople people, int fileSamples, OrthonormalBasis basis, TraitMatrix traits)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(traits);
        var n = people.SampleIndex.Length;
        if (n == 0)
        {
            throw new DesignException(DesignProblem.NobodyLeft, string.Empty, 0, basis.Rank);
        }

        var k = traits.Names.Length;
        var outcomes = new double[checked(n * k)];
        var missing = new byte[checked(n * k)];
        var summaries = ImmutableArray.CreateBuilder<TraitSummary>(k);
        for (var t = 0; t < k; t++)
        {
            var column = traits.Values[t];
            summaries.Add(Code(
                traits.Names[t], [.. people.TraitRow.Select(row => column[row])], basis.Rank, outcomes.AsSpan(t * n, n), missing.AsSpan(t * n, n)));
        }

        var design = new AssociationDesign(
            fileSamples, people.SampleIndex, basis.Rank, basis.Values, [.. traits.Names], outcomes, missing.Contains((byte)1) ? missing : []);
        return (design, summaries.MoveToImmutable());
    }

    private static TraitSummary Code(string name, double[] values, int rank, Span<double> outcomes, Span<byte> missing)
    {
        double[] levels = [.. values.Where(value => !double.IsNaN(value)).Distinct().Order().Take(6)];
        var present = values.Count(value => !double.IsNaN(value));
        switch (levels.Length)
        {
            case 0:
                throw new DesignException(DesignProblem.TraitMissing, name, values.Length, rank);
            case 1:
                throw new DesignException(DesignProblem.TraitConstant, name, present, rank);
            case > 2:
                var some = string.Join(", ", levels.Take(5).Select(level => level.ToString("R", CultureInfo.InvariantCulture)));
                throw new DesignException(DesignProblem.TraitNotBinary, name, present, rank) { Values = levels.Length > 5 ? some + ", …" : some };
        }

        if (present - rank - 1 < 1)
        {
            throw new DesignException(DesignProblem.TooFewPeople, name, present, rank);
        }

        var cases = 0;
        for (var i = 0; i < values.Length; i++)
        {
            missing[i] = double.IsNaN(values[i]) ? (byte)1 : (byte)0;
            outcomes[i] = values[i] == levels[1] ? 1 : 0;
            cases += values[i] == levels[1] ? 1 : 0;
        }

        var share = cases / (double)present;
        var deviation = Math.Sqrt(share * (1 - share) * present / (present - 1));
        return new TraitSummary(name, present, values.Length - present, share, deviation, deviation, cases);
    }
}
