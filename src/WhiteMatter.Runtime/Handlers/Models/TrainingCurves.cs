using System.Collections.Immutable;
using WhiteMatter.Formats.TensorBoard;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Training;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>
/// The curves of a training on its way, beside its checkpoint: <c>history.tsv</c>, which a new one replaces after each epoch, and the events of TensorBoard, which follows a file that grows. They never hold
/// an epoch that the checkpoint does not, and what an earlier process left is replaced by the epochs that training goes on from.
/// </summary>
/// <param name="folder">That of the checkpoint.</param>
/// <param name="architecture">The network.</param>
/// <param name="begun">When the run began.</param>
internal sealed class TrainingCurves(string folder, NetworkArchitecture architecture, DateTimeOffset begun)
{
    private int _written = -1;

    /// <summary>Writes the epochs so far.</summary>
    public void Write(ImmutableArray<TrainingEpoch> history)
    {
        var kinds = architecture.Modalities;
        Replace(HistoryTable.FileName, stream => HistoryTable.Write(stream, history, architecture.Variational is not null, kinds));
        var events = EventsFile.Events(history, kinds, begun);
        if (_written < 0)
        {
            Replace(EventsFile.FileName, stream => EventFileWriter.Write(stream, begun, events));
        }
        else
        {
            // Whole records in one write.
            using var records = new MemoryStream();
            EventFileWriter.Append(records, events.Where(scalar => scalar.Step > _written));
            using var file = new FileStream(Path.Combine(folder, EventsFile.FileName), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            records.WriteTo(file);
        }

        _written = history.Length;
    }

    private void Replace(string name, Action<Stream> write)
    {
        var temporary = Path.Combine(folder, name + ".tmp");
        using (var file = File.Create(temporary))
        {
            write(file);
        }

        File.Move(temporary, Path.Combine(folder, name), overwrite: true);
    }
}
