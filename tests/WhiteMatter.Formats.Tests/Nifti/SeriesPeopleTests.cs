using WhiteMatter.Formats.Nifti;
using Xunit;

namespace WhiteMatter.Formats.Tests.Nifti;

/// <summary>Lists of the people of a 4-D series.</summary>
public sealed class SeriesPeopleTests
{
    [Theory]
    [InlineData("a_FA\nb_FA\na_FA\n", "stands twice")]
    [InlineData("a_FA\nb_FA\na_FAskel\n", "stands twice")]
    [InlineData("a\nb_FA\na_masked_FAskel\n", "stands twice")]
    public void A_person_who_stands_twice_is_refused_under_whatever_ending(string text, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["subjects.txt"], text);
        var problem = Assert.Throws<DataFormatException>(() => SeriesPeople.Read(folder["subjects.txt"]));
        Assert.Equal(DataProblem.DuplicateId, problem.Problem);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }
}
