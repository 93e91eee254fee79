using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using WhiteMatter.Language;
using WhiteMatter.LanguageServer;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// The language server in a process of its own, driven through its pipes as by an editor: how long it takes from an edit to the last byte of the
/// proposals, of the hover, of the findings, of the colours of all words and of those that changed, of the notes on a screen of 60 lines, of the outline and
/// of the folding of the text that it made.
/// </summary>
internal static class ServerBenchmark
{
    private const string Uri = "file:///bench/bench.wmstudy";

    /// <summary>Edits before measuring, in which the runtime compiles what is called often.</summary>
    private const int Warmup = 150;

    /// <summary>From one key to the next, as who types 80 words of five letters in a minute: 150 ms.</summary>
    private static readonly TimeSpan Keystroke = TimeSpan.FromMilliseconds(150);

    public static void Run(int[] lineCounts, int edits)
    {
        Console.WriteLine("| lines | KiB | typed | until | median ms | 99% ms | longest ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var lines in lineCounts)
        {
            Measure(lines, edits);
        }
    }

    /// <summary>The server over standard input and output, as an editor starts one; its study's files are in memory.</summary>
    public static void Serve(int lines)
    {
        var (_, host) = LanguageBenchmark.Study(LanguageBenchmark.DeclarationsOf(lines));
        var options = new ServerOptions(
            Console.OpenStandardInput(),
            Console.OpenStandardOutput(),
            FuncConvert.FromFunc<string, Plan.Hosting.IStudyHost>(_ => host),
            FuncConvert.FromFunc<string, CheckedStudy, CancellationToken, Task<FSharpMap<string, FSharpList<string>>>>(
                (_, _, _) => Task.FromResult(MapModule.Empty<string, FSharpList<string>>())),
            "/bench",
            FSharpOption<string>.None,
            new LibraryPlace("/library", FuncConvert.FromAction(() => { })),
            "0",
            CancellationToken.None);
        new Server(options).Run();
    }

    private static void Measure(int lines, int edits)
    {
        var (text, _) = LanguageBenchmark.Study(LanguageBenchmark.DeclarationsOf(lines));
        var start = new ProcessStartInfo(Environment.ProcessPath ?? throw new InvalidOperationException("The program's path is not known."))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["language", "serve", lines.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        // As `wmstudy lsp` has it.
        start.Environment["DOTNET_TieredPGO"] = "1";
        using var server = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        var client = new Client(server.StandardInput.BaseStream, server.StandardOutput.BaseStream);
        client.Request("initialize", """{"processId":null,"rootUri":"file:///bench","capabilities":{}}""");
        client.Notify("initialized", "{}");
        client.Notify("textDocument/didOpen", $$$"""{"textDocument":{"uri":"{{{Uri}}}","languageId":"wmstudy","version":0,"text":{{{JsonSerializer.Serialize(text)}}}}}""");
        client.WaitForVersion(0);

        // What is typed lies anywhere in the file: a digit of a bound, and a letter more of the name of a cohort, which others are from, and away again.
        var version = 0;
        Type(client, text, ref version, edits, "a digit", "include = age >= ", Digit);
        Type(client, text, ref version, edits, "a name's letter", "cohort ", Letter);
        client.Request("shutdown", "null");
        client.Notify("exit", "null");
        server.WaitForExit();

        static (int Column, int Removed, string Text) Digit(string line, int edit, Random random) =>
            (line.IndexOf("age >= ", StringComparison.Ordinal) + "age >= ".Length, 1, random.Next(4, 8).ToString(CultureInfo.InvariantCulture));

        static (int Column, int Removed, string Text) Letter(string line, int edit, Random random) =>
            (line.IndexOfAny([' ', '{'], "cohort ".Length), edit % 2, edit % 2 == 0 ? "x" : string.Empty);
    }

    /// <summary>Edits of one sort, each at a line that begins so (an even and the odd one after it at the same line), and what they wait for.</summary>
    private static void Type(
        Client client, string text, ref int version, int edits, string sort, string beginning, Func<string, int, Random, (int Column, int Removed, string Text)> change)
    {
        var lines = text.Split('\n');
        var starts = Enumerable.Range(0, lines.Length).Where(number => lines[number].TrimStart().StartsWith(beginning, StringComparison.Ordinal)).ToArray();
        var random = new Random(1);
        var waited = new Dictionary<string, List<double>> { ["proposals"] = [], ["hover"] = [], ["findings"] = [], ["colours"] = [], ["changed colours"] = [], ["notes"] = [], ["outline"] = [], ["folding"] = [] };
        var kinds = waited.Keys.ToArray();
        var colours = string.Empty;
        var number = 0;
        for (var edit = 0; edit < Warmup + (kinds.Length * edits); edit++)
        {
            number = edit % 2 == 0 ? starts[random.Next(starts.Length)] : number;
            var (column, removed, put) = change(lines[number], edit, random);
            var what = kinds[edit / 2 % kinds.Length];
            var window = $$$"""{"textDocument":{"uri":"{{{Uri}}}"},"range":{"start":{"line":{{{Math.Max(0, number - 30)}}},"character":0},"end":{"line":{{{Math.Min(lines.Length - 1, number + 30)}}},"character":0} } }""";
            var place = $$$"""{"textDocument":{"uri":"{{{Uri}}}"},"position":{"line":{{{number}}},"character":{{{column - 1}}}}}""";
            var began = Stopwatch.GetTimestamp();
            client.Notify(
                "textDocument/didChange",
                $$$"""{"textDocument":{"uri":"{{{Uri}}}","version":{{{++version}}}},"contentChanges":[{"range":{"start":{"line":{{{number}}},"character":{{{column}}}},"end":{"line":{{{number}}},"character":{{{column + removed}}}}},"text":"{{{put}}}"}]}""");
            switch (what)
            {
                case "findings":
                    client.WaitForVersion(version);
                    break;
                case "proposals":
                    client.Request("textDocument/completion", place);
                    break;
                case "colours":
                    colours = client.Request("textDocument/semanticTokens/full", place);
                    break;
                case "changed colours":
                    colours = client.Request("textDocument/semanticTokens/full/delta", $$$"""{"textDocument":{"uri":"{{{Uri}}}"},"previousResultId":"{{{colours}}}"}""");
                    break;
                case "outline":
                    client.Request("textDocument/documentSymbol", place);
                    break;
                case "folding":
                    client.Request("textDocument/foldingRange", place);
                    break;
                case "notes":
                    client.Request("textDocument/inlayHint", window);
                    break;
                default:
                    client.Request("textDocument/hover", place);
                    break;
            }

            var took = Stopwatch.GetElapsedTime(began, client.Arrived).TotalMilliseconds;
            client.WaitForVersion(version);
            if (edit >= Warmup)
            {
                waited[what].Add(took);
                if (Keystroke - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } rest)
                {
                    Thread.Sleep(rest);
                }
            }
        }

        foreach (var (what, times) in waited)
        {
            Report(lines.Length, text.Length, sort, what, times);
        }
    }

    private static void Report(int lines, int length, string sort, string what, List<double> times)
    {
        times.Sort();
        double At(double share) => times[(int)Math.Ceiling(share * times.Count) - 1];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {lines} | {length / 1024.0:F0} | {sort} | {what} | {At(0.5):F1} | {At(0.99):F1} | {times[^1]:F1} |"));
    }

    /// <summary>As much of a client as measuring takes.</summary>
    private sealed class Client(Stream to, Stream from)
    {
        private readonly BufferedStream _from = new(from, 1 << 16);
        private byte[] _body = [];
        private int _requests;
        private int _seen = -1;

        /// <summary>When the last byte of the message that was read last was here.</summary>
        public long Arrived { get; private set; }

        public void Notify(string method, string parameters) => Send($$"""{"jsonrpc":"2.0","method":"{{method}}","params":{{parameters}}}""");

        /// <summary>Waits for the answer; returns the name that it gives itself, of colours.</summary>
        public string Request(string method, string parameters)
        {
            var id = ++_requests;
            Send($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
            while (true)
            {
                using var message = Read();
                if (message.RootElement.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
                {
                    return message.RootElement.TryGetProperty("result", out var result) && result.ValueKind is JsonValueKind.Object &&
                        result.TryGetProperty("resultId", out var name)
                            ? name.GetString() ?? string.Empty
                            : string.Empty;
                }
            }
        }

        public void WaitForVersion(int version)
        {
            while (_seen < version)
            {
                Read().Dispose();
            }
        }

        private JsonDocument Read()
        {
            var length = 0;
            while (Line() is { Length: > 0 } line)
            {
                length = int.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
            }

            if (_body.Length < length)
            {
                _body = new byte[2 * length];
            }

            _from.ReadExactly(_body, 0, length);
            Arrived = Stopwatch.GetTimestamp();
            var message = JsonDocument.Parse(_body.AsMemory(0, length));
            if (message.RootElement.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("version", out var version))
            {
                _seen = version.GetInt32();
            }

            return message;
        }

        private string Line()
        {
            var line = new StringBuilder();
            for (var next = _from.ReadByte(); next is not '\n'; next = _from.ReadByte())
            {
                if (next is not '\r')
                {
                    line.Append((char)next);
                }
            }

            return line.ToString();
        }

        private void Send(string body)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            to.Write(Encoding.ASCII.GetBytes($"Content-Length: {bytes.Length}\r\n\r\n"));
            to.Write(bytes);
            to.Flush();
        }
    }
}
