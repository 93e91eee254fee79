using Xunit;

namespace EndToEnd;

/// <summary>
/// Programs outside the solution that know only the built packages of language, planning and plan: a C# console program and an F#
/// script.
/// </summary>
public sealed class EmbeddingTests : IClassFixture<EmbeddingTests.Packages>
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
        var folder = _packages.NewFolder("script");
        var script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Embedding", "script.fsx.txt"))
            .Replace("VERSION", _packages.Version, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "script.fsx"), $"#i \"nuget: {_packages.Feed}\"\n{script}");
        var output = Command.Run("dotnet", folder, ["fsi", "--quiet", "script.fsx"], _packages.Environment).Expect(0).Output;
        Assert.Contains("declarations: 7", output, StringComparison.Ordinal);
        Assert.Contains("association:g Run", output, StringComparison.Ordinal);
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
