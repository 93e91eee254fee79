using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
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
        var normalisation = ImagesPages.Normalisation((ImagesParameters)images.Parameters);
        var all = material.Asks(ModelParameters.KindName, step);
        var people = (long)artifact.Value("people");
        var held = 0L;
        return new ModelReport
        {
            Name = step.Declaration,
            Description = material.DocOf(step),
            Architecture = Architecture(parameters.Architecture),
            Loss = "Mean squared error inside the mask" + (normalisation is null ? "" : ", of images as z-scores"),
            Parameters = (long)artifact.Value("parameters"),
            FittedPeople = people - held,
            ValidationPeople = held,
            Device = Device(parameters.Numerics),
            Epochs = Epochs(artifact, cancellationToken),
            BestEpoch = (int)artifact.Value("best_epoch"),
            ShowTraining = all || material.Asks("training", step),
        };
    }

    private static string Architecture(ConvolutionalAutoencoder network) => string.Create(
        CultureInfo.InvariantCulture,
        $"Convolutional autoencoder: {string.Join("–", network.Channels)} channels, a bottleneck of {network.Latents} latents; each level has two 3 × 3 × 3 convolutions with batch normalisation, levels are halved between.");

    private static string Device(NumericEnvironment numerics) =>
        string.Join(", ", ((string[])[numerics.Device, numerics.Processor, numerics.Library, numerics.Blas]).Where(part => part.Length > 0));

    private static ImmutableArray<TrainingEpoch> Epochs(Artifact artifact, CancellationToken cancellationToken)
    {
        if (artifact.Value("epochs") == 0)
        {
            return [];
        }

        string[] names = ["epoch", "training_loss", "validation_loss", "learning_rate"];
        var columns = DelimitedTable.Read(
            artifact.PathOf("history.tsv"),
            [.. names.Select(name => new ColumnRequest(name, ColumnReading.Numeric))],
            new TableOptions { Delimiter = Delimiter.Tab },
            cancellationToken);
        return
        [
            .. Enumerable.Range(0, columns[0].Count).Select(row => new TrainingEpoch(
                (int)Number(0, row), Number(1, row), Number(2, row), Number(3, row))),
        ];

        double Number(int column, int row) => ((NumericColumn)columns[column]).Values[row];
    }
}
