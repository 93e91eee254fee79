using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using WhiteMatter.Plan;
using Xunit;

namespace EndToEnd;

/// <summary>The examples of embedding, copied out of the checkout, built and started as a user's programs would be.</summary>
[Collection(PackageCollection.Name)]
public sealed class EmbeddingExampleTests
{
    private const string Study = """
        wmstudy 1
        study posted { build = GRCh37 }
        cohort people { table = tsv("people.tsv", id = IID), columns { age : y } }
        genotypes chips from people { bed = "chips.bed", keep = maf >= 0.01 }
        phenotypes traits from people { columns = [height] }
        gwas g from people { traits = traits, genotypes = chips, adjust = age + sex }
        report page { show = [manhattan(g)] }
        """;

    private readonly EmbeddingTests.Packages _packages;

    /// <summary>Uses the packages.</summary>
    public EmbeddingExampleTests(EmbeddingTests.Packages packages) => _packages = packages;

    [Fact]
    public async Task The_web_service_plans_what_is_posted_and_refuses_what_is_too_much()
    {
        var program = Build();
        using (var service = WebService.Start(program, _packages.Environment))
        {
            var (status, answer) = await service.Post(Study);
            Assert.Equal(HttpStatusCode.OK, status);
            var plan = PlanJson.Deserialize(answer.GetProperty("plan").GetRawText());
            Assert.Contains(plan.Steps, step => step.Id == "association:g");
            Assert.All(plan.Steps, step => Assert.Equal(StepState.Run, step.State));

            await Refused("WM2037", Study.Replace("[height]", "[hieght]", StringComparison.Ordinal));
            await Refused("WM1002", Study.Replace("maf >= 0.01", new string('(', 5_000) + "maf", StringComparison.Ordinal));
            await Refused("WM2030", Study + string.Concat(Enumerable.Range(0, 600).Select(i => $"\nparam p{i} : int = 1")));
            // Wherever a run would be able to write outside of the study's folder, on this system or another.
            foreach (var results in new[] { "../../elsewhere", "/tmp/elsewhere", @"C:\\elsewhere", "~/elsewhere", @"..\\elsewhere", @"\\\\host\\share", "within/../../elsewhere" })
            {
                await Refused("SERVICE1", Study.Replace("{ build = GRCh37 }", $"{{ build = GRCh37, results = \"{results}\" }}", StringComparison.Ordinal));
            }

            var (inside, _) = await service.Post(Study.Replace("{ build = GRCh37 }", "{ build = GRCh37, results = \"out/of..two\" }", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, inside);
            var (tooLong, _) = await service.Post(Study + "\n# " + new string('x', 300_000));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLong);

            // A file of the machine is not in the catalogue: it is missing like any other, and nothing is said of it.
            var (found, passwords) = await service.Post(Study.Replace("people.tsv", "/etc/passwd", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, found);
            Assert.Contains("WM4002", passwords.GetProperty("findings").GetRawText(), StringComparison.Ordinal);
            Assert.Contains(PlanJson.Deserialize(passwords.GetProperty("plan").GetRawText()).Steps, step => step.State == StepState.Blocked);

            async Task Refused(string code, string study)
            {
                var (refused, why) = await service.Post(study);
                Assert.Equal(HttpStatusCode.UnprocessableEntity, refused);
                Assert.False(why.TryGetProperty("plan", out _));
                Assert.Contains(code, why.GetProperty("findings").GetRawText(), StringComparison.Ordinal);
            }
        }

        using (var impatient = WebService.Start(program, _packages.Environment, "--seconds", "0"))
        {
            var (status, _) = await impatient.Post(Study);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        }
    }

    [Fact]
    public async Task The_web_service_answers_others_while_a_client_sends_nothing()
    {
        using var service = WebService.Start(Build(), _packages.Environment, "--at-once", "1", "--waiting", "0", "--seconds-for-body", "60");

        // The first one announces a body and sends none. The service answers '100 Continue' when it begins to read: no clock has a part in who comes first.
        using var silent = new TcpClient();
        await using var stream = await service.Announce(silent);
        using var answer = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal("HTTP/1.1 100 Continue", await answer.ReadLineAsync());

        var (status, _) = await service.Post(Study);
        Assert.Equal(HttpStatusCode.OK, status);

        // Kestrel ends the connection of who stays under its rate.
        Assert.StartsWith("HTTP/1.1 408", (await answer.ReadToEndAsync()).TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_web_service_waits_for_a_body_no_longer_than_it_says()
    {
        using var service = WebService.Start(Build(), _packages.Environment, "--seconds-for-body", "0.2");
        using var silent = new TcpClient();
        await using var stream = await service.Announce(silent);
        using var answer = new StreamReader(stream, Encoding.UTF8);
        Assert.Contains("HTTP/1.1 408", await answer.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_web_service_refuses_who_asks_while_as_many_as_it_serves_are_at_work()
    {
        using var service = WebService.Start(Build(), _packages.Environment, "--at-once", "1", "--waiting", "0");

        // Planning takes a while: of many at once some come while another is at work, and whoever is at work is served all the same.
        var answers = new List<HttpStatusCode>();
        for (var round = 0; round < 20 && answers.Distinct().Count() < 2; round++)
        {
            answers.AddRange((await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.Post(Study)))).Select(one => one.Status));
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], answers.Distinct().Order());
    }

    [Fact]
    public void The_how_to_shows_the_lines_of_the_web_service()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "how-to", "embed-the-planner.md"));
        var service = Flush(File.ReadAllText(Repository.Example("embedding/web-service/PostedStudy.cs")));
        var snippets = page.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToArray();
        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet), service, StringComparison.Ordinal));

        // A page does not indent what stands in a class.
        static string Flush(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimStart()));
    }

    [Fact]
    public void The_script_tells_what_latents_cost_and_change()
    {
        var folder = _packages.NewFolder("latents");
        var script = Path.Combine(folder, "what-latents-cost.fsx");
        File.WriteAllText(script, $"#i \"nuget: {_packages.Feed}\"\n" + OfTheseVersions(Repository.Example("embedding/what-latents-cost.fsx")));
        var ran = Command.Run("dotnet", folder, ["fsi", "--quiet", script], _packages.Environment).Expect(0);
        var output = ran.Output;
        Assert.DoesNotContain("FS3886", output + ran.Errors, StringComparison.Ordinal);
        foreach (var latents in new[] { " 32", " 64", "128" })
        {
            Assert.Matches($@"(?m)^{latents} latents: \d+ steps, \d+ hours of a core, \d+\.\d GB$", output);
        }

        Assert.Contains("~ model:udr", output, StringComparison.Ordinal);
        Assert.Contains("latents changed from 32 to 128", output, StringComparison.Ordinal);
        Assert.DoesNotContain("cohort:", output, StringComparison.Ordinal);
    }

    /// <summary>Builds the service outside the checkout, and gives the program.</summary>
    private string Build()
    {
        var folder = _packages.NewFolder("web-service");
        foreach (var file in Directory.EnumerateFiles(Repository.Example("embedding/web-service")))
        {
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), OfTheseVersions(file));
        }

        var output = Path.Combine(folder, "out");
        Command.Run("dotnet", folder, ["build", "-c", "Release", "-o", output, "-v", "q"], _packages.Environment).Expect(0);
        return Path.Combine(output, "web-service.dll");
    }

    private string OfTheseVersions(string file) => File.ReadAllText(file)
        .Replace("Version=\"0.1.0\"", $"Version=\"{_packages.Version}\"", StringComparison.Ordinal)
        .Replace("WhiteMatter.Planning, 0.1.0\"", $"WhiteMatter.Planning, {_packages.Version}\"", StringComparison.Ordinal);

    /// <summary>The service while it runs, on a port that was free.</summary>
    private sealed class WebService : IDisposable
    {
        private const string Listening = "Now listening on: ";
        private readonly System.Diagnostics.Process _process;
        private readonly HttpClient _client;

        private WebService(System.Diagnostics.Process process, string address)
        {
            _process = process;
            Address = new Uri(address);
            _client = new HttpClient { BaseAddress = Address };
        }

        /// <summary>Where it listens.</summary>
        public Uri Address { get; }

        public static WebService Start(string program, (string, string)[] environment, params string[] arguments)
        {
            var process = Command.Start("dotnet", Path.GetDirectoryName(program)!, [program, "--urls", "http://127.0.0.1:0", .. arguments], environment);
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (line.Contains(Listening, StringComparison.Ordinal))
                {
                    // What it logs from here on is read, so that it never waits for a reader.
                    _ = process.StandardOutput.ReadToEndAsync();
                    return new WebService(process, line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
                }
            }

            throw new Xunit.Sdk.XunitException("The service did not start.\n" + process.StandardError.ReadToEnd());
        }

        /// <summary>Connects, announces a study's body and sends none of it.</summary>
        public async Task<NetworkStream> Announce(TcpClient client)
        {
            await client.ConnectAsync(Address.Host, Address.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /plan HTTP/1.1\r\nHost: {Address.Authority}\r\nContent-Length: 1000\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"));
            return stream;
        }

        public async Task<(HttpStatusCode Status, JsonElement Answer)> Post(string study)
        {
            using var content = new StringContent(study, Encoding.UTF8);
            return await Post(content);
        }

        public async Task<(HttpStatusCode Status, JsonElement Answer)> Post(HttpContent content)
        {
            using var response = await _client.PostAsync(new Uri("plan", UriKind.Relative), content);
            var text = await response.Content.ReadAsStringAsync();
            return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
        }

        public void Dispose()
        {
            _client.Dispose();
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
