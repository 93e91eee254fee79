using System.Collections.Immutable;
using WhiteMatter.Formats.TensorBoard;
using WhiteMatter.Learning.Training;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>The curves of a training as TensorBoard draws them: the file <c>events.out.tfevents.wmstudy</c> of a model's artifact.</summary>
internal static class EventsFile
{
    /// <summary>Its file; TensorBoard knows such files by their name.</summary>
    public const string FileName = "events.out.tfevents.wmstudy";

    /// <summary>Writes the file.</summary>
    /// <param name="output">The artifact.</param>
    /// <param name="history">The epochs.</param>
    /// <param name="kinds">The names of images of several kinds; none of one.</param>
    /// <param name="begun">When the training began; of one that was gone on with, as if all of it had followed the run's beginning.</param>
    public static void Write(ArtifactDraft output, ImmutableArray<TrainingEpoch> history, IReadOnlyList<string> kinds, DateTimeOffset begun)
    {
        using var stream = output.Create(FileName);
        EventFileWriter.Write(stream, begun, Events(history, kinds, begun));
    }

    /// <summary>The numbers of all epochs.</summary>
    public static IEnumerable<ScalarEvent> Events(ImmutableArray<TrainingEpoch> history, IReadOnlyList<string> kinds, DateTimeOffset begun)
    {
        var time = begun;
        foreach (var epoch in history)
        {
            time += TimeSpan.FromSeconds(epoch.Seconds);
            (string Tag, double? Value)[] values =
            [
                ("loss/training", epoch.TrainingLoss),
                ("loss/validation", epoch.ValidationLoss),
                ("learning_rate", epoch.LearningRate),
                ("reconstruction/training", epoch.Training?.Reconstruction),
                ("reconstruction/validation", epoch.Validation?.Reconstruction),
                ("divergence/training", epoch.Training?.Divergence),
                ("divergence/validation", epoch.Validation?.Divergence),
                .. kinds.SelectMany((kind, k) => ((string, double?)[])
                [
                    ($"mse_{kind}/training", epoch.TrainingChannels[k]),
                    ($"mse_{kind}/validation", epoch.ValidationChannels.IsDefault ? null : epoch.ValidationChannels[k]),
                ]),
            ];
            foreach (var (tag, value) in values)
            {
                // Without people held out there is no such curve.
                if (value is { } number && double.IsFinite(number))
                {
                    yield return new ScalarEvent(tag, epoch.Epoch, time, (float)number);
                }
            }
        }
    }
}
