using System.Text;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>The trait that says most in a joint test, for each of the variants of a block.</summary>
/// <param name="names">Names of the traits, as <see cref="Texts"/> makes them.</param>
/// <param name="traits">For each variant its zero-based trait; a variant with none has no row.</param>
public sealed class DrivingTraitColumn(IReadOnlyList<byte[]> names, int[] traits)
{
    internal ReadOnlySpan<byte> this[int variant] => traits[variant] < 0 ? default : names[traits[variant]];

    /// <summary>Names as a table can hold them: without tabs and line ends.</summary>
    /// <param name="names">The names.</param>
    public static IReadOnlyList<byte[]> Texts(IEnumerable<string> names) =>
        [.. names.Select(name => Encoding.UTF8.GetBytes(name.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ')))];
}
