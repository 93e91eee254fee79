using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Smoothing;
using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Images;
using WhiteMatter.Runtime.Handlers.Models.Interpretation;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>Finds where in the brain a model's latents show, and walks along them.</summary>
/// <remarks>
/// Memory: the weights, what the decoder's layers give for a batch of people (of an ensemble the weights of all networks, and the layers of one at a time), sums of 16 bytes a voxel of the mask and step for at most half a GiB, the
/// smoothing's 24 bytes a voxel of the box around the mask, and 8 bytes a random direction and region; no more however many people, latents and directions there are.
/// </remarks>
public sealed class InterpretationHandler : IStepHandler<InterpretationParameters>
{
    private const string DirectionPurpose = "direction of an interpretation";

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<InterpretationParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        if (parameters.Seed is { } seed)
        {
            context.NoteSeed(seed);
        }

        var model = JsonDocumentFile.Read<ModelDocument>(context.Input("model"), ModelDocument.FileName);
        using var volumes = StoredVolumes.Open(context, model);
        var enrichment = Enrichment(context, volumes, cancellationToken);
        var rows = InterpretedPeople.Choose(context, volumes);
        using var memory = NetworkEnvironment.Memory();
        NetworkEnvironment.Prepare(context, parameters.Numerics, tell: true);
        var execution = NetworkEnvironment.Execution(parameters.Numerics);
        using var network = new InterpretedModel(context, volumes);
        var along = new TraitsAlong(context, volumes, rows);
        var steps = (parameters.Latents.IsEmpty || along.Any ? model.Latents : parameters.Latents.Length) + (enrichment is null ? 0 : parameters.Permutations);
        var total = ((1L + network.Networks) * rows.Length) + DecoderPerturbation.Decodings(rows.Length, steps, volumes.View.MaskVoxels);
        var latents = network.Encode(volumes, rows, execution, done => context.Advance(done, total, "volumes"), cancellationToken);
        var encoded = (long)network.Networks * rows.Length;
        var explained = ExplainedVariance.Of(
            network.Decoder, volumes.View, rows, network.Own, execution, new StepTicks(done => context.Advance(encoded + done, total, "volumes")), cancellationToken);
        ExplainedTable.Write(context.Output, volumes, explained, enrichment);
        var distribution = LatentDistribution.Of(latents);
        var chosen = Varying(context, distribution);
        new LatentComparisons(context, volumes, rows, latents, chosen).Write();
        if (enrichment is not null && distribution.StandardDeviations.Count(deviation => deviation > 0) == 1)
        {
            context.Report(InterpretationCodes.OneDirection, context.Step.Declaration);
        }

        along.Take(latents, distribution, enrichment);
        var found = Map(context, volumes, network, latents, distribution, chosen, enrichment, along, total, cancellationToken);
        found.Write(context.Output);
        along.Write(cancellationToken);
        var means = network.OwnMeans();
        foreach (var latent in found.ToPicture())
        {
            WriteWalk(context, volumes, latent, LatentWalk.Along(network.Decoder, volumes.View, means, network.OwnStep(distribution.Step(latent)), execution));
        }

