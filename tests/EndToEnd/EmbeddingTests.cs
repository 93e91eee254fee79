using System.IO.Compression;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Programs outside the solution that know only the built packages of language, planning and plan: a C# console program and two F#
/// scripts.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed class EmbeddingTests
{
    private readonly Packages _packages;

    /// <summary>Uses the packages.</summary>
    public EmbeddingTests(Packages packages) => _packages = packages;

    [Fact]
    public void A_console_program_checks_and_plans_a_study_with_a_fake_set_of_files()
    {
        var folder = _packages.NewFolder("console");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Embedding", "Program.cs.txt"), Path.Combine(folder, "Program.cs"));
        File.WriteAllText(Path.Combine(folder, "console.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="WhiteMatter.Planning" Version="{_packages.Version}" />
              </ItemGroup>
            </Project>
            """);
        var output = Command.Run("dotnet", folder, ["run"], _packages.Environment).Expect(0).Output;
        Assert.Contains("mistakes: WM2", output, StringComparison.Ordinal);
        Assert.Contains("aeg", output, StringComparison.Ordinal);
        Assert.Contains("association:g Run ", output, StringComparison.Ordinal);
        Assert.Contains("report:page Run", output, StringComparison.Ordinal);
        Assert.Contains("round trip: True", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_parses_checks_and_plans_a_study_with_a_fake_set_of_files()
    {
        var output = RunScript("script");
        Assert.Contains("declarations: 7", output, StringComparison.Ordinal);
        Assert.Contains("association:g Run", output, StringComparison.Ordinal);
        foreach (var said in new[] { "proposed", "joined", "laid out", "cost", "same" })
        {
            Assert.Contains(said + ": true", output, StringComparison.Ordinal);
        }

        Assert.Contains("kinds: [\"study\"; \"cohort\"; \"genotypes\"; \"phenotypes\"; \"covariates\"; \"gwas\"; \"report\"]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_how_to_s_service_refuses_what_a_stranger_sends()
    {
        var output = RunScript("service");
        Assert.Contains("study: 7 steps", output, StringComparison.Ordinal);
        Assert.Contains("20,000 unknown settings: too many mistakes, true", output, StringComparison.Ordinal);
        Assert.Contains("a path outside: blocked true, said true", output, StringComparison.Ordinal);
        Assert.Contains("100 at once: 1 answer", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_how_to_shows_lines_that_are_compiled()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "how-to", "embed-the-planner.md"));
        string[] scripts =
        [
            .. new[] { "service", "script" }.Select(name => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Embedding", name + ".fsx.txt"))),
        ];
        var snippets = page.Split("```fsharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToArray();
        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(scripts, script => script.Contains(snippet, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("WhiteMatter.Plan")]
    [InlineData("WhiteMatter.Language")]
    [InlineData("WhiteMatter.Planning")]
    public void A_package_carries_the_how_to_its_licence_and_its_documentation(string name)
    {
        using var package = ZipFile.OpenRead(Path.Combine(_packages.Feed, $"{name}.{_packages.Version}.nupkg"));
        var entries = package.Entries.Select(entry => entry.FullName).ToArray();
        Assert.Contains("embed-the-planner.md", entries);
        Assert.Contains($"lib/net10.0/{name}.xml", entries);
        using var reader = new StreamReader(package.GetEntry(name + ".nuspec")!.Open());
        var description = reader.ReadToEnd();
        Assert.Contains("<readme>embed-the-planner.md</readme>", description, StringComparison.Ordinal);
        Assert.Contains("<license type=\"expression\">MIT</license>", description, StringComparison.Ordinal);
    }

    private string RunScript(string name)
    {
        var folder = _packages.NewFolder(name);
        var script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Embedding", name + ".fsx.txt"))
            .Replace("VERSION", _packages.Version, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, name + ".fsx"), $"#i \"nuget: {_packages.Feed}\"\n{script}");
        return Command.Run("dotnet", folder, ["fsi", "--quiet", name + ".fsx"], _packages.Environment).Expect(0).Output;
    }

    /// <summary>The packages, packed once into a feed of their own.</summary>
    public sealed class Packages : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("wmstudy-packages-").FullName;

        /// <summary>Packs.</summary>
        public Packages()
        {
            Version = $"0.1.0-test{System.Environment.ProcessId}";
            Feed = Path.Combine(_root, "feed");
            foreach (var project in new[] { "WhiteMatter.Plan/WhiteMatter.Plan.csproj", "WhiteMatter.Language/WhiteMatter.Language.fsproj", "WhiteMatter.Planning/WhiteMatter.Planning.fsproj" })
            {
                Command.Run(
                    "dotnet",
                    Repository.Root,
                    ["pack", Path.Combine(Repository.Root, "src", project), "-c", "Release", "-o", Feed, $"-p:PackageVersion={Version}", "-v", "q"])
                    .Expect(0);
            }

            File.WriteAllText(Path.Combine(_root, "nuget.config"), $"""
                <configuration>
                  <packageSources>
                    <add key="built" value="{Feed}" />
                  </packageSources>
                </configuration>
                """);
        }

        /// <summary>Their version, unlike any other so that no cache answers for them.</summary>
        public string Version { get; }

        /// <summary>Where they lie.</summary>
        public string Feed { get; }

        /// <summary>Settings of the commands.</summary>
        public (string, string)[] Environment => [("DOTNET_NOLOGO", "1"), ("MSBUILDDISABLENODEREUSE", "1")];

        /// <summary>A folder for a consumer, outside the checkout.</summary>
        public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

        /// <inheritdoc/>
        public void Dispose() => Directory.Delete(_root, recursive: true);
    }
}
