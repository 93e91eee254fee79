using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.PublishedStatistics;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Published;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>Reads published summary statistics into the form of an association's results.</summary>
/// <remarks>Memory: a quarter of a million rows, and the positions of all variants; with genotypes that tell places also an index of their names.</remarks>
public sealed class PublishedHandler : IStepHandler<PublishedParameters>
{
    /// <summary>Share of rows above which a contradiction is told.</summary>
    private const double FewContradictions = 0.01;

    /// <summary>Rows from which effects that are never negative are no accident.</summary>
    private const long ManyRows = 100;

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<PublishedParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var path = context.PathOf(parameters.File);
        var bytes = Math.Max(1, new FileInfo(path) is { Exists: true } file ? file.Length : 1);
        var options = new PublishedOptions(FormatOf(parameters.Layout), parameters.Trait, parameters.People, context.Scratch)
        {
            PlaceOf = context.Step.Inputs.Any(input => input.Role == "genotypes") ? PlacesOf(GenotypeSet.Variants(context.Input("genotypes"), cancellationToken)) : null,
            IsPossible = ChromosomeLengths.IsPossible,
        };
        PublishedSummary summary;
        using (var table = context.Output.Create(AssociationHandler.FileName))
        using (var variants = context.Output.Create(GenotypeSet.VariantsName))
        {
            summary = PublishedTable.Write(path, options, table, variants, new StepTicks(done => context.Advance(Math.Min(done, bytes), bytes, "bytes")), cancellationToken);
        }

        Check(context, summary);
        Report(context, summary);
        Describe(context, summary, cancellationToken);
        return ValueTask.CompletedTask;
    }

    internal static PublishedFormat FormatOf(PublishedLayout layout) => layout switch
    {
        PublishedLayout.GwasSsf => PublishedFormat.GwasSsf,
        PublishedLayout.Plink => PublishedFormat.Plink,
        PublishedLayout.Regenie => PublishedFormat.Regenie,
        PublishedLayout.Ldsc => PublishedFormat.Ldsc,
        PublishedLayout.Metal => PublishedFormat.Metal,
        PublishedLayout.Cojo => PublishedFormat.Cojo,
        _ => PublishedFormat.Auto,
    };

    private static Func<string, (string Chromosome, int Position)?> PlacesOf(BimFile variants) => id =>
        id.Length > 0 && variants.Find(id) is >= 0 and var row ? (variants.ChromosomeOf(row), variants.Position(row)) : null;

    private static void Check(StepContext<PublishedParameters> context, PublishedSummary summary)
    {
        if (summary.Kept == 0)
        {
            var reasons = summary.Rows == 0 ? "it has a header and nothing below it" : Reasons(summary);
            throw new RunFailureException(MetaCodes.NoRowUsable, context.Parameters.File.Path, WholeNumber.Text(summary.Rows), reasons);
        }

        if (ChromosomeLengths.Evidence(summary.Largest) is { } other && context.Parameters.Build is "GRCh37" or "GRCh38" && other != context.Parameters.Build)
        {
            throw new RunFailureException(MetaCodes.StatisticsOfOtherBuild, context.Parameters.File.Path, context.Parameters.Build, other);
        }
    }

    private static void Report(StepContext<PublishedParameters> context, PublishedSummary summary)
    {
        var path = context.Parameters.File.Path;
        var leftOut = summary.Rows - summary.Kept;
        if (leftOut > summary.CountOf(LeftOutReason.OtherTest))
        {
            context.Report(MetaCodes.RowsUnusable, path, WholeNumber.Text(leftOut), WholeNumber.Text(summary.Rows), Reasons(summary));
        }

        if (summary.Contradictory > FewContradictions * summary.Compared)
        {
            context.Report(
                MetaCodes.StatisticsContradict, path, WholeNumber.Text(summary.Contradictory), WholeNumber.Text(summary.Compared), WholeNumber.Text(summary.FirstContradictory));
        }

        if (summary.HasEffects && summary.NotPositive == 0 && summary.Kept >= ManyRows)
        {
            context.Report(MetaCodes.EffectsNeverNegative, path, WholeNumber.Text(summary.Kept));
        }

        if (summary.ComputedErrors + summary.ZeroP > 0)
        {
            context.Report(MetaCodes.StatisticsCompleted, path, WholeNumber.Text(summary.ComputedErrors), WholeNumber.Text(summary.ZeroP));
        }

        if (summary.WithoutFrequency + summary.WithoutPeople > 0)
        {
            context.Report(
                MetaCodes.StatisticsIncomplete, path, WholeNumber.Text(summary.Kept), WholeNumber.Text(summary.WithoutFrequency), WholeNumber.Text(summary.WithoutPeople));
        }
    }

    private static void Describe(StepContext<PublishedParameters> context, PublishedSummary summary, CancellationToken cancellationToken)
    {
        AssociationDocument document;
        using (var table = AssociationTable.Open(context.Output.PathFor(AssociationHandler.FileName)))
        {
            document = AssociationDocument.Of(AssociationSummary.Of(table, cancellationToken));
        }

        JsonDocumentFile.Write(context.Output, AssociationDocument.FileName, document);
        new StepFlow(
            "variants",
            [
                new FlowStage(
                    "read",
                    summary.Rows,
                    summary.Kept,
                    [.. Enum.GetValues<LeftOutReason>().Select(reason => new FlowReason(InWords(reason), summary.CountOf(reason)))]),
            ]).Write(context.Output);
        context.Output.SetValue("rows", summary.Rows);
        context.Output.SetValue("variants", document.Tested);
        context.Output.SetValue("traits", 1);
        context.Output.SetValue("people", summary.MostPeople);
        context.Output.SetValue("has_effects", summary.HasEffects ? 1 : 0);
        context.Output.SetValue("lambda_gc", document.MedianLambda);
        context.Output.SetValue("min_p", Math.Pow(10, -document.Traits[0].MaximumNegLog10P));
    }

    private static string Reasons(PublishedSummary summary)
    {
        var told = Enum.GetValues<LeftOutReason>().Where(reason => summary.CountOf(reason) > 0).Select(reason =>
        {
            var first = reason == LeftOutReason.Duplicate
                ? $"first in lines {WholeNumber.Text(summary.FirstDuplicate.First)} and {WholeNumber.Text(summary.FirstDuplicate.Later)}"
                : $"first in line {WholeNumber.Text(summary.LeftOut[reason].FirstLine)}";
            return $"{WholeNumber.Text(summary.CountOf(reason))} as {InWords(reason)}, {first}";
        });
        return string.Join("; ", told);
    }

    private static string InWords(LeftOutReason reason) => reason switch
    {
        LeftOutReason.NoPlace => "nothing tells their chromosome and position",
        LeftOutReason.AllelesUnknown => "their alleles are missing, the same or no sequences",
        LeftOutReason.NoEffect => "they have no effect",
        LeftOutReason.NoStandardError => "their standard error is not above 0 or follows from nothing",
        LeftOutReason.NoP => "their P is not between 0 and 1",
        LeftOutReason.Impossible => "they lie beyond the end of their chromosome, whatever the build",
        LeftOutReason.OutOfRange => "their effect, standard error or the ratio of both is beyond any that a study has",
        LeftOutReason.OtherTest => "they are of another test than the additive one",
        _ => "an earlier row has the same alleles at the same place",
    };
}
