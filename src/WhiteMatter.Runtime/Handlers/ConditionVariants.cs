using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Designs;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>The dosages of the variants that an association is conditioned on, as covariates of its people.</summary>
internal static class ConditionVariants
{
    /// <summary>Leaves out the people who lack one of the genotypes, and gives the copies of A1 of the others.</summary>
    /// <returns>The people who have all of them, and a column for each variant.</returns>
    public static (AssociationPeople People, IReadOnlyList<double[]> Columns) Read(
        StepContext<DesignParameters> context, AssociationPeople people, CancellationToken cancellationToken)
    {
        var names = context.Parameters.Condition;
        if (names.IsEmpty)
        {
            return (people, []);
        }

        var genotypes = context.Input("genotypes");
        var places = Find(names, genotypes.PathOf(GenotypeSet.VariantsName), context.Step.Declaration, cancellationToken);
        using var source = GenotypeSet.Open(genotypes, context.PathsOf(context.Parameters.Genotypes), context.Cores);
        var columns = places.Select(place => Copies(source, place, people.SampleIndex)).ToArray();
        var flow = people.Flow.ToBuilder();
        var kept = Enumerable.Range(0, people.SampleIndex.Length).ToList();
        for (var c = 0; c < columns.Length; c++)
        {
            var before = kept.Count;
            kept.RemoveAll(i => double.IsNaN(columns[c][i]));
            flow.Add(new PeopleFlow($"genotype of {names[c]}", before, kept.Count, $"they have no genotype of {names[c]}"));
        }

        var left = people with
        {
            SampleIndex = [.. kept.Select(i => people.SampleIndex[i])],
            TraitRow = [.. kept.Select(i => people.TraitRow[i])],
            CovariateRow = [.. kept.Select(i => people.CovariateRow[i])],
            Flow = flow.ToImmutable(),
        };
        return (left, [.. columns.Select(column => kept.Select(i => column[i]).ToArray())]);
    }

    /// <summary>The row of each variant, in one reading of the list.</summary>
    private static int[] Find(IReadOnlyList<string> names, string bim, string declaration, CancellationToken cancellationToken)
    {
        var found = new int[names.Count];
        var counts = new int[names.Count];
        var wanted = names.Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => entry.i, StringComparer.Ordinal);
        var row = 0;
        foreach (var line in File.ReadLines(bim).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            var id = line.AsSpan().TrimStart(" \t");
            id = id[id.IndexOfAny(" \t")..].TrimStart(" \t");
            id = id[..id.IndexOfAny(" \t")];
            if (wanted.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out var variant))
            {
                found[variant] = row;
                counts[variant]++;
            }

            if (row++ % 100_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                throw new RunFailureException(ChromosomeCodes.VariantUnknown, declaration, names[i]);
            }

            if (counts[i] > 1)
            {
                throw new RunFailureException(ChromosomeCodes.VariantAmbiguous, declaration, WholeNumber.Text(counts[i]), names[i]);
            }
        }

        return found;
    }

    private static double[] Copies(GenotypeSource source, int variant, int[] sampleIndex)
    {
        if (source.HasDosages)
        {
            var dosages = new ushort[source.PersonCount];
            source.ReadDosages(variant, 1, dosages);
            return [.. sampleIndex.Select(row => dosages[row] == GenotypeSource.MissingDosage ? double.NaN : dosages[row] / (double)GenotypeSource.DosagePerCopy)];
        }

        var calls = new byte[source.BytesPerVariant];
        source.ReadCalls(variant, 1, calls);
        return [.. sampleIndex.Select(row => ((calls[row / 4] >> (2 * (row % 4))) & 3) switch { 0 => 2.0, 1 => double.NaN, 2 => 1.0, _ => 0.0 })];
    }
}
