using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Learning.Training;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>The epochs of a training as a table: the file <c>history.tsv</c> of a model's artifact.</summary>
internal static class HistoryTable
{
    /// <summary>Its file.</summary>
    public const string FileName = "history.tsv";

    /// <summary>Its columns.</summary>
    public static readonly string[] Columns = ["epoch", "training_loss", "validation_loss", "learning_rate", "seconds"];

    /// <summary>The columns that a variational network has besides.</summary>
    public static readonly string[] Parts = ["training_reconstruction", "training_divergence", "validation_reconstruction", "validation_divergence"];

    /// <summary>The columns that each of several kinds of images has besides: its mean squared error.</summary>
    /// <param name="kind">The name of the images.</param>
    public static string[] OfKind(string kind) => ["training_mse_" + kind, "validation_mse_" + kind];

    /// <summary>Writes the table.</summary>
    /// <param name="output">The artifact.</param>
    /// <param name="history">The epochs.</param>
    /// <param name="variational">Whether the loss has two parts.</param>
    /// <param name="kinds">The names of images of several kinds; none of one.</param>
    public static void Write(ArtifactDraft output, ImmutableArray<TrainingEpoch> history, bool variational, IReadOnlyList<string> kinds)
    {
        using var stream = output.Create(FileName);
        Write(stream, history, variational, kinds);
    }

    /// <summary>Writes the table.</summary>
    /// <param name="stream">Receives it.</param>
    /// <param name="history">The epochs.</param>
    /// <param name="variational">Whether the loss has two parts.</param>
    /// <param name="kinds">The names of images of several kinds; none of one.</param>
    public static void Write(Stream stream, ImmutableArray<TrainingEpoch> history, bool variational, IReadOnlyList<string> kinds)
    {
        using var table = new TsvWriter(stream, [.. Columns, .. variational ? Parts : [], .. kinds.SelectMany(OfKind)]);
        foreach (var epoch in history)
        {
            var (training, validation) = (epoch.Training, epoch.Validation);
            object[] parts = variational
                ?
                [
                    training?.Reconstruction ?? double.NaN,
                    training?.Divergence ?? double.NaN,
                    validation?.Reconstruction ?? double.NaN,
                    validation?.Divergence ?? double.NaN,
                ]
                : [];
            table.WriteRow(
            [
                epoch.Epoch,
                epoch.TrainingLoss,
                epoch.ValidationLoss,
                epoch.LearningRate,
                epoch.Seconds,
                .. parts,
                .. kinds.SelectMany((_, k) => (object[])[epoch.TrainingChannels[k], epoch.ValidationChannels.IsDefault ? double.NaN : epoch.ValidationChannels[k]]),
            ]);
        }
    }
}
