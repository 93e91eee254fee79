using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>Encodes people's images by a trained model, in parts by ranges of the images' people.</summary>
/// <remarks>
/// Memory: the weights, the layers of one person, two volumes, and 8 bytes a person and latent. Each person passes the network alone, so that
/// latents do not depend on how people are divided.
/// </remarks>
public sealed class EncodingHandler : IShardedStepHandler<EncodingParameters>
{
    private const string PartName = "latents.bin";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public string Unit => "people";

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<EncodingParameters> context, CancellationToken cancellationToken)
    {
        var model = Model(context);
        using var volumes = StoredVolumes.Open(context, model);
        var latents = Encode(context, model, volumes, 0, volumes.People, tell: true, cancellationToken);
        Finish(context, volumes, latents);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RunShardAsync(StepContext<EncodingParameters> context, StepShard shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        var model = Model(context);
        using var volumes = StoredVolumes.Open(context, model);
        using var output = context.Output.Create(PartName);
        Encode(context, model, volumes, shard.First, shard.Count, tell: shard.Index == 0, cancellationToken).Write(output);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MergeAsync(StepContext<EncodingParameters> context, IReadOnlyList<Artifact> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);
        var model = Model(context);
        using var volumes = StoredVolumes.Open(context, model);
        var parts = new List<TraitMatrix>(shards.Count);
        foreach (var shard in shards)
        {
            using var stream = shard.OpenRead(PartName);
            parts.Add(TraitMatrix.Read(stream));
        }

        Finish(context, volumes, new TraitMatrix(
            [.. parts.SelectMany(part => part.Ids)],
            volumes.Families is null ? null : [.. parts.SelectMany(part => part.Families!.Value)],
            parts[0].Names,
            [.. Enumerable.Range(0, parts[0].Names.Length).Select(latent => parts.SelectMany(part => part.Values[latent]).ToArray())]));
        return ValueTask.CompletedTask;
    }

    private static ModelDocument Model(StepContext<EncodingParameters> context) =>
        JsonDocumentFile.Read<ModelDocument>(context.Input("model"), ModelDocument.FileName);

    private static TraitMatrix Encode(
        StepContext<EncodingParameters> context,
        ModelDocument model,
        StoredVolumes volumes,
        long first,
        long count,
        bool tell,
        CancellationToken cancellationToken)
    {
        var rows = volumes.Find(PeopleList.Read(context.Input("cohort"))).Rows.Where(row => row >= first && row < first + count).ToArray();
        var numerics = context.Parameters.Numerics;
        double[][] latents = [];
        if (rows.Length > 0)
        {
            using var memory = NetworkEnvironment.Memory();
            NetworkEnvironment.Prepare(context, numerics, tell && context.Parameters.Silent != true);
            using var network = Load(context.Input("model"), model);
            latents = LatentEncoder.Encode(
                network,
                volumes.View,
                rows,
                NetworkEnvironment.Execution(numerics),
                new StepTicks(done => context.Advance(done, rows.Length, "people")),
                cancellationToken);
        }

        return new TraitMatrix(
            [.. rows.Select(row => volumes.Ids[row])],
            volumes.Families is { } families ? [.. rows.Select(row => families[row])] : null,
            [.. Enumerable.Range(1, model.Latents).Select(LatentName)],
            [.. Enumerable.Range(0, model.Latents).Select(latent => Array.ConvertAll(latents, row => row[latent]))]);
    }

    /// <summary>The name of a latent by its number from 1, such as <c>latent_001</c>.</summary>
    internal static string LatentName(int latent) => string.Create(CultureInfo.InvariantCulture, $"latent_{latent:D3}");

    /// <summary>The network of a model with its weights.</summary>
    internal static VolumeAutoencoder Load(Artifact artifact, ModelDocument model)
    {
        var network = new VolumeAutoencoder(
            ModelHandler.ArchitectureOf(model.Architecture, model.Transformer, model.Modalities), new VolumeSize(model.Seen[0], model.Seen[1], model.Seen[2]));
        NetworkWeights.Load(network, artifact.PathOf(ModelHandler.WeightsName));
        return network;
    }

    /// <summary>Refuses images of another grid or mask than the model's.</summary>
    internal static void RequireSameImages(ModelDocument model, IReadOnlyList<StoredKind> kinds)
    {
        for (var k = 0; k < kinds.Count; k++)
        {
            var grid = kinds[k].Store.Grid;
            var size = new VolumeSize(grid.X, grid.Y, grid.Z);
            var (voxels, sha256) = k == 0 ? (model.MaskVoxels, model.MaskSha256) : (model.FurtherMasks[k - 1].Voxels, model.FurtherMasks[k - 1].Sha256);
            if (!(model.Size is [var x, var y, var z] && new VolumeSize(x, y, z) == size && sha256 == kinds[k].MaskSha256))
            {
                throw new RunFailureException(
                    ModelCodes.ImagesOfOtherModel, Text(string.Join('×', model.Size), voxels), Text(size.ToString(), kinds[k].Store.Voxels));
            }
        }

        static string Text(string size, int voxels) =>
            string.Create(CultureInfo.InvariantCulture, $"{size} voxels, {voxels} of them inside the mask");
    }

    /// <summary>The latents that differ between people. One alone has nobody to differ from.</summary>
    private static TraitMatrix Varying(StepContext<EncodingParameters> context, TraitMatrix latents)
    {
        if (latents.Ids.Length < 2)
        {
            return latents;
        }

        var still = Enumerable.Range(0, latents.Names.Length).Where(latent => Array.TrueForAll(latents.Values[latent], value => value == latents.Values[latent][0])).ToArray();
        if (still.Length == latents.Names.Length)
        {
            throw new RunFailureException(InterpretationCodes.NoLatentVaries, WholeNumber.Text(still.Length), WholeNumber.Text(latents.Ids.Length));
        }

        if (still.Length == 0)
        {
            return latents;
        }

        if (context.Parameters.Silent != true)
        {
            context.Report(
                ModelCodes.LatentsConstant,
                WholeNumber.Text(still.Length),
                WholeNumber.Text(latents.Names.Length),
                context.Step.Declaration,
                string.Join(", ", still.Take(StoredVolumes.NamesInMessages).Select(latent => latents.Names[latent])));
        }

        int[] kept = [.. Enumerable.Range(0, latents.Names.Length).Except(still)];
        return new TraitMatrix(latents.Ids, latents.Families, [.. kept.Select(latent => latents.Names[latent])], [.. kept.Select(latent => latents.Values[latent])]);
    }

    private static void Finish(StepContext<EncodingParameters> context, StoredVolumes volumes, TraitMatrix latents)
    {
        var people = PeopleList.Read(context.Input("cohort"));
        var (rows, absent) = volumes.Find(people);
        if (rows.Length == 0)
        {
            throw new RunFailureException(ModelCodes.NobodyToEncode, WholeNumber.Text(people.Ids.Count));
        }

        var told = context.Parameters.Silent != true;
        if (told)
        {
            StoredVolumes.ReportAbsent(context, people, absent);
        }

        var fitted = volumes.Find(FittedPeople.Read(context.Input("model"))).Rows.Intersect(rows).ToArray();
        if (told && fitted.Length > 0)
        {
            context.Report(
                ModelCodes.PeopleFitted,
                WholeNumber.Text(fitted.Length),
                WholeNumber.Text(rows.Length),
                context.Step.Declaration,
                string.Join(", ", fitted.Take(StoredVolumes.NamesInMessages).Select(row => volumes.Ids[row])));
        }

        new PeopleList([.. fitted.Select(row => volumes.Ids[row])], volumes.Families is { } families ? [.. fitted.Select(row => families[row])] : null)
            .Write(context.Output, FittedPeople.FileName);
        latents = Varying(context, latents);
        using (var stream = context.Output.Create(TraitsHandler.FileName))
        {
            latents.Write(stream);
        }

        new StepFlow(
            "people",
            [new FlowStage("images of the cohort", people.Ids.Count, rows.Length, [new FlowReason("they have no image", absent.Count)])])
            .Write(context.Output);
        context.Output.SetValue("people", latents.Ids.Length);
        context.Output.SetValue("traits", latents.Names.Length);
        context.Output.SetValue("fitted", fitted.Length);
    }
}
