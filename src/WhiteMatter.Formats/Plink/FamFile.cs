using System.Collections.Immutable;
using System.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Plink;

/// <summary>A person's sex as a FAM file codes it.</summary>
public enum Sex
{
    /// <summary>Any code but 1 and 2.</summary>
    Unknown = 0,

    /// <summary>Code 1.</summary>
    Male = 1,

    /// <summary>Code 2.</summary>
    Female = 2,
}

/// <summary>A line of a FAM file.</summary>
/// <param name="FamilyId">FID.</param>
/// <param name="Id">IID.</param>
/// <param name="FatherId">The father's IID; 0 is unknown.</param>
/// <param name="MotherId">The mother's IID; 0 is unknown.</param>
/// <param name="Sex">Sex.</param>
/// <param name="Phenotype">The sixth column as written.</param>
public sealed record FamPerson(string FamilyId, string Id, string FatherId, string MotherId, Sex Sex, string Phenotype);

/// <summary>The people of a PLINK 1 fileset, in the order of the genotypes.</summary>
public sealed class FamFile
{
    private const int LongestLine = 1 << 16;

    private readonly ImmutableArray<long> _lines;

    private FamFile(string path, ImmutableArray<FamPerson> people, ImmutableArray<long> lines, bool idsAreUnique)
    {
        _lines = lines;
        Path = path;
        People = people;
        IdsAreUnique = idsAreUnique;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The people.</summary>
    public ImmutableArray<FamPerson> People { get; }

    /// <summary>The number of people.</summary>
    public int Count => People.Length;

    /// <summary>Whether the IID alone names a person.</summary>
    public bool IdsAreUnique { get; }

    /// <summary>The line of the file, counted from 1, that a person stands in.</summary>
    /// <param name="person">The person's index.</param>
    public long LineOf(int person) => _lines[person];

    /// <summary>Reads and checks a FAM file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="named">What messages call the file, where it is a copy; null for its path.</param>
    /// <exception cref="DataFormatException">The file is missing, unreadable, a line is invalid or a person occurs twice.</exception>
    public static FamFile Read(string path, CancellationToken cancellation = default, string? named = null)
    {
        var called = named ?? path;
        var people = ImmutableArray.CreateBuilder<FamPerson>();
        var lineNumbers = ImmutableArray.CreateBuilder<long>();
        var lineOf = new Dictionary<(string, string), long>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var idsAreUnique = true;
        using var lines = new LineReader(path, LongestLine, long.MaxValue, cancellation);
        while (lines.Read(out var line))
        {
            var fields = new BlankFields(line);
            if (fields.Count == 0)
            {
                continue;
            }

            if (fields.Count != 6)
            {
                throw new DataFormatException(
                    DataProblem.FieldCount, called, $"the line has {fields.Count} fields", "6: FID, IID, father, mother, sex, phenotype", "Check that this is a .fam file and that identifiers hold no blanks", lines.Line);
            }

            var person = new FamPerson(
                Text(fields[0]),
                Text(fields[1]),
                Text(fields[2]),
                Text(fields[3]),
                fields[4] switch { [(byte)'1'] => Sex.Male, [(byte)'2'] => Sex.Female, _ => Sex.Unknown },
                Text(fields[5]));
            if (!lineOf.TryAdd((person.FamilyId, person.Id), lines.Line))
            {
                throw new DataFormatException(
                    DataProblem.DuplicateId,
                    called,
                    $"the person FID {DataFormatException.Quote(person.FamilyId)}, IID {DataFormatException.Quote(person.Id)} occurs twice",
                    "each person once",
                    "Rename one of them with plink2 --update-ids, or remove it",
                    lines.Line,
                    lineOf[(person.FamilyId, person.Id)]);
            }

            idsAreUnique &= ids.Add(person.Id);
            people.Add(person);
            lineNumbers.Add(lines.Line);
        }

        if (people.Count == 0)
        {
            throw new DataFormatException(DataProblem.FileEmpty, called, "the file holds no people", "one line per person", "Check that the file was written completely");
        }

        return new FamFile(called, people.ToImmutable(), lineNumbers.ToImmutable(), idsAreUnique);
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        return field is [(byte)'0'] ? "0" : Encoding.UTF8.GetString(field);
    }
}
