using Xunit;

namespace Architecture;

/// <summary>The folders read as the architecture says.</summary>
public sealed class LayoutTests
{
    private const int Long = 500;
    private static readonly string[] Vague = ["Utils", "Util", "Helpers", "Helper", "Common", "Manager", "Misc"];

    /// <summary>Files that are longer and one thing all the same, with the reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = new()
    {
        ["src/WhiteMatter.Language/Checking/Expressions.fs"] = "one recursion: what a name, an operator or a call means depends on what stands inside it",
        ["src/WhiteMatter.Language/ExpressionParser.fs"] = "one recursion: operators of every precedence, down to an expression in brackets",
        ["src/WhiteMatter.Language/Formatter.fs"] = "one recursion: how a node is laid out depends on the width of what stands inside it",
        ["src/WhiteMatter.Plan/Diagnostics/NameCodes.cs"] = "a table: one row for each code of names and types",
        ["src/WhiteMatter.Plan/Diagnostics/SyntaxCodes.cs"] = "a table: one row for each code of syntax",
    };

    [Fact]
    public void The_top_level_holds_what_the_contributing_page_says()
    {
        string[] expected =
        [
            "src", "tests", "docs", "dsl-examples", "WhiteMatter.Dsl.sln", "README.md", "wmstudy", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
        ];
        var extra = Repository.Files
            .Select(file => file.Split('/')[0])
            .Distinct()
            .Where(name => !name.StartsWith('.') && Path.GetExtension(name) is not (".props" or ".json"))
            .Except(expected);
        Findings.None(extra, "The top level has no place for:");
    }

    [Fact]
    public void No_file_or_folder_has_a_name_that_says_nothing()
    {
        var vague =
            from file in Repository.Files
            from part in file.Split('/')
            where Vague.Any(word => Path.GetFileNameWithoutExtension(part).EndsWith(word, StringComparison.Ordinal))
            select file;
        Findings.None(vague, "These names say nothing of what is inside:");
    }

    [Fact]
    public void A_source_file_is_one_thing()
    {
        var lengths = Repository.Files
            .Where(file => Path.GetExtension(file) is ".cs" or ".fs" or ".fsi" or ".cpp" or ".hpp" or ".h" or ".inc" or ".ts" or ".py" or ".sh")
            .ToDictionary(file => file, file => File.ReadLines(Path.Combine(Repository.Root, file)).Count());
        Findings.None(
            lengths.Where(file => file.Value > Long && !LongFiles.ContainsKey(file.Key)).Select(file => $"{file.Key}: {file.Value} lines"),
            "Split these, or say in LongFiles why each is one thing:");

        // A reason outlives its file easily.
        Assert.DoesNotContain(LongFiles.Keys, file => lengths.GetValueOrDefault(file) <= Long);
    }
}
