using System.Collections.Immutable;
using WhiteMatter.Formats.TensorBoard;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Training;
using WhiteMatter.Runtime.Handlers.Models;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>The curves of a training that is watched: whole after each epoch, whoever wrote before.</summary>
public sealed class TrainingCurvesTests : InFolder
{
    private static readonly DateTimeOffset s_begun = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly AutoencoderArchitecture s_architecture = new([2, 4], 3);
    private static readonly ImmutableArray<TrainingEpoch> s_epochs =
        [new(1, 0.9, 0.95, 1e-3, 2.5), new(2, 0.7, 0.8, 1e-3, 2.5), new(3, 0.6, 0.75, 5e-4, 3)];

    [Fact]
    public void Curves_that_grow_are_those_that_are_written_at_the_end()
    {
        // A process that was killed left more epochs than its checkpoint has, and half a record.
        File.WriteAllText(Folder["history.tsv"], "epoch\n1\n2\n3\n4\n");
        File.WriteAllBytes(Folder["events.out.tfevents.wmstudy"], [1, 2, 3]);
        var curves = new TrainingCurves(Folder.Path, s_architecture, s_begun);
        for (var epochs = 2; epochs <= 3; epochs++)
        {
            var history = s_epochs[..epochs];
            curves.Write(history);
            Assert.Equal(Whole(stream => HistoryTable.Write(stream, history, false, [])), File.ReadAllBytes(Folder["history.tsv"]));
            Assert.Equal(Whole(stream => EventFileWriter.Write(stream, s_begun, EventsFile.Events(history, [], s_begun))), File.ReadAllBytes(Folder["events.out.tfevents.wmstudy"]));
        }

        Assert.Equal(["epoch\ttraining_loss\tvalidation_loss\tlearning_rate\tseconds", "1\t0.9\t0.95\t0.001\t2.5"], File.ReadLines(Folder["history.tsv"]).Take(2));
        Assert.Equal(["events.out.tfevents.wmstudy", "history.tsv"], Directory.GetFiles(Folder.Path).Select(Path.GetFileName).Order());
    }

    private static byte[] Whole(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
