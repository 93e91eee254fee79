using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Simulation;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Simulations;

/// <summary>
/// What a simulation planted: the file <c>truth.tsv</c> of its artifact. One row for each causal variant, or column, and region.
/// <c>variance</c> is the share of the region's variance in the genotyped people before voxel noise; of several variants of one effect
/// each has its own, and they add up to the effect's but for what the variants are correlated. <c>beta</c> is in units of FA: per copy
/// of the effect allele, per year of age, of men against women, or of a site against the one before. Rows of columns have no variant.
/// </summary>
internal static class TruthTable
{
    public const string FileName = "truth.tsv";

    public static IReadOnlyList<string> Columns { get; } =
    [
        "effect", "variant", "chromosome", "position", "effect_allele", "other_allele", "effect_allele_frequency", "region", "direction",
        "variance", "beta",
    ];

    public static void Write(PlantedEffects planted, Atlas atlas, BimFile variants, ArtifactDraft draft)
    {
        using var stream = draft.Create(FileName);
        using var table = new TsvWriter(stream, Columns);
        foreach (var effect in planted.Effects)
        {
            foreach (var region in effect.Regions)
            {
                var loading = effect.Loadings[region];
                var (variant, chromosome, position, effectAllele, otherAllele, frequency) = Naming(effect, variants);
                table.WriteRow(
                    effect.Name,
                    variant,
                    chromosome,
                    position,
                    effectAllele,
                    otherAllele,
                    frequency,
                    atlas.Regions[region].Name,
                    Math.Sign(loading),
                    loading * loading,
                    loading * RegionModel.StandardDeviation / effect.Deviation);
            }
        }
    }

    private static (object, object, object, object, object, object) Naming(PlantedEffect effect, BimFile variants)
    {
        if (effect.Variant is not { } variant)
        {
            return ("", "", "", "", "", "");
        }

        var index = variant.Index;
        return (
            variants.Id(index),
            variants.ChromosomeOf(index),
            variants.Position(index),
            variants.Allele1(index),
            variants.Allele2(index),
            variant.Counts.A1Frequency);
    }
}
