using System.Collections.Immutable;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Meta;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>Looks for the leads of loci in other statistics, and says which of them are found again.</summary>
/// <remarks>Memory: the positions of the lists of variants, the variants near the leads, and the genotypes of one window.</remarks>
public sealed class ReplicationHandler : IStepHandler<ReplicationParameters>
{
    /// <summary>The file of the result.</summary>
    internal const string FileName = "replication.tsv";

    /// <summary>Its columns.</summary>
    internal static ImmutableArray<string> Columns { get; } =
    [
        "trait", "locus", "lead", "chromosome", "position", "effect_allele", "other_allele", "beta", "standard_error", "neg_log_10_p_value", "tested_variant",
        "proxy", "r2", "replication_beta", "replication_standard_error", "replication_neg_log_10_p_value", "replication_n", "same_direction", "replicated", "obstacle",
    ];

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<ReplicationParameters> context, CancellationToken cancellationToken)
    {
        var loci = LeadRow.Read(context.Input("loci"));
        var variants = GenotypeSet.Variants(context.Input("variants"), cancellationToken);
        using var table = AssociationTable.Open(context.Input("association").PathOf(AssociationHandler.FileName));
        var outcomes = Test(context, [.. loci.Select(row => row.Lead)], table, variants, cancellationToken);
        var signed = table.Header.IsSigned && loci.All(row => !double.IsNaN(row.Lead.Beta));
        var threshold = Threshold(context, loci.Count);
        var (tested, same, replicated) = (0, 0, 0);
        using (var stream = context.Output.Create(FileName))
        using (var file = new TsvWriter(stream, Columns))
        {
            foreach (var (row, outcome) in loci.Zip(outcomes))
            {
                bool? direction = signed && outcome.IsTested ? Math.Sign(row.Lead.Beta) == Math.Sign(outcome.Beta) : null;
                bool? again = outcome.IsTested ? outcome.NegLog10P >= -Math.Log10(threshold) && direction != false : null;
                tested += outcome.IsTested ? 1 : 0;
                same += direction == true ? 1 : 0;
                replicated += again == true ? 1 : 0;
                file.WriteRow(
                    row.Lead.Trait,
                    row.Locus,
                    row.Lead.Id,
                    row.Lead.Chromosome,
                    row.Lead.Position,
                    row.Lead.EffectAllele,
                    row.Lead.OtherAllele,
                    row.Lead.Beta,
                    row.StandardError,
                    row.NegLog10P,
                    outcome.IsTested ? variants.Id(outcome.Row) : null,
                    outcome.IsTested ? outcome.IsProxy : null,
                    outcome.R2,
                    outcome.Beta,
                    outcome.StandardError,
                    outcome.NegLog10P,
                    outcome.People > 0 ? outcome.People : null,
                    direction,
                    again,
                    InWords(outcome.Obstacle));
            }
        }

        if (tested < loci.Count)
        {
            context.Report(
                MetaCodes.LeadsNotTested,
                context.Step.Declaration,
                WholeNumber.Text(loci.Count - tested),
                WholeNumber.Text(loci.Count),
                WholeNumber.Text(outcomes.Count(outcome => outcome.Obstacle == ReplicationObstacle.TraitMissing)),
                WholeNumber.Text(outcomes.Count(outcome => outcome.Obstacle == ReplicationObstacle.StrandUnknown)));
        }

        context.Output.SetValue("count", loci.Count);
        context.Output.SetValue("tested", tested);
        context.Output.SetValue("same_direction", signed ? same : double.NaN);
        context.Output.SetValue("replicated", replicated);
        context.Output.SetValue("p", threshold);
        return ValueTask.CompletedTask;
    }

    private static ImmutableArray<ReplicationOutcome> Test(
        StepContext<ReplicationParameters> context, IReadOnlyList<ReplicatedLead> leads, AssociationTable table, BimFile variants, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var options = new ReplicationOptions(
            context.Input("loci").Value("traits") == 1, MetaHandler.AmbiguousOf(parameters.Strands), parameters.AmbiguousFrequency);
        if (parameters.Genotypes.IsEmpty)
        {
            return LeadReplication.Test(leads, table, variants, options, null, context.Cores, cancellationToken);
        }

        var genotypes = context.Input("genotypes");
        using GenotypeSource source = GenotypeSet.Open(genotypes, context.PathsOf(parameters.Genotypes), context.Cores);
        var reference = new ProxyReference(GenotypeSet.Variants(genotypes, cancellationToken), source, parameters.ProxyR2, parameters.ProxyWindow);
        return LeadReplication.Test(leads, table, variants, options, reference, context.Cores, cancellationToken);
    }

    private static double Threshold(StepContext<ReplicationParameters> context, int leads)
    {
        // Without a lead 0.05 / leads.count is no number, and there is nothing to compare with it.
        if (context.Parameters.P is not { } expression || leads == 0)
        {
            return 0.05 / Math.Max(1, leads);
        }

        var compiler = new ExpressionCompiler<int>(
            name => throw new RunFailureException(DataFileCodes.PredicateTypes, $"A threshold has no column {name}."),
            (step, member) => context.Upstream(step).Value(member));
        var p = compiler.Compile(expression)(0);
        return p.Kind == CellKind.Number && p.Number is > 0 and <= 1
            ? p.Number
            : throw new RunFailureException(DataFileCodes.PredicateTypes, $"The threshold of {context.Step.Declaration} is no P between 0 and 1.");
    }

    private static string? InWords(ReplicationObstacle obstacle) => obstacle switch
    {
        ReplicationObstacle.TraitMissing => "trait not there",
        ReplicationObstacle.VariantMissing => "variant not there",
        ReplicationObstacle.StrandUnknown => "strand not known",
        _ => null,
    };
}
