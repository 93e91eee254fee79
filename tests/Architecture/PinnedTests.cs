using System.Xml.Linq;
using Xunit;

namespace Architecture;

/// <summary>Versions that results depend on and that stand in fingerprints are those that are restored.</summary>
public sealed class PinnedTests
{
    [Fact]
    public void The_library_of_trees_that_a_plan_names_is_the_one_that_is_restored()
    {
        var version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").Single(package => package.Attribute("Include")?.Value == "LightGBM").Attribute("Version")!.Value;
        var named = Repository.Load("WhiteMatter.Plan").GetType("WhiteMatter.Plan.Parameters.BoostedTreesLearnerSettings", throwOnError: true)!.GetField("ThisLibrary")!.GetRawConstantValue();
        Assert.Equal($"LightGBM {version}", named);
    }
}
