using System.Collections.Immutable;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Joint;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>The tables of the artifact of a loci step: what their columns are, and how they are written.</summary>
internal static class LociTables
{
    /// <summary>The loci.</summary>
    public const string LociName = "loci.tsv";

    /// <summary>The members of the clumps.</summary>
    public const string ClumpsName = "clumps.tsv";

    /// <summary>The variants around the strongest loci.</summary>
    public const string RegionsName = "regions.tsv";

    /// <summary>The genes around the strongest loci; where the step has a table of genes.</summary>
    public const string RegionGenesName = "region-genes.tsv";

    /// <summary>What became of each causal variant; where the step has a truth.</summary>
    public const string TruthName = "truth.tsv";

    /// <summary>The columns of <see cref="LociName"/> of signed effects.</summary>
    public static ImmutableArray<string> SignedColumns { get; } =
    [
        "trait", "locus", "chromosome", "start", "end", "lead", "position", "effect_allele", "other_allele", "effect_allele_frequency",
        "n", "beta", "standard_error", "neg_log_10_p_value", "clumps", "leads", "variants",
    ];

    /// <summary>The columns of <see cref="LociName"/> of a joint test: no β, as its statistic has no sign.</summary>
    public static ImmutableArray<string> JointColumns { get; } =
    [
        "trait", "locus", "chromosome", "start", "end", "lead", "position", "effect_allele", "other_allele", "effect_allele_frequency",
        "n", "statistic", "df", "driving_trait", "neg_log_10_p_value", "clumps", "leads", "variants",
    ];

    /// <summary>The columns of <see cref="TruthName"/>: of the locus that holds the variant, with r² and base pairs between it and the locus's lead.</summary>
    public static ImmutableArray<string> TruthColumns { get; } =
        ["effect", "variant", "chromosome", "position", "in_reference", "found", "locus", "trait", "lead", "r2", "distance"];

    /// <summary>The columns of <see cref="RegionsName"/>: of every variant around a locus its P, and r² with the locus's lead.</summary>
    public static ImmutableArray<string> RegionColumns { get; } = ["locus", "variant", "position", "neg_log_10_p_value", "r2"];

    /// <summary>The columns of <see cref="RegionGenesName"/>.</summary>
    public static ImmutableArray<string> RegionGeneColumns { get; } = ["locus", "gene", "start", "end", "strand"];

    public static void WriteSigned(
        ArtifactDraft output, AssociationTableHeader header, BimFile variants, ImmutableArray<Locus> loci, LociNeighbours neighbours) =>
        WriteLoci(output, SignedColumns, header, variants, loci, neighbours, lead => [lead.Beta, lead.StandardError]);

    public static void WriteJoint(
        ArtifactDraft output, AssociationTableHeader header, BimFile variants, ImmutableArray<Locus> loci, LociNeighbours neighbours, Artifact joint)
    {
        var traits = JointDocument.Read(joint).Traits;
        using var drivers = DrivingTraits.Open(joint.PathOf(JointArtifact.DriversName));
        WriteLoci(output, JointColumns, header, variants, loci, neighbours, lead =>
            [lead.Beta, header.StatisticDegrees > 0 ? header.StatisticDegrees : null, traits[drivers.Of(lead.Index)]]);
    }

    /// <summary>Writes the loci, with what is found in a lead variant between the people and the P.</summary>
    private static void WriteLoci(
        ArtifactDraft output,
        ImmutableArray<string> columns,
        AssociationTableHeader header,
        BimFile variants,
        ImmutableArray<Locus> loci,
        LociNeighbours neighbours,
        Func<VariantResult, object?[]> found)
    {
        using var stream = output.Create(LociName);
        using var table = new TsvWriter(stream, [.. columns, .. neighbours.Columns]);
        for (var i = 0; i < loci.Length; i++)
        {
            var (locus, lead) = (loci[i], loci[i].Lead);
            table.WriteRow([
                header.Traits[locus.Trait],
                i + 1,
                locus.Chromosome,
                locus.Start,
                locus.End,
                variants.Id(lead.Index),
                variants.Position(lead.Index),
                variants.Allele1(lead.Index),
                variants.Allele2(lead.Index),
                lead.A1Frequency,
                lead.People,
                .. found(lead),
                lead.NegLog10P,
                locus.Clumps.Length,
                locus.Leads,
                locus.Variants,
                .. neighbours.ValuesOf(locus, variants),
            ]);
        }
    }

    public static void WriteClumps(ArtifactDraft output, AssociationTableHeader header, BimFile variants, ImmutableArray<Locus> loci)
    {
        using var stream = output.Create(ClumpsName);
        using var table = new TsvWriter(stream, ["trait", "locus", "index", "variant", "chromosome", "position", "neg_log_10_p_value", "r2"]);
        for (var i = 0; i < loci.Length; i++)
        {
            foreach (var clump in loci[i].Clumps)
            {
                var index = variants.Id(clump.Lead.Index);
                Row(clump.Lead, 1);
                foreach (var member in clump.Members)
                {
                    Row(member.Result, member.R2);
                }

                void Row(VariantResult result, double r2) => table.WriteRow(
                    header.Traits[clump.Trait],
                    i + 1,
                    index,
                    variants.Id(result.Index),
                    variants.ChromosomeOf(result.Index),
                    variants.Position(result.Index),
                    result.NegLog10P,
                    r2);
            }
        }
    }

    public static void WriteRegions(ArtifactDraft output, BimFile variants, ImmutableArray<RegionAround> regions)
    {
        using var stream = output.Create(RegionsName);
        using var table = new TsvWriter(stream, RegionColumns);
        foreach (var region in regions)
        {
            foreach (var variant in region.Variants)
            {
                table.WriteRow(region.Locus + 1, variants.Id(variant.Index), variants.Position(variant.Index), variant.NegLog10P, variant.R2);
            }
        }
    }

    public static void WriteRegionGenes(ArtifactDraft output, ImmutableArray<Locus> loci, ImmutableArray<RegionAround> regions, GeneMap genes)
    {
        using var stream = output.Create(RegionGenesName);
        using var table = new TsvWriter(stream, RegionGeneColumns);
        foreach (var region in regions)
        {
            foreach (var gene in genes.Within(loci[region.Locus].Chromosome, region.Start, region.End))
            {
                table.WriteRow(region.Locus + 1, gene.Name, gene.Start, gene.End, gene.IsReverse ? "-" : "+");
            }
        }
    }

    public static void WriteTruth(
        ArtifactDraft output, AssociationTableHeader header, BimFile variants, ImmutableArray<Locus> loci, PlantedVariants planted, TruthComparison truth)
    {
        using var stream = output.Create(TruthName);
        using var table = new TsvWriter(stream, TruthColumns);
        foreach (var (outcome, effects) in truth.Outcomes.Zip(planted.Effects))
        {
            var locus = outcome.IsFound ? loci[outcome.Locus] : null;
            table.WriteRow(
                effects,
                outcome.Variant.Id,
                outcome.Variant.Chromosome,
                outcome.Variant.Position,
                outcome.Reference >= 0,
                outcome.IsFound,
                outcome.IsFound ? outcome.Locus + 1 : null,
                locus is null ? null : header.Traits[locus.Trait],
                locus is null ? null : variants.Id(locus.Lead.Index),
                outcome.R2,
                outcome.IsFound ? outcome.Distance : null);
        }
    }
}
