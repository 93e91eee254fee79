using Xunit;

namespace Architecture;

/// <summary>
/// What programs that embed a package can see of it stands in <c>Api/</c>, so that a change of the surface is a change that somebody reads.
/// <c>WMSTUDY_REWRITE_API=1</c> writes the files.
/// </summary>
public sealed class ApiTests
{
    public static TheoryData<string> Embeddable() => [.. Rooms.Embeddable];

    [Theory]
    [MemberData(nameof(Embeddable))]
    public void The_public_surface_is_the_one_on_record(string project)
    {
        var file = Path.Combine(Repository.Root, "tests", "Architecture", "Api", project + ".txt");
        var text = ApiText.Of(Repository.Load(project));
        if (Environment.GetEnvironmentVariable("WMSTUDY_REWRITE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.True(File.Exists(file), $"{project} has no record under tests/Architecture/Api: run the test once with WMSTUDY_REWRITE_API=1.");
        var recorded = File.ReadAllLines(file);
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.True(
            recorded.SequenceEqual(lines),
            $"The public surface of {project} is not the one on record. If that is meant, run with WMSTUDY_REWRITE_API=1 and look at the difference.\n"
            + string.Join('\n', recorded.Except(lines).Select(line => "- " + line).Concat(lines.Except(recorded).Select(line => "+ " + line)).Take(40)));
    }
}
