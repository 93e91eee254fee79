using System.Text;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Imaging.Simulation;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Simulations;

/// <summary>The people of a simulation: those genotyped, in the order of the genotypes, and those with a volume only.</summary>
internal static class SimulatedCohort
{
    private const int LongestFileName = 200;

    /// <summary>Draws what the table of people says of them.</summary>
    /// <exception cref="RunFailureException">An identifier of the genotypes cannot name a volume.</exception>
    public static SimulatedPerson[] Draw(FamFile samples, SimulationParameters parameters, string declaration)
    {
        CheckIdentifiers(samples, parameters.ImageOnly, declaration);
        var people = new SimulatedPerson[samples.Count + parameters.ImageOnly];
        for (var i = 0; i < samples.Count; i++)
        {
            var person = samples.People[i];
            bool? male = person.Sex switch { Sex.Male => true, Sex.Female => false, _ => null };
            people[i] = SimulatedPerson.Draw(parameters.Seed, person.FamilyId, person.Id, genotyped: true, male);
        }

        for (var i = samples.Count; i < people.Length; i++)
        {
            var id = SimulatedPerson.ImageOnlyId(i - samples.Count + 1);
            people[i] = SimulatedPerson.Draw(parameters.Seed, id, id, genotyped: false, male: null);
        }

        return people;
    }

    /// <summary>Writes the table of people.</summary>
    public static void Write(IReadOnlyList<SimulatedPerson> people, ArtifactDraft draft)
    {
        using var stream = draft.Create(SimulationParameters.ParticipantsFile);
        using var table = new TsvWriter(stream, SimulationParameters.ParticipantColumns);
        foreach (var person in people)
        {
            table.WriteRow(
                person.Family, person.Id, person.Genotyped ? "genotyped" : "image_only", person.Age, person.Male ? "M" : "F", person.SiteName);
        }
    }

    private static void CheckIdentifiers(FamFile samples, int imageOnly, string declaration)
    {
        var taken = Enumerable.Range(1, imageOnly).Select(SimulatedPerson.ImageOnlyId).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var person in samples.People)
        {
            var problem = taken.Contains(person.Id) ? "is the name of an image-only person"
                : !seen.Add(person.Id) ? "stands for people of several families"
                : IsFileName(person.Id) ? null
                : "cannot be a file's name";
            if (problem is not null)
            {
                throw new RunFailureException(SimulationCodes.IdentifierUnusable, declaration, person.Id, problem);
            }
        }
    }

    private static bool IsFileName(string id) =>
        Encoding.UTF8.GetByteCount(id) <= LongestFileName && id is not ("." or "..") && id.AsSpan().IndexOfAny("/\\\0") < 0;
}
