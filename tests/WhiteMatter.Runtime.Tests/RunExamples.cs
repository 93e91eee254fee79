using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Tests;

/// <summary>
/// What a run said in the tests that <see cref="CodesTriggeredTests.Triggers"/> names, kept in <c>tests/Baselines/runs.tsv</c> as code, test, message and
/// advice, from which the pages of the codes take their examples. <c>WMSTUDY_REWRITE_DOCS=1</c> writes the messages anew; that each is of the
/// test that triggers its code, <see cref="CodesTriggeredTests"/> sees.
/// </summary>
internal static partial class RunExamples
{
    private static readonly Lock Writing = new();

    private static readonly HashSet<string> Written = new(StringComparer.Ordinal);

    private static readonly bool Rewrite = Environment.GetEnvironmentVariable("WMSTUDY_REWRITE_DOCS") is { Length: > 0 };

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Tests = new(() => CodesTriggeredTests.Triggers
        .Select(row => (object[])row)
        .ToDictionary(row => (string)row[0], row => (string)row[2], StringComparer.Ordinal));

    /// <summary>The file of messages.</summary>
    public static string File => Path.Combine(CodesTriggeredTests.Tests, "Baselines", "runs.tsv");

    /// <summary>The rows of the file by their codes.</summary>
    public static SortedDictionary<string, string[]> Read() => new(
        System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).Skip(1).Select(line => line.Split('\t')).ToDictionary(cells => cells[0], StringComparer.Ordinal)
            : [],
        StringComparer.Ordinal);

    /// <summary>Whether the test of a code asked for the work: of a code that another test brings about too, the one the table names counts.</summary>
    /// <param name="stack">Where the work was asked for.</param>
    /// <param name="code">The code.</param>
    public static bool IsItsTest(StackTrace stack, string code) =>
        Tests.Value.TryGetValue(code, out var test)
        && stack.GetFrames().Any(frame => frame.GetMethod() is { } method
            && (method.Name == test || method.Name.StartsWith($"<{test}>", StringComparison.Ordinal) || method.DeclaringType?.Name.StartsWith($"<{test}>", StringComparison.Ordinal) == true));

    /// <summary>Where the caller stands, where what it asks for is to be kept; null in every run but a rewrite.</summary>
    public static StackTrace? Here() => Rewrite ? new StackTrace() : null;

    /// <summary>Keeps what a run said.</summary>
    /// <param name="stack">Where the run was asked for; null keeps nothing.</param>
    /// <param name="found">What it said.</param>
    /// <param name="folder">The folder of the run, which no message may show.</param>
    public static void Take(StackTrace? stack, IEnumerable<Diagnostic> found, string? folder)
    {
        // Only a rewrite keeps anything, and walking a stack takes longer than many a run.
        if (stack is null || !Rewrite)
        {
            return;
        }

        foreach (var one in found.Where(one => IsItsTest(stack, one.Code)).DistinctBy(one => one.Code))
        {
            Take(one.Code, Shown(one.Message, folder), Shown(one.Advice, folder));
        }
    }

    [ModuleInitializer]
    internal static void Listen()
    {
        if (Rewrite && Assembly.GetEntryAssembly()?.GetName().Name == "testhost")
        {
            AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
            {
                if (thrown.Exception is RunFailureException failure && IsItsTest(new StackTrace(), failure.Descriptor.Code) && !Read().ContainsKey(failure.Descriptor.Code))
                {
                    Take(failure.Descriptor.Code, Shown(failure.Message, null), Shown(failure.Advice, null));
                }
            };
        }
    }

    private static void Take(string code, string message, string advice)
    {
        lock (Writing)
        {
            // Of a test of several cases the first.
            if (Rewrite && Written.Add(code))
            {
                var rows = Read();
                rows[code] = [code, Tests.Value[code], message, advice];
                System.IO.File.WriteAllLines(File, rows.Values.Select(cells => string.Join('\t', cells)).Prepend("code\ttest\tmessage\tadvice"));
            }
        }
    }

    private static string Shown(string text, string? folder)
    {
        var local = folder is null ? text : text.Replace(folder + "/", string.Empty, StringComparison.Ordinal).Replace(folder, ".", StringComparison.Ordinal);
        var line = TemporaryFolders().Replace(local, string.Empty).ReplaceLineEndings(" ").Replace('\t', ' ');
        return Fingerprints().Replace(Artifacts().Replace(line, "artifacts/…"), "…");
    }

    [GeneratedRegex(@"/tmp/wmstudy-test-[^/' ]+/?")]
    private static partial Regex TemporaryFolders();

    /// <summary>A folder of the store: two digits of a fingerprint and all of it.</summary>
    [GeneratedRegex(@"artifacts/[0-9a-f]{2}/[0-9a-f]{64}")]
    private static partial Regex Artifacts();

    /// <summary>A fingerprint, whole or as messages shorten it, with what tells two of one from another: it changes with every version of a step.</summary>
    [GeneratedRegex(@"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{12,64}\b(-[0-9a-f]+)?")]
    private static partial Regex Fingerprints();
}
