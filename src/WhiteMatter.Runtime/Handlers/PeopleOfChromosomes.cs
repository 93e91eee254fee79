using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Designs;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Which variants are of X, Y and MT, and the sex of the people who are tested for them.</summary>
internal static class PeopleOfChromosomes
{
    /// <summary>Reads them; null where a range has none.</summary>
    /// <param name="genotypes">The artifact of the genotypes.</param>
    /// <param name="design">The people.</param>
    /// <param name="first">The first variant of the range.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static SexChromosomes? Read(Artifact genotypes, AssociationDesign design, long first, long count, CancellationToken cancellationToken)
    {
        var runs = PloidyRuns.Read(genotypes.PathOf(GenotypeSet.VariantsName), cancellationToken);
        if (!runs.Any(run => run.First < first + count && first < run.First + run.Count))
        {
            return null;
        }

        var samples = GenotypeSet.Samples(genotypes, genotypes.PathOf(GenotypeSet.SamplesName), cancellationToken);
        return new SexChromosomes(runs, [.. design.SampleIndex.Select(row => samples.People[row].Sex)]);
    }
}
