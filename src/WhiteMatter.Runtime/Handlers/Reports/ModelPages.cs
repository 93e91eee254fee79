using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Images;
using WhiteMatter.Runtime.Handlers.Models;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on a trained model.</summary>
internal static class ModelPages
{
    public static ModelReport Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var parameters = (ModelParameters)step.Parameters;
        var artifact = material.ArtifactOf(step);
        var images = material.InputOf(step, "images");
        var normalisation = NormalisationOf(parameters.Normalise);
        var all = material.Asks(ModelParameters.KindName, step);
        var model = JsonDocumentFile.Read<ModelDocument>(artifact, ModelDocument.FileName);
        var variational = parameters.Architecture is { Variational: not null };
        return new ModelReport
        {
            Name = NameOf(step, parameters),
            Description = material.DocOf(step),
            Architecture = Architecture(parameters, model.Seen) + Cropped(model) + Origin(parameters),
            Loss = Loss(parameters) + Seen(parameters),
            Parameters = (long)artifact.Value("parameters"),
            FittedPeople = model.Training,
            ValidationPeople = model.Validation,
            Device = Device(parameters.Numerics),
            Epochs = Epochs(artifact, variational, cancellationToken),
            Collapsed = variational ? ((int)artifact.Value("collapsed"), parameters.Latents) : null,
            BestEpoch = model.BestEpoch,
            ShowTraining = all || material.Asks("training", step),
            Reconstruction = all || material.Asks("reconstruction", step)
                ? Reconstructed(artifact, material.ArtifactOf(images), model, images.Declaration + (normalisation is null ? "" : ", " + normalisation), parameters.Modalities?.Kinds[0].Name, 0, cancellationToken)
                : null,
            FurtherReconstructions = parameters.Modalities is { } several && (all || material.Asks("reconstruction", step))
                ?
                [
                    .. several.Kinds.Select((kind, k) => (kind, k)).Skip(1).Select(at => Reconstructed(
                        artifact,
                        material.ArtifactOf(material.InputOf(step, ImageModalities.RoleOf(at.k))),
                        model,
                        at.kind.Name + (NormalisationOf(at.kind.Normalise) is { } word ? ", " + word : ""),
                        at.kind.Name,
                        at.k,
                        cancellationToken)),
                ]
                : [],
            Errors = parameters.Modalities is { } kinds && model.Epochs > 0 ? Errors(artifact, kinds, model, cancellationToken) : [],
        };
    }

    /// <summary>The declaration's name; a network of an ensemble beside the first has its seed in the step's name.</summary>
    private static string NameOf(PlanStep step, ModelParameters parameters) =>
        step.Id == $"{ModelParameters.KindName}:{step.Declaration}" ? step.Declaration : string.Create(CultureInfo.InvariantCulture, $"{step.Declaration}, seed {parameters.Seed}");

    private static string? NormalisationOf(ImageNormalisation normalisation) => normalisation == ImageNormalisation.ZScore ? "z-score inside the mask" : null;

    private static string Loss(ModelParameters parameters) => parameters.Modalities is not { } several
        ? "Mean squared error inside the mask" + (parameters.Normalise == ImageNormalisation.ZScore ? ", of images as z-scores" : "")
        : "Mean of the mean squared errors of "
            + string.Join(", ", several.Kinds.Select(kind => kind.Name + (kind.Normalise == ImageNormalisation.ZScore ? " (as z-scores)" : "")))
            + ", each inside its mask, by their weights"
            + (several.AllowMissing ? "; of people who lack some, over those that they have" : "");

    private static ImmutableArray<ModalityError> Errors(Artifact artifact, ImageModalities modalities, ModelDocument model, CancellationToken cancellationToken)
    {
        var columns = DelimitedTable.Read(
            artifact.PathOf(HistoryTable.FileName),
            [.. modalities.Kinds.SelectMany(kind => HistoryTable.OfKind(kind.Name)).Select(name => new ColumnRequest(name, ColumnReading.Numeric))],
            new TableOptions { Delimiter = Delimiter.Tab },
            cancellationToken);
        var weights = modalities.Kinds.Sum(kind => kind.Weight);
        double Of(int column) => ((NumericColumn)columns[column]).Values[model.BestEpoch - 1];
        return [.. modalities.Kinds.Select((kind, k) => new ModalityError(kind.Name, kind.Weight / weights, Of(2 * k), Of((2 * k) + 1), model.KindPeople[k].Training, model.KindPeople[k].Validation))];
    }

    /// <summary>The means are of the people held out; without any, of those fitted.</summary>
    private static Reconstruction Reconstructed(
        Artifact artifact, Artifact images, ModelDocument model, string quantity, string? kind, int number, CancellationToken cancellationToken)
    {
        var (people, group) = model switch
        {
            { Epochs: 0 } => (Math.Min(ModelHandler.MostShown, (long)images.Value("people")), "of the study"),
            { Validation: > 0 } => ((long)model.Validation, "held out from training"),
            _ => (model.Training, "that the model was fitted on"),
        };

        // Of several kinds those who have this one.
        people = model.KindPeople.IsDefault ? people : model.KindPeople[number].Shown;
        string File(string name) => kind is null ? name : kind + "/" + name;
        return new Reconstruction(
            VolumePages.Read(artifact, File("mean.nii.gz"), images, ImagesHandler.MaskName, cancellationToken),
            VolumePages.Read(artifact, File("reconstruction.nii.gz"), images, ImagesHandler.MaskName, cancellationToken),
            people,
            group,
            quantity)
        {
            Kind = kind,
        };
    }

    private static string Origin(ModelParameters parameters) => (parameters.Weights, parameters.Train.Epochs) switch
    {
        (null, _) => "",
        ({ } weights, 0) => $" Its weights are those of {weights.Path}, trained elsewhere.",
        ({ } weights, _) => $" Its training began with the weights of {weights.Path}.",
    };

    private static string Cropped(ModelDocument model) => model.Crop is null
        ? ""
        : $" Images of {string.Join(" × ", model.Size)} voxels are cropped to the box around their {(model.Modalities is null ? "mask" : "masks")}.";

    /// <summary>What training did to images, as the end of a sentence.</summary>
    private static string Seen(ModelParameters parameters)
    {
        var text = "";
        if (parameters.Corruption is { } corruption)
        {
            text += corruption.Noise > 0 ? string.Create(CultureInfo.InvariantCulture, $"; the network saw them with noise of {corruption.Noise} standard deviations") : "";
            text += corruption.Hidden > 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"; {100 * corruption.Hidden:0.#}% of the blocks of {corruption.Patch}³ voxels were hidden, and the error is over {(corruption.Over == LossVoxels.All ? "all voxels" : "the hidden voxels")}")
                : "";
        }

        return parameters.Augment is null ? text : text + "; images of the people trained on were augmented";
    }

    private static string Architecture(ModelParameters parameters, ImmutableArray<int> size)
    {
        var voxels = string.Join(" × ", size);
        if (parameters.Transformer is { } transformer)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Autoencoder of vision transformers for volumes of {voxels} voxels: patches of {transformer.Patch}³ voxels, {transformer.Depth} blocks of width {transformer.Width} and {transformer.Heads} heads in the encoder, {transformer.DecoderDepth} in the decoder, and {transformer.Latents} latents.");
        }

        var network = parameters.Architecture!;
        var drawn = network.Variational is { } variational
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" Training decodes draws of the latents, and 2β/V times their divergence from the standard normal distribution is added to the error, β = {variational.Beta}, V the voxels in the mask.")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(network.Variational is null ? "Convolutional" : "Variational convolutional")} autoencoder of volumes of {voxels} voxels: levels of {string.Join(", ", network.Channels)} channels, each half the size of the one before, {Convolutions(network)}and {network.Latents} latents.{drawn}");
    }

    /// <summary>What is not as in the published network.</summary>
    private static string Convolutions(ConvolutionalAutoencoder network)
    {
        string?[] parts =
        [
            network.Kernel is { } kernel ? string.Create(CultureInfo.InvariantCulture, $"kernels of {kernel}³ voxels") : null,
            network.Normalisation switch
            {
                ChannelNormalisation.Instance => "instance normalisation",
                ChannelNormalisation.Group => "group normalisation",
                ChannelNormalisation.None => "no normalisation",
                _ => null,
            },
            network.Activation == LayerActivation.LeakyRelu ? null : network.Activation.ToString().ToUpperInvariant() + " activations",
        ];
        return string.Concat(parts.Where(part => part is not null).Select(part => part + ", "));
    }

    private static string Device(NumericEnvironment numerics) =>
        string.Join(", ", ((string[])[numerics.Device, numerics.Gpu ?? "", numerics.Precision ?? "", numerics.Processor, numerics.Library, numerics.Blas]).Where(part => part.Length > 0));

    private static ImmutableArray<TrainingEpoch> Epochs(Artifact artifact, bool variational, CancellationToken cancellationToken)
    {
        if (artifact.Value("epochs") == 0)
        {
            return [];
        }

        string[] names = ["epoch", "training_loss", "validation_loss", "learning_rate", .. variational ? HistoryTable.Parts : []];
        var columns = DelimitedTable.Read(
            artifact.PathOf(HistoryTable.FileName),
            [.. names.Select(name => new ColumnRequest(name, ColumnReading.Numeric))],
            new TableOptions { Delimiter = Delimiter.Tab },
            cancellationToken);
        return
        [
            .. Enumerable.Range(0, columns[0].Count).Select(row => new TrainingEpoch(
                (int)Number(0, row), Number(1, row), Number(2, row), Number(3, row))
            {
                Reconstruction = Watched(row, 0),
                Divergence = Watched(row, 1),
            }),
        ];

        // Of the people held out, which stands behind that of those trained on.
        double? Watched(int row, int part) => !variational ? null
            : double.IsNaN(Number(2, row)) ? Number(4 + part, row)
            : Number(6 + part, row);

        double Number(int column, int row) => ((NumericColumn)columns[column]).Values[row];
    }
}
