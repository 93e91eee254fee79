using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Finds loci by clumping with genotype r².</summary>
/// <remarks>
/// Memory: the variants, the design, the results that pass the threshold of members, and the genotypes of one batch of a
/// window.
/// </remarks>
public sealed class LociHandler : IStepHandler<LociParameters>
{
    /// <summary>The table of loci of its artifact.</summary>
    internal const string LociName = "loci.tsv";

    /// <summary>The table of clumps of its artifact.</summary>
    internal const string ClumpsName = "clumps.tsv";

    /// <summary>The columns of <c>loci.tsv</c>.</summary>
    internal static IReadOnlyList<string> LociColumns { get; } =
    [
        "trait", "locus", "chromosome", "start", "end", "lead", "position", "effect_allele", "other_allele", "effect_allele_frequency",
        "n", "beta", "standard_error", "neg_log_10_p_value", "clumps", "variants",
    ];

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<LociParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var genotypes = context.Input("genotypes");
        var variants = GenotypeSet.Variants(genotypes, cancellationToken);
        AssociationDesign design;
        using (var stream = context.Input("design").OpenRead(DesignHandler.FileName))
        {
            design = AssociationDesign.Read(stream);
        }

        using var table = AssociationTable.Open(context.Input("association").PathOf(AssociationHandler.FileName));
        using var bed = GenotypeSet.Open(genotypes, context.PathOf(parameters.Bed));
        var options = new ClumpingOptions(
            -Math.Log10(Threshold(context)), -Math.Log10(parameters.MemberP), parameters.R2, parameters.Window, parameters.Merge, context.Cores);
        var clumps = LocusFinder.FindClumps(
            table, variants, bed, design.SampleIndex, options, new Ticks(context), cancellationToken);
        var loci = LocusFinder.Merge(clumps, variants, parameters.Merge);
        WriteLoci(context, table.Header.Traits, variants, loci);
        WriteClumps(context, table.Header.Traits, variants, loci);
        context.Output.SetValue("count", loci.Length);
        context.Output.SetValue("clumps", clumps.Length);
        return ValueTask.CompletedTask;
    }

    private static double Threshold(StepContext<LociParameters> context)
    {
        var compiler = new ExpressionCompiler<int>(
            name => throw new RunFailureException(DataFileCodes.PredicateTypes, $"A threshold has no column {name}."),
            (step, member) => context.Upstream(step).Value(member));
        var p = compiler.Compile(context.Parameters.P)(0);
        return p.Kind == CellKind.Number && p.Number is > 0 and <= 1
            ? p.Number
            : throw new RunFailureException(DataFileCodes.PredicateTypes, $"The threshold of {context.Step.Declaration} is no P between 0 and 1.");
    }

    private static void WriteLoci(StepContext<LociParameters> context, string[] traits, BimFile variants, IReadOnlyList<Locus> loci)
    {
        using var stream = context.Output.Create(LociName);
        using var table = new TsvWriter(stream, LociColumns);
        for (var i = 0; i < loci.Count; i++)
        {
            var (locus, lead) = (loci[i], loci[i].Lead);
            table.WriteRow(
                traits[locus.Trait],
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
                lead.Beta,
                lead.StandardError,
                lead.NegLog10P,
                locus.Clumps.Length,
                locus.Variants);
        }
    }

    private static void WriteClumps(StepContext<LociParameters> context, string[] traits, BimFile variants, IReadOnlyList<Locus> loci)
    {
        using var stream = context.Output.Create(ClumpsName);
        using var table = new TsvWriter(stream, ["trait", "locus", "index", "variant", "chromosome", "position", "neg_log_10_p_value", "r2"]);
        for (var i = 0; i < loci.Count; i++)
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
                    traits[clump.Trait],
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

    private sealed class Ticks(StepContext<LociParameters> context) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => context.Advance(value.Done, value.Total, "index variants");
    }
}
