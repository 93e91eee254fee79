using System.Xml.Linq;
using Xunit;

namespace Architecture;

/// <summary>Arrows between the rooms point the way the architecture draws them, in the project files and in what was compiled.</summary>
public sealed class ArrowTests
{
    public static TheoryData<string> Projects() => [.. Repository.Projects.Select(Repository.Name)];

    [Fact]
    public void Every_project_is_a_room_and_every_room_a_project() =>
        Assert.Equal(Rooms.Arrows.Keys.Order(StringComparer.Ordinal), Repository.Projects.Select(Repository.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Arrows_make_no_circle()
    {
        var standing = new HashSet<string>();
        var left = new Dictionary<string, string[]>(Rooms.Arrows);
        while (left.FirstOrDefault(room => room.Value.All(standing.Contains)) is { Key: { } next })
        {
            standing.Add(next);
            left.Remove(next);
        }

        Assert.Empty(left.Keys);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_rooms_its_arrows_lead_to(string project)
    {
        var file = Repository.Projects.Single(path => Repository.Name(path) == project);
        var referred = XDocument.Load(Path.Combine(Repository.Root, file))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")?.Value ?? string.Empty));
        Findings.None(referred.Except(Rooms.Arrows[project]), $"{project} refers to rooms that it may not use:");
    }

    /// <summary>References pass through projects; what is really used may not.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_only_rooms_its_arrows_lead_to(string project)
    {
        var used = MemberUse.Read(Repository.AssemblyPath(project)).Assemblies.Where(Rooms.Arrows.ContainsKey);
        Findings.None(used.Except(Rooms.Arrows[project]), $"{project} uses rooms that it may not use:");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_stands_in_its_projects_namespace(string project)
    {
        string[] expected = Rooms.MoreNamespaces.TryGetValue(project, out var more) ? [project, more] : [project];
        var strays =
            from file in Repository.Files
            where file.StartsWith($"src/{project}/", StringComparison.Ordinal) && Path.GetExtension(file) is ".cs" or ".fs" or ".fsi"
            let first = File.ReadLines(Path.Combine(Repository.Root, file)).FirstOrDefault(Opens)
            where first is not null && !first.Split(' ', ';').Any(word => expected.Any(name => word == name || word.StartsWith(name + ".", StringComparison.Ordinal)))
            select $"{file}: {first}";
        Findings.None(strays, "These files stand in another namespace than their project's:");
    }

    private static bool Opens(string line) =>
        line.StartsWith("namespace ", StringComparison.Ordinal) || line.StartsWith("module ", StringComparison.Ordinal);
}
