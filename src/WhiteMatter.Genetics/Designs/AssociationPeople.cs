using System.Collections.Immutable;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Traits;

namespace WhiteMatter.Genetics.Designs;

/// <summary>
/// The people of an association: those of a cohort with genotypes, at least one trait and every covariate, joined by identifier and
/// never by row, in the order of the genotype file.
/// </summary>
/// <param name="SampleIndex">Each person's row of the .fam file, ascending.</param>
/// <param name="TraitRow">Each person's row of the traits.</param>
/// <param name="CovariateRow">Each person's row of the covariates' table.</param>
/// <param name="Flow">How many were lost at which stage.</param>
/// <param name="Match">How identifiers were found among the genotypes.</param>
public sealed record AssociationPeople(
    int[] SampleIndex, int[] TraitRow, int[] CovariateRow, ImmutableArray<PeopleFlow> Flow, PeopleMatch Match)
{
    /// <summary>Joins.</summary>
    /// <param name="ids">The cohort's people.</param>
    /// <param name="families">Their families, or null.</param>
    /// <param name="samples">The genotype file's people.</param>
    /// <param name="traits">The traits.</param>
    /// <param name="covariates">The table of the covariates.</param>
    /// <param name="covariateColumns">The columns that must not be missing.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">An identifier stands for several people of the genotype file.</exception>
    public static AssociationPeople Join(
        IReadOnlyList<string> ids,
        IReadOnlyList<string>? families,
        FamFile samples,
        TraitMatrix traits,
        PeopleTable covariates,
        IReadOnlyList<string> covariateColumns)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(traits);
        ArgumentNullException.ThrowIfNull(covariates);
        ArgumentNullException.ThrowIfNull(covariateColumns);
        var flow = ImmutableArray.CreateBuilder<PeopleFlow>();
        var match = PeopleMatch.Find(ids, families, samples);
        var left = new List<Person>(match.Matched);
        var traitRows = RowsOf(traits);
        for (var i = 0; i < ids.Count; i++)
        {
            if (match.GenotypeIndex[i] >= 0)
            {
                var row = traitRows.GetValueOrDefault((traits.Families is null ? string.Empty : families?[i] ?? string.Empty, ids[i]), -1);
                left.Add(new Person(match.GenotypeIndex[i], row, covariates.FindRow(ids[i], families?[i])));
            }
        }

        flow.Add(new PeopleFlow("genotypes", ids.Count, left.Count, "they have no genotypes"));
        Narrow("traits", "every trait is missing", person => person.Trait >= 0 && HasTrait(traits, person.Trait));
        Narrow("covariate table", "they are not in the table of the covariates", person => person.Covariate >= 0);
        foreach (var name in covariateColumns)
        {
            var column = covariates[name];
            Narrow($"covariate {name}", $"{name} is missing", person => !column.IsMissing(person.Covariate));
        }

        left.Sort(static (a, b) => a.Sample.CompareTo(b.Sample));
        return new AssociationPeople(
            [.. left.Select(person => person.Sample)],
            [.. left.Select(person => person.Trait)],
            [.. left.Select(person => person.Covariate)],
            flow.ToImmutable(),
            match);

        void Narrow(string stage, string reason, Predicate<Person> stays)
        {
            var before = left.Count;
            left.RemoveAll(person => !stays(person));
            flow.Add(new PeopleFlow(stage, before, left.Count, reason));
        }
    }

    private static Dictionary<(string Family, string Id), int> RowsOf(TraitMatrix traits)
    {
        var rows = new Dictionary<(string, string), int>(traits.Ids.Length);
        for (var i = 0; i < traits.Ids.Length; i++)
        {
            rows.Add((traits.Families is { } families ? families[i] : string.Empty, traits.Ids[i]), i);
        }

        return rows;
    }

    private static bool HasTrait(TraitMatrix traits, int row)
    {
        foreach (var column in traits.Values)
        {
            if (!double.IsNaN(column[row]))
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct Person(int Sample, int Trait, int Covariate);
}
