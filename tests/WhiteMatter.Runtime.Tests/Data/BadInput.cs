using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>A small study in a folder, ways to damage its files, and what must hold of a run that such damage ends.</summary>
public abstract class BadInput : InSmallFileset
{
    /// <summary>
    /// The run fails with this code first, at the study's line, naming what and where; nothing is published, and neither drafts
    /// nor an artifact of the step that failed are left.
    /// </summary>
    private protected async Task Fails(
        DiagnosticDescriptor expected,
        Action damage,
        string named,
        SmallAssociation? study = null,
        ExecutionPlan? plan = null,
        HandlerTable? handlers = null,
        IProgress<RunEvent>? progress = null)
    {
        damage();
        var result = await (study ?? new SmallAssociation(Folder)).RunAsync(plan, handlers, progress);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal((expected.Code, 3), (found.Code, found.Span!.Line));
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
        Assert.NotEmpty(found.Advice);
        Assert.False(Directory.Exists(Folder["results"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder[".wmstudy/tmp"]));
        foreach (var failed in result.Steps.Where(step => step.Ending == StepEnding.Failed).Select(step => step.Step.Fingerprint.Value))
        {
            Assert.False(Directory.Exists(Path.Combine(Folder[".wmstudy/artifacts"], failed[..2], failed)));
        }
    }

    private protected void Cut(string name, int bytes)
    {
        using var file = File.OpenWrite(Folder[name]);
        file.SetLength(file.Length - bytes);
    }

    private protected void CutLine(string name) => File.WriteAllLines(Folder[name], File.ReadAllLines(Folder[name])[..^1]);

    private protected void Patch(string name, int offset, byte value)
    {
        using var file = File.OpenWrite(Folder[name]);
        file.Position = offset;
        file.WriteByte(value);
    }

    private protected void Replace(string name, string from, string to)
    {
        var text = File.ReadAllText(Folder[name]);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(Folder[name], text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Sets a cell of the table of people; the line is counted as in the file, the header's being 1.</summary>
    private protected void SetCell(int line, string column, string value)
    {
        var lines = File.ReadAllLines(Folder["people.tsv"]);
        var cells = lines[line - 1].Split('\t');
        cells[Array.IndexOf(lines[0].Split('\t'), column)] = value;
        lines[line - 1] = string.Join('\t', cells);
        File.WriteAllLines(Folder["people.tsv"], lines);
    }
}
