using System.Text.RegularExpressions;
using Xunit;

namespace EndToEnd;

/// <summary>
/// What the tutorial says to type is typed, and what it says is printed is printed. Times, costs, fingerprints and the folder differ from
/// machine to machine and are masked on both sides.
/// </summary>
public sealed partial class TutorialTests
{
    private const string Folder = "/home/you/first";
    private const string Study = "first.wmstudy";

    [Fact]
    public void The_tutorial_prints_what_its_page_shows()
    {
        using var run = new StudyRun();
        File.Delete(run.CopyExample("real-genotypes.wmstudy"));
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "tutorial.md"));
        var commands = 0;
        foreach (Match block in Blocks().Matches(page))
        {
            var text = block.Groups["text"].Value;
            switch (block.Groups["language"].Value)
            {
                case "wmstudy":
                    run.Write(Study, text);
                    break;
                case "diff":
                    run.Write(Study, Edited(File.ReadAllText(Path.Combine(run.Folder, Study)), text));
                    break;
                case "console":
                    Check(run, text);
                    commands++;
                    break;
            }
        }

        Assert.True(commands >= 10, $"The page shows {commands} commands.");
    }

    private static void Check(StudyRun run, string block)
    {
        var lines = block.TrimEnd('\n').Split('\n');
        var words = lines[0].Split(' ');
        Assert.Equal(["$", "wmstudy"], words[..2]);
        var result = run.Wmstudy(words[2..]);
        var printed = Masked((result.Errors + result.Output).Replace(run.Folder, Folder, StringComparison.Ordinal));
        var shown = Masked(string.Join('\n', lines[1..]));
        if (words[2] == "run")
        {
            // Steps run side by side, so that their lines come in any order; a part of a step is told like a step.
            printed = [.. printed.Distinct().Order(StringComparer.Ordinal)];
            shown = [.. shown.Distinct().Order(StringComparer.Ordinal)];
        }

        Assert.True(Agree(shown, printed), $"{lines[0]} printed\n{string.Join('\n', printed)}\nand the page shows\n{string.Join('\n', shown)}");
    }

    /// <summary>Whether lines are those that are shown, where a line of an ellipsis stands for any number of them.</summary>
    private static bool Agree(ReadOnlySpan<string> shown, ReadOnlySpan<string> printed)
    {
        if (shown is not [var first, ..])
        {
            return printed.IsEmpty;
        }

        if (first == "…")
        {
            for (var skipped = 0; skipped <= printed.Length; skipped++)
            {
                if (Agree(shown[1..], printed[skipped..]))
                {
                    return true;
                }
            }

            return false;
        }

        return printed is [var next, ..] && next == first && Agree(shown[1..], printed[1..]);
    }

    private static string[] Masked(string text)
    {
        text = Clock().Replace(text, "hh:mm:ss ");
        text = Duration().Replace(text, "done in …");
        text = Cost().Replace(text, " (…)");
        text = Total().Replace(text, "About …");
        text = Machine().Replace(text, "Here are …");
        text = Fingerprint().Replace(text, "…");
        text = Folders().Replace(text, "artifacts/…/");
        text = Day().Replace(text, "made …");
        text = Size().Replace(text, "… bytes");
        return text.TrimEnd('\n').Split('\n');
    }

    private static string Edited(string study, string edit)
    {
        var lines = edit.Split('\n');
        var before = Marked('-');
        Assert.Equal(2, study.Split(before).Length);
        return study.Replace(before, Marked('+'), StringComparison.Ordinal);

        string Marked(char mark) => string.Concat(lines.Where(line => line.StartsWith(mark)).Select(line => line[1..] + "\n"));
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^\d\d:\d\d:\d\d ", RegexOptions.Multiline)]
    private static partial Regex Clock();

    [GeneratedRegex(@"done in .*$", RegexOptions.Multiline)]
    private static partial Regex Duration();

    [GeneratedRegex(@" \([^()\n]*(memory|disk)[^()\n]*\)")]
    private static partial Regex Cost();

    [GeneratedRegex(@"Here are .* processors?, .* memory.*\.")]
    private static partial Regex Machine();

    [GeneratedRegex(@"About .* disk\.")]
    private static partial Regex Total();

    [GeneratedRegex(@"\b[0-9a-f]{64}\b|(?<=^\S+  )[0-9a-f]{12}\b", RegexOptions.Multiline)]
    private static partial Regex Fingerprint();

    [GeneratedRegex(@"artifacts/[0-9a-f]{2}/…/")]
    private static partial Regex Folders();

    [GeneratedRegex(@"made \d{4}-.*$", RegexOptions.Multiline)]
    private static partial Regex Day();

    [GeneratedRegex(@"[\d,]+ bytes")]
    private static partial Regex Size();
}
