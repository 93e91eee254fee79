using WhiteMatter.Statistics;

namespace WhiteMatter.Imaging.Simulation;

/// <summary>Somebody of a simulated cohort.</summary>
/// <param name="Family">The family.</param>
/// <param name="Id">The identifier, which everything about the person is drawn by.</param>
/// <param name="Genotyped">Whether the person has genotypes.</param>
/// <param name="Age">Years, with one decimal.</param>
/// <param name="Male">The sex.</param>
/// <param name="Site">The scanner's site, 0 for <c>A</c> to 2 for <c>C</c>.</param>
public sealed record SimulatedPerson(string Family, string Id, bool Genotyped, double Age, bool Male, int Site)
{
    /// <summary>The youngest age in years.</summary>
    public const double YoungestAge = 45;

    /// <summary>The oldest age in years.</summary>
    public const double OldestAge = 80;

    /// <summary>The number of sites.</summary>
    public const int Sites = 3;

    private const int TenthsOfYears = (int)((OldestAge - YoungestAge) * 10) + 1;

    private enum Place : ulong
    {
        Age,
        Sex,
        Site,
    }

    /// <summary>The site's name.</summary>
    public string SiteName => ((char)('A' + Site)).ToString();

    /// <summary>Draws somebody: age uniform in tenths of years, sex and site each alike.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="family">The family.</param>
    /// <param name="id">The identifier.</param>
    /// <param name="genotyped">Whether the person has genotypes.</param>
    /// <param name="male">The sex where it is known, else null.</param>
    public static SimulatedPerson Draw(long seed, string family, string id, bool genotyped, bool? male)
    {
        var draws = KeyedDraws.For(seed, "participant", id);
        return new SimulatedPerson(
            family,
            id,
            genotyped,
            // Tenths over ten, so that the number prints with one decimal.
            ((YoungestAge * 10) + draws.Below((ulong)Place.Age, TenthsOfYears)) / 10,
            male ?? draws.Below((ulong)Place.Sex, 2) == 1,
            draws.Below((ulong)Place.Site, Sites));
    }

    /// <summary>The identifier of an image-only person.</summary>
    /// <param name="number">The person's number, from 1.</param>
    public static string ImageOnlyId(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sim-{number:0000}");
}
