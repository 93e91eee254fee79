using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Interop;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>Trains an autoencoder on the images of a cohort's people.</summary>
/// <remarks>
/// Memory: five numbers of 4 bytes for each weight (value, gradient, two moments, best value), for each person of a batch what the layers give,
/// and two batches of volumes; no more however many people there are. Disk: a checkpoint of four numbers for each weight after each epoch, which
/// replaces the one before it and is gone when the step is done. libtorch is loaded here and not before.
/// </remarks>
public sealed class ModelHandler : IStepHandler<ModelParameters>
{
    /// <summary>The file of its artifact that holds every tensor of the network.</summary>
    internal const string WeightsName = "weights.safetensors";

    /// <summary>The file of its artifact that holds every tensor of the network as the last epoch left it; none where nothing was trained.</summary>
    internal const string LastName = "last.safetensors";

    /// <summary>People whose images show what weights from elsewhere make of them.</summary>
    internal const int MostShown = 32;

    private const string MaskedLoss = "masked_mse";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<ModelParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        if (parameters.Loss != MaskedLoss)
        {
            throw new RunFailureException(RunCodes.PlanBroken, $"the step {context.Step.Id} has the unknown loss '{parameters.Loss}'");
        }

        context.NoteSeed(parameters.Seed);
        using var volumes = StoredVolumes.Open(context, parameters.Normalise, parameters.Modalities, parameters.Crop, tell: true);
        var rows = FittedOn(context, volumes);
        using var memory = NetworkEnvironment.Memory();
        var actual = NetworkEnvironment.Prepare(context, parameters.Numerics, tell: true);
        using var result = parameters.Train.Epochs == 0
            ? Take(context, volumes, rows)
            : Train(context, volumes, rows, actual, cancellationToken);
        Write(context, volumes, result, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <summary>Rows of the people the model is or was fitted on; none where nobody of the study was.</summary>
    private static int[] FittedOn(StepContext<ModelParameters> context, StoredVolumes volumes)
    {
        if (context.Step.Inputs.All(input => input.Role != "fit_on"))
        {
            return [];
        }

        var people = PeopleList.Read(context.Input("fit_on"));
        var (rows, absent) = volumes.Find(people);
        StoredVolumes.ReportAbsent(context, people, absent);
        return rows;
    }

    /// <summary>The network with weights as they are.</summary>
    private static TrainingResult Take(StepContext<ModelParameters> context, StoredVolumes volumes, int[] rows)
    {
        var network = new VolumeAutoencoder(ArchitectureOf(context.Parameters.Architecture, context.Parameters.Transformer, context.Parameters.Modalities), volumes.View.Size);
        try
        {
            Begin(context, network);
            network.eval();
            return new TrainingResult(network, new TrainingSplit(rows, []), [], 0, null, null);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static void Begin(StepContext<ModelParameters> context, VolumeAutoencoder network)
    {
        var origin = PretrainedWeights.Load(network, context.PathOf(context.Parameters.Weights!));
        var ours = WeightsOrigin.Of(network, WordOf(context.Parameters));
        foreach (var (setting, theirs, here) in new[] { ("normalise", origin.Normalisation, ours.Normalisation), ("the grid", origin.Grid, ours.Grid) })
        {
            if (theirs is not null && theirs != here)
            {
                context.Report(ModelCodes.WeightsOfOtherImages, context.Step.Declaration, $"{setting} = {theirs}", $"{setting} = {here}");
            }
        }
    }

    private static string WordOf(ModelParameters parameters) => parameters.Modalities is { } several
        ? string.Join(", ", several.Kinds.Select(kind => WordOf(kind.Normalise)))
        : WordOf(parameters.Normalise);

    private static string WordOf(ImageNormalisation normalisation) => normalisation == ImageNormalisation.ZScore ? "zscore" : "none";

    private static TrainingResult Train(
        StepContext<ModelParameters> context, StoredVolumes volumes, int[] rows, NumericEnvironment actual, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var architecture = ArchitectureOf(parameters.Architecture, parameters.Transformer, parameters.Modalities);
        var curves = new TrainingCurves(context.Checkpoint, architecture, context.RunStarted);
        var result = AutoencoderTraining.Run(
            volumes.View,
            rows,
            architecture,
            OptionsOf(parameters, volumes.Grid),
            context.Step.Fingerprint.Value + JsonSerializer.Serialize(actual, PlanJson.Options),
            new CheckpointFolder(context.Checkpoint, PosixFile.SyncDirectory),
            new TrainingTicks(told => context.Advance(told.Volumes, told.TotalVolumes, "people", NoteOf(told))),
            cancellationToken,
            parameters.Weights is null ? null : network => Begin(context, network),
            curves.Write,
            network =>
            {
                using var last = context.Output.Create(LastName);
                NetworkWeights.Save(network, last, WordOf(parameters));
            });
        if (result.CheckpointProblem is { } problem)
        {
            context.Report(ModelCodes.CheckpointNotUsed, context.Step.Id, problem);
        }

        var batches = (result.Split.Training.Length + parameters.Train.Batch - 1) / parameters.Train.Batch;
        if (parameters.Train.Accumulate is { } accumulate && accumulate > batches)
        {
            context.Report(ModelCodes.AccumulatesBeyondEpoch, context.Step.Declaration, WholeNumber.Text(accumulate), WholeNumber.Text(batches));
        }

        if (result.ResumedAfter is { } epoch)
        {
            context.Report(ModelCodes.TrainingResumed, context.Step.Id, WholeNumber.Text(epoch));
        }

        return result;
    }

    /// <summary>The losses of a training on its way: <c>epoch 3, loss 0.512 (held out 0.533)</c>.</summary>
    private static string NoteOf(TrainingProgress told) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {told.Epoch}, loss {told.TrainingLoss:G4}{(double.IsNaN(told.ValidationLoss) ? "" : string.Create(CultureInfo.InvariantCulture, $" (held out {told.ValidationLoss:G4})"))}");

    /// <summary>The network of a plan's record, one of the two, for one kind of images or several.</summary>
    internal static NetworkArchitecture ArchitectureOf(ConvolutionalAutoencoder? convolutional, TransformerAutoencoder? transformer, ImageModalities? modalities) =>
        ArchitectureOf(convolutional, transformer) with { Modalities = [.. modalities?.Kinds.Select(kind => kind.Name) ?? []] };

    private static NetworkArchitecture ArchitectureOf(ConvolutionalAutoencoder? convolutional, TransformerAutoencoder? transformer) => transformer is not null
        ? new TransformerArchitecture(
            transformer.Patch,
            transformer.Width,
            transformer.Depth,
            transformer.Heads,
            transformer.DecoderDepth,
            transformer.Positions == Plan.Parameters.PatchPositions.Learned ? Learning.Networks.PatchPositions.Learned : Learning.Networks.PatchPositions.Sinusoidal,
            transformer.Latents)
        : new AutoencoderArchitecture(convolutional!.Channels, convolutional.Latents)
        {
            Variational = convolutional.Variational is { } variational ? new VariationalOptions(variational.Beta, variational.WarmUp) : null,
            Convolutions = new ConvolutionOptions(
                convolutional.Kernel ?? ConvolutionOptions.Published.Kernel,
                Enum.Parse<Learning.Networks.ChannelNormalisation>(convolutional.Normalisation.ToString()),
                Enum.Parse<Activation>(convolutional.Activation.ToString())),
        };

    private static TrainingOptions OptionsOf(ModelParameters parameters, VolumeGrid grid) => new()
    {
        Epochs = parameters.Train.Epochs,
        Batch = parameters.Train.Batch,
        LearningRate = parameters.Train.Optimiser.LearningRate,
        Beta1 = parameters.Train.Optimiser.Beta1,
        Beta2 = parameters.Train.Optimiser.Beta2,
        Epsilon = parameters.Train.Optimiser.Epsilon,
        WeightDecay = parameters.Train.Optimiser.WeightDecay,
        Course = parameters.Train.Schedule switch
        {
            RateSchedule.Cosine => LearningRateCourse.Cosine,
            RateSchedule.Constant => LearningRateCourse.Constant,
            _ => LearningRateCourse.Plateau,
        },
        WarmUp = parameters.Train.WarmUp,
        Clip = parameters.Train.Clip,
        Accumulate = parameters.Train.Accumulate ?? 1,
        Validation = parameters.Train.Validation,
        Patience = parameters.Train.Patience,
        Stop = parameters.Train.Stop,
        Seed = parameters.Seed,
        Execution = NetworkEnvironment.Execution(parameters.Numerics),
        Recompute = parameters.Train.Activations == LayerKeeping.Recompute,
        Corruption = parameters.Corruption is { } corruption
            ? new Corruption
            {
                Noise = corruption.Noise,
                Hidden = corruption.Hidden,
                Patch = corruption.Patch ?? 1,
                Over = corruption.Over == Plan.Parameters.LossVoxels.All ? Learning.Volumes.LossVoxels.All : Learning.Volumes.LossVoxels.Hidden,
            }
            : null,
        Augmentation = parameters.Augment is { } changes
            ? new Augmentation
            {
                Noise = changes.Noise,
                Gamma = changes.Gamma,
                Rotate = changes.Rotate,
                Shift = changes.Shift,
                Scale = changes.Scale,
                Flip = changes.Flip,
                Edges = grid.VoxelSize,
                LeftRight = LeftRight(grid),
            }
            : null,
    };

    /// <summary>The axis of a grid that runs most along the world's first, from left to right.</summary>
    private static int LeftRight(VolumeGrid grid)
    {
        var (x, y, z) = grid.VoxelSize;
        double[] along = [Math.Abs(grid.Affine[0]) / x, Math.Abs(grid.Affine[1]) / y, Math.Abs(grid.Affine[2]) / z];
        return Array.IndexOf(along, along.Max());
    }

    private static void Write(
        StepContext<ModelParameters> context, StoredVolumes volumes, TrainingResult result, CancellationToken cancellationToken)
    {
        var (output, parameters) = (context.Output, context.Parameters);
        using (var weights = output.Create(WeightsName))
        {
            NetworkWeights.Save(result.Network, weights, WordOf(parameters));
        }

        var kinds = result.Network.Architecture.Modalities;
        HistoryTable.Write(output, result.History, result.Network.Architecture.Variational is not null, kinds);
        EventsFile.Write(output, result.History, kinds, context.RunStarted);
        if (result.Network.Architecture.Variational is not null)
        {
            WriteLatents(context, volumes, result, cancellationToken);
        }

        FittedPeople.Write(output, volumes, result.Split);
        WriteGroup(context, volumes, result, cancellationToken);
        var shapes = result.Network.Shapes;
        JsonDocumentFile.Write(
            output,
            ModelDocument.FileName,
            new ModelDocument(
                parameters.Loss,
                [volumes.Size.X, volumes.Size.Y, volumes.Size.Z],
                volumes.Grid.Affine,
                volumes.Kinds[0].Store.Voxels,
                volumes.Kinds[0].MaskSha256,
                parameters.Normalise,
                result.Split.Training.Length,
                result.Split.Validation.Length,
                result.History.Length,
                result.BestEpoch,
                shapes.Parameters,
                [.. shapes.Layers.Select(layer => new ModelLayer(layer.Name, layer.Kind, layer.Output, layer.Parameters))])
            {
                Architecture = parameters.Architecture,
                Transformer = parameters.Transformer,
                Modalities = parameters.Modalities,
                FurtherMasks = parameters.Modalities is null ? default : [.. volumes.Kinds.Skip(1).Select(kind => new ModelMask(kind.Store.Voxels, kind.MaskSha256))],
                KindPeople = parameters.Modalities is null ? default : KindPeople(volumes, result),
                Corruption = parameters.Corruption,
                Augment = parameters.Augment,
                Crop = parameters.Crop,
            });
        output.SetValue("epochs", result.History.Length);
        output.SetValue("best_epoch", result.BestEpoch);
        output.SetValue("training_loss", result.History.IsEmpty ? double.NaN : result.Best.TrainingLoss);
        output.SetValue("validation_loss", result.History.IsEmpty ? double.NaN : result.Best.ValidationLoss);
        output.SetValue("people", result.Split.Training.Length + result.Split.Validation.Length);
        output.SetValue("parameters", shapes.Parameters);
    }

    private static ImmutableArray<ModelKindPeople> KindPeople(StoredVolumes volumes, TrainingResult result)
    {
        var (training, validation) = (volumes.View.CountPresent(result.Split.Training), volumes.View.CountPresent(result.Split.Validation));
        var shown = volumes.View.CountPresent(Shown(volumes, result));
        return [.. shown.Select((count, k) => new ModelKindPeople(training[k], validation[k], count))];
    }

    /// <summary>What each latent of a variational network carries of the images.</summary>
    private static void WriteLatents(
        StepContext<ModelParameters> context, StoredVolumes volumes, TrainingResult result, CancellationToken cancellationToken)
    {
        var divergences = LatentUse.Divergences(
            result.Network, volumes.View, Shown(volumes, result), NetworkEnvironment.Execution(context.Parameters.Numerics), cancellationToken);
        using (var stream = context.Output.Create("latents.tsv"))
        using (var table = new TsvWriter(stream, ["latent", "divergence"]))
        {
            for (var k = 0; k < divergences.Length; k++)
            {
                table.WriteRow(EncodingHandler.LatentName(k + 1), divergences[k]);
            }
        }

        int[] collapsed = [.. Enumerable.Range(0, divergences.Length).Where(k => divergences[k] < LatentUse.LeastDivergence)];
        context.Output.SetValue("collapsed", collapsed.Length);
        if (collapsed.Length > 0)
        {
            context.Report(
                ModelCodes.LatentsCollapsed,
                context.Step.Declaration,
                WholeNumber.Text(collapsed.Length),
                WholeNumber.Text(divergences.Length),
                string.Join(", ", collapsed.Take(StoredVolumes.NamesInMessages).Select(k => EncodingHandler.LatentName(k + 1))));
        }
    }

    /// <summary>The people held out show what the network has learnt; without any, those trained on do, and of weights from elsewhere the first of all.</summary>
    private static int[] Shown(StoredVolumes volumes, TrainingResult result) => result.Split.Validation.Length > 0 ? result.Split.Validation
        : result.History.IsEmpty ? [.. Enumerable.Range(0, Math.Min(MostShown, volumes.People))]
        : result.Split.Training;

    /// <summary>Means of people's images and of what the network makes of them.</summary>
    private static void WriteGroup(
        StepContext<ModelParameters> context, StoredVolumes volumes, TrainingResult result, CancellationToken cancellationToken)
    {
        var execution = NetworkEnvironment.Execution(context.Parameters.Numerics);
        var group = GroupReconstruction.Of(result.Network, volumes.View, Shown(volumes, result), execution, cancellationToken);
        for (var k = 0; k < volumes.Kinds.Length; k++)
        {
            var (first, voxels) = volumes.View.MaskOf(k);
            foreach (var (name, values) in new[] { ("mean.nii.gz", group.Mean), ("reconstruction.nii.gz", group.Reconstruction) })
            {
                using var stream = context.Output.Create(volumes.Kinds[k].FileOf(name));
                var mask = volumes.Kinds[k].Store.Mask;
                NiftiFile.Write(
                    stream,
                    mask.Grid,
                    mask.Spread(Array.ConvertAll(values[first..(first + voxels)], value => (float)value)),
                    new NiftiWriteOptions { DataType = NiftiDataType.Float32 });
            }
        }
    }

    /// <summary>Passes a training's progress on at once, on the thread that trains.</summary>
    private sealed class TrainingTicks(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