        context.Advance(total, total, "volumes");
        context.Output.SetValue("people", rows.Length);
        context.Output.SetValue("latents", chosen.Length);
        return ValueTask.CompletedTask;
    }

    /// <summary>The regions that are scored; null without an atlas.</summary>
    private static ScoredRegions? Enrichment(StepContext<InterpretationParameters> context, StoredVolumes volumes, CancellationToken cancellationToken)
    {
        if (context.Step.Inputs.All(input => input.Role != "atlas"))
        {
            return null;
        }

        var atlas = AtlasHandler.Read(context.Input("atlas"), cancellationToken);
        AtlasHandler.RequireGrid(context, volumes.Grid, atlas);
        var enrichment = new ScoredRegions(volumes, atlas, context.Parameters.Top);
        if (enrichment.All.IsEmpty)
        {
            throw new RunFailureException(InterpretationCodes.NoRegionInside, WholeNumber.Text(atlas.Regions.Length));
        }

        if (!enrichment.Outside.IsEmpty)
        {
            context.Report(
                InterpretationCodes.RegionsOutside,
                WholeNumber.Text(enrichment.Outside.Length),
                WholeNumber.Text(atlas.Regions.Length),
                string.Join(", ", enrichment.Outside.Take(StoredVolumes.NamesInMessages).Select(region => region.Name)));
        }

        return enrichment;
    }

    /// <summary>The latents asked for that differ between people, 0-based.</summary>
    private static int[] Varying(StepContext<InterpretationParameters> context, LatentDistribution distribution)
    {
        int[] asked = context.Parameters.Latents.IsEmpty
            ? [.. Enumerable.Range(0, distribution.Means.Length)]
            : [.. context.Parameters.Latents.Select(latent => latent - 1)];
        int[] still = [.. asked.Where(latent => distribution.StandardDeviations[latent] == 0)];
        if (still.Length == asked.Length)
        {
            throw new RunFailureException(InterpretationCodes.NoLatentVaries, WholeNumber.Text(asked.Length), WholeNumber.Text(distribution.People));
        }

        if (still.Length > 0)
        {
            context.Report(
                InterpretationCodes.LatentsWithoutVariance,
                WholeNumber.Text(still.Length),
                WholeNumber.Text(asked.Length),
                string.Join(", ", still.Take(StoredVolumes.NamesInMessages).Select(latent => EncodingHandler.LatentName(latent + 1))));
        }

        return [.. asked.Except(still)];
    }

    /// <summary>Makes the maps of the latents, and with an atlas the scores of the maps of random directions.</summary>
    private static LatentMaps Map(
        StepContext<InterpretationParameters> context,
        StoredVolumes volumes,
        InterpretedModel network,
        double[][] latents,
        LatentDistribution distribution,
        int[] chosen,
        ScoredRegions? enrichment,
        TraitsAlong along,
        long total,
        CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        MaskedGaussian[] smoothing = [.. volumes.Kinds.Select(kind => new MaskedGaussian(kind.Store.Mask, parameters.Smoothing, context.Cores))];
        var found = new LatentMaps(distribution, volumes, enrichment);

        // Every latent that varies takes part in the direction of a trait, also one whose map is not asked for.
        int[] moved = along.Any ? [.. chosen, .. Enumerable.Range(0, distribution.Means.Length).Where(latent => distribution.StandardDeviations[latent] > 0).Except(chosen)] : chosen;
        double[][] steps =
        [
            .. moved.Select(distribution.Step),
            .. Enumerable.Range(0, enrichment is null ? 0 : parameters.Permutations)
                .Select(number => distribution.RandomStep(KeyedDraws.For(parameters.Seed!.Value, DirectionPurpose, WholeNumber.Text(number)))),
        ];
        var encoded = (network.Networks + 1L) * latents.Length;
        DecoderPerturbation.Run(
            network.Decoder,
            volumes.View,
            network.Own,
            Array.ConvertAll(steps, network.OwnStep),
            parameters.Statistic == MapStatistic.MeanChange ? DifferenceStatistic.MeanChange : DifferenceStatistic.PairedT,
            NetworkEnvironment.Execution(parameters.Numerics),
            (step, map) =>
            {
                if (step >= chosen.Length && step < moved.Length)
                {
                    return;
                }

                var greatest = map.Max();
                for (var k = 0; k < smoothing.Length; k++)
                {
                    var (first, voxels) = volumes.View.MaskOf(k);
                    smoothing[k].Apply(map.AsSpan(first, voxels));
                }

                if (step < chosen.Length)
                {
                    found.Add(chosen[step], greatest, enrichment?.Scores(map));
                    WriteVolume(context, volumes, EncodingHandler.LatentName(chosen[step] + 1) + ".nii.gz", map);
                }
                else
                {
                    found.Null.Add(enrichment!.Scores(map));
                }
            },
            new StepTicks(done => context.Advance(encoded + done, total, "volumes")),
            cancellationToken,
            along.Any
                ? (step, change) =>
                {
                    if (step < moved.Length)
                    {
                        along.Add(moved[step], change);
                    }
                }
        : null);
        along.WriteMaps((name, map) => WriteVolume(context, volumes, name, map), smoothing);
        return found;
    }

    private static void WriteWalk(StepContext<InterpretationParameters> context, StoredVolumes volumes, int latent, float[][] walk)
    {
        for (var i = 0; i < walk.Length; i++)
        {
            var name = LatentMaps.WalkName(latent, LatentWalk.Places[i]);
            if (!File.Exists(context.Output.PathFor(volumes.Kinds[0].FileOf(name))))
            {
                WriteVolume(context, volumes, name, walk[i]);
            }
        }
    }

    private static void WriteVolume(StepContext<InterpretationParameters> context, StoredVolumes volumes, string name, ReadOnlySpan<float> values)
    {
        for (var k = 0; k < volumes.Kinds.Length; k++)
        {
            using var stream = context.Output.Create(volumes.Kinds[k].FileOf(name));
            var mask = volumes.Kinds[k].Store.Mask;
            var (first, voxels) = volumes.View.MaskOf(k);
            NiftiFile.Write(stream, mask.Grid, mask.Spread(values.Slice(first, voxels)), new NiftiWriteOptions { DataType = NiftiDataType.Float32 });
        }
    }
}
