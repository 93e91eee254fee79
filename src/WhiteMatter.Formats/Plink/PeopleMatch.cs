using System.Collections.Immutable;

namespace WhiteMatter.Formats.Plink;

/// <summary>Another way to read a table's identifiers under which more of them name people of the genotype file.</summary>
public enum OtherReading
{
    /// <summary>None matches better.</summary>
    None,

    /// <summary>The identifiers are family identifiers (FID).</summary>
    FamilyId,

    /// <summary>The identifiers are FID and IID joined by an underscore, as PLINK 2 writes them to VCF.</summary>
    FamilyUnderscoreId,

    /// <summary>The genotype file's IID is FID and IID joined by an underscore and the table has the part after it.</summary>
    IdAfterUnderscore,

    /// <summary>The identifiers (IID) match and the families (FID) given with them do not.</summary>
    IdWithoutFamily,

    /// <summary>The identifiers match when upper and lower case are not told apart.</summary>
    OtherCase,

    /// <summary>The identifiers match once leading zeros are dropped.</summary>
    WithoutLeadingZeros,
}

/// <summary>Which people of a table are which people of a genotype file.</summary>
/// <param name="GenotypeIndex">For each identifier its index in the FAM file, or -1.</param>
/// <param name="Matched">How many identifiers were found.</param>
/// <param name="UnmatchedExamples">The first few identifiers that were not.</param>
/// <param name="UnmatchedGenotypes">How many people of the FAM file no identifier names.</param>
/// <param name="UnmatchedGenotypeExamples">The first few of their IIDs.</param>
/// <param name="Suggestion">A reading under which more identifiers match; <see cref="OtherReading.None"/> unless it is far more.</param>
/// <param name="SuggestedMatches">How many match under the suggestion.</param>
public sealed record PeopleMatch(
    int[] GenotypeIndex,
    int Matched,
    ImmutableArray<string> UnmatchedExamples,
    int UnmatchedGenotypes,
    ImmutableArray<string> UnmatchedGenotypeExamples,
    OtherReading Suggestion,
    int SuggestedMatches)
{
    private const int MostExamples = 5;

    /// <summary>How many identifiers were not found.</summary>
    public int Unmatched => GenotypeIndex.Length - Matched;

    /// <summary>
    /// Finds people of a genotype file by IID, or by FID and IID where families are given. Where few match, looks for the usual
    /// confusions: FID given for IID, both joined, another case, leading zeros.
    /// </summary>
    /// <param name="ids">The identifiers of a table, each once.</param>
    /// <param name="families">Their families, or null.</param>
    /// <param name="fam">The genotype file's people.</param>
    /// <exception cref="DataFormatException">An identifier stands for several people and no families are given.</exception>
    public static PeopleMatch Find(IReadOnlyList<string> ids, IReadOnlyList<string>? families, FamFile fam)
    {
        if (families is not null && families.Count != ids.Count)
        {
            throw new ArgumentException("There must be as many families as identifiers.", nameof(families));
        }

        var index = new int[ids.Count];
        if (families is null)
        {
            MatchIds(ids, fam, index);
        }
        else
        {
            var byBoth = new Dictionary<(string, string), int>();
            for (var i = 0; i < fam.Count; i++)
            {
                byBoth.Add((fam.People[i].FamilyId, fam.People[i].Id), i);
            }

            for (var i = 0; i < index.Length; i++)
            {
                index[i] = byBoth.GetValueOrDefault((families[i], ids[i]), -1);
            }
        }

        var named = new bool[fam.Count];
        var matched = 0;
        foreach (var person in index)
        {
            if (person >= 0)
            {
                named[person] = true;
                matched++;
            }
        }

        var (suggestion, suggested) = matched * 2 < Math.Min(ids.Count, fam.Count) ? Suggest(ids, families is not null, fam, matched) : (OtherReading.None, 0);
        return new PeopleMatch(
            index,
            matched,
            [.. Enumerable.Range(0, index.Length).Where(i => index[i] < 0).Take(MostExamples).Select(i => ids[i])],
            named.Count(isNamed => !isNamed),
            [.. Enumerable.Range(0, named.Length).Where(i => !named[i]).Take(MostExamples).Select(i => fam.People[i].Id)],
            suggestion,
            suggested);
    }

    private static void MatchIds(IReadOnlyList<string> ids, FamFile fam, int[] index)
    {
        const int several = -2;
        var byId = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < fam.Count; i++)
        {
            if (!byId.TryAdd(fam.People[i].Id, i))
            {
                byId[fam.People[i].Id] = several;
            }
        }

        for (var i = 0; i < index.Length; i++)
        {
            index[i] = byId.GetValueOrDefault(ids[i], -1);
            if (index[i] == several)
            {
                int[] holders = [.. Enumerable.Range(0, fam.Count).Where(person => fam.People[person].Id == ids[i]).Take(2)];
                var owners = holders.Select(person => DataFormatException.Quote(fam.People[person].FamilyId));
                throw new DataFormatException(
                    DataProblem.AmbiguousPerson,
                    fam.Path,
                    $"the IID {DataFormatException.Quote(ids[i])} occurs in several families, such as {string.Join(" and ", owners)}",
                    "an IID that names one person",
                    "Name the table's family column too",
                    fam.LineOf(holders[1]),
                    fam.LineOf(holders[0]));
            }
        }
    }

    private static (OtherReading Reading, int Matches) Suggest(IReadOnlyList<string> ids, bool withFamilies, FamFile fam, int matched)
    {
        var best = (Reading: OtherReading.None, Matches: 0);
        var people = fam.People.AsEnumerable();
        if (withFamilies)
        {
            // An IID of several people would not name one of them. The plain reading comes first, as those that change identifiers
            // also hold where nothing has to be changed.
            people = [.. fam.People.GroupBy(p => p.Id, StringComparer.Ordinal).Where(group => group.Count() == 1).Select(group => group.First())];
            Try(OtherReading.IdWithoutFamily, p => p.Id, id => id);
        }

        Try(OtherReading.FamilyId, p => p.FamilyId, id => id);
        Try(OtherReading.FamilyUnderscoreId, p => p.FamilyId + "_" + p.Id, id => id);
        Try(OtherReading.IdAfterUnderscore, p => p.Id.IndexOf('_') is var end and >= 0 ? p.Id[(end + 1)..] : null, id => id);
        Try(OtherReading.OtherCase, p => p.Id.ToUpperInvariant(), id => id.ToUpperInvariant());
        Try(OtherReading.WithoutLeadingZeros, p => p.Id.TrimStart('0'), id => id.TrimStart('0'));
        return best.Matches > Math.Max(2 * matched, matched + 1) || (matched == 0 && best.Matches > 0) ? best : (OtherReading.None, 0);

        void Try(OtherReading reading, Func<FamPerson, string?> ofGenotypes, Func<string, string> ofTable)
        {
            var known = people.Select(ofGenotypes).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var matches = ids.Count(id => known.Contains(ofTable(id)));
            if (matches > best.Matches)
            {
                best = (reading, matches);
            }
        }
    }
}
