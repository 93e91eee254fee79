using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>Joins the latents of networks that differ in their seeds.</summary>
/// <remarks>Memory: the latents of all networks twice, 8 bytes a person and latent, in the people fitted on and in those applied to.</remarks>
public sealed class EnsembleHandler : IStepHandler<EnsembleParameters>
{
    /// <summary>How far networks agree on each latent.</summary>
    public const string AgreementName = "agreement.tsv";

    /// <summary>How alike each two networks are.</summary>
    public const string MembersName = "members.tsv";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<EnsembleParameters> context, CancellationToken cancellationToken)
    {
        var (fitted, applied) = (EnsembleSpace.Read(context, EnsembleParameters.FittedRole), EnsembleSpace.Read(context, EnsembleParameters.MemberRole));

        // A latent that is the same in everybody is in neither.
        for (var m = 0; m < fitted.Length; m++)
        {
            string[] both = [.. fitted[m].Names.Where(applied[m].Names.Contains)];
            (fitted[m], applied[m]) = (Only(fitted[m], both), Only(applied[m], both));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var space = EnsembleSpace.Fit(context, fitted, context.Parameters.Latents);
        double[][][] parts = [.. applied.Select((member, m) => space.PartOf(m, member.Values))];
        double[][] latents = [.. Enumerable.Range(0, space.Agreement.Length).Select(j => Sum([.. parts.Select(part => part[j])]))];
        string[] names = [.. Enumerable.Range(1, latents.Length).Select(EncodingHandler.LatentName)];
        var people = applied[0].Ids.Length;
        using (var stream = context.Output.Create(TraitsHandler.FileName))
        {
            new TraitMatrix(applied[0].Ids, applied[0].Families, [.. names], [.. latents]).Write(stream);
        }

        FittedPeople.Among(new PeopleList(applied[0].Ids, applied[0].Families), context.Step.Inputs.Select(input => context.Input(input.Role))).Write(context.Output, FittedPeople.FileName);
        double[] agreement = [.. Enumerable.Range(0, latents.Length).Select(j => MeanCorrelation([.. parts.Select(part => part[j])]))];
        using (var stream = context.Output.Create(AgreementName))
        using (var table = new TsvWriter(stream, ["latent", "fitted", "applied", .. Enumerable.Range(1, applied.Length).Select(network => "network_" + WholeNumber.Text(network))]))
        {
            for (var j = 0; j < latents.Length; j++)
            {
                table.WriteRow([names[j], space.Agreement[j], agreement[j], .. Enumerable.Range(0, applied.Length).Select(m => (object)space.ExplainedBy(m)[j])]);
            }
        }

        using (var correlations = context.Output.Create("canonical.tsv"))
        using (var ranks = new TsvWriter(correlations, ["first", "second", "rank", "r"]))
        using (var stream = context.Output.Create(MembersName))
        using (var table = new TsvWriter(stream, ["first", "second", "people", "mean_square", "chance", "adjusted"]))
        {
            for (var first = 0; first < applied.Length; first++)
            {
                for (var second = first + 1; second < applied.Length; second++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var found = CanonicalCorrelations.Of(applied[first].Values, applied[second].Values);
                    table.WriteRow(first + 1, second + 1, people, found?.MeanSquare ?? double.NaN, found?.Chance ?? double.NaN, found?.Adjusted ?? double.NaN);
                    for (var rank = 0; rank < (found?.Values.Length ?? 0); rank++)
                    {
                        ranks.WriteRow(first + 1, second + 1, rank + 1, found!.Values[rank]);
                    }
                }
            }
        }

        WriteWeights(context, space, fitted);
        new StepFlow("people", [new FlowStage("latents of every network", people, people, [])]).Write(context.Output);
        context.Output.SetValue("people", people);
        context.Output.SetValue("traits", latents.Length);
        context.Output.SetValue("members", applied.Length);
        context.Output.SetValue("agreement", agreement.Average());
        return ValueTask.CompletedTask;
    }

    /// <summary>What makes the ensemble's latents of the networks': of each network and latent the mean that is taken away, and its weight in each latent of the ensemble.</summary>
    private static void WriteWeights(StepContext<EnsembleParameters> context, SharedSpace space, TraitMatrix[] fitted)
    {
        using var stream = context.Output.Create("weights.tsv");
        using var table = new TsvWriter(stream, ["network", "latent", "mean", .. Enumerable.Range(1, space.Agreement.Length).Select(EncodingHandler.LatentName)]);
        for (var m = 0; m < fitted.Length; m++)
        {
            var (means, weights) = (space.MeansOf(m), space.WeightsOf(m));
            for (var k = 0; k < fitted[m].Names.Length; k++)
            {
                table.WriteRow([m + 1, fitted[m].Names[k], means[k], .. weights.Select(dimension => (object)dimension[k])]);
            }
        }
    }

    private static TraitMatrix Only(TraitMatrix traits, string[] names) =>
        traits with { Names = [.. names], Values = [.. names.Select(name => traits.Values[traits.Names.IndexOf(name)])] };

    private static double[] Sum(double[][] parts)
    {
        var sum = new double[parts[0].Length];
        foreach (var part in parts)
        {
            for (var person = 0; person < sum.Length; person++)
            {
                sum[person] += part[person];
            }
        }

        return sum;
    }

    /// <summary>The mean correlation of two columns, over all pairs.</summary>
    private static double MeanCorrelation(double[][] columns)
    {
        var standard = columns.Select(column =>
        {
            var mean = column.Average();
            var deviation = Math.Sqrt(column.Sum(value => (value - mean) * (value - mean)));
            return Array.ConvertAll(column, value => deviation > 0 ? (value - mean) / deviation : 0);
        }).ToArray();
        var (sum, pairs) = (0.0, 0);
        for (var first = 0; first < standard.Length; first++)
        {
            for (var second = first + 1; second < standard.Length; second++)
            {
                sum += standard[first].Zip(standard[second], (a, b) => a * b).Sum();
                pairs++;
            }
        }

        return sum / pairs;
    }
}
