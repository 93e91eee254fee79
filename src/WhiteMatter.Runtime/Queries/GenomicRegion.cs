using System.Globalization;
using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Runtime.Queries;

/// <summary>Positions of one chromosome, both ends included.</summary>
/// <param name="Chromosome">Its normalised name.</param>
/// <param name="First">The first position.</param>
/// <param name="Last">The last position.</param>
public sealed record GenomicRegion(string Chromosome, long First, long Last)
{
    /// <summary>
    /// Reads <c>22</c>, <c>22:17500000</c>, <c>chr22:1000000-2000000</c>, <c>22:1-2Mb</c> or <c>22:900kb-1.1Mb</c>; a unit behind the last number is that of
    /// the first too where it has none.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The region; null where the text is none.</returns>
    public static GenomicRegion? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var chromosome = Formats.Plink.Chromosome.Normalise((colon < 0 ? text : text[..colon]).Trim());
        if (chromosome.Length == 0)
        {
            return null;
        }

        if (colon < 0)
        {
            return new GenomicRegion(chromosome, 1, long.MaxValue);
        }

        var ends = text[(colon + 1)..].Split('-');
        if (ends.Length > 2 || Number(ends[^1]) is not { } last)
        {
            return null;
        }

        if (ends.Length == 1)
        {
            return last.IsWhole ? new GenomicRegion(chromosome, last.Position, last.Position) : null;
        }

        var first = Number(ends[0]) is { Unit.Length: 0 } ? Number(ends[0] + last.Unit) : Number(ends[0]);
        return first is { } from && from.IsWhole && last.IsWhole && from.Position <= last.Position
            ? new GenomicRegion(chromosome, from.Position, last.Position)
            : null;
    }

    private static (long Position, string Unit, bool IsWhole)? Number(string text)
    {
        text = text.Trim();
        var digits = text.TrimEnd("bpkmgBPKMG".ToCharArray());
        var unit = text[digits.Length..];
        var factor = unit.ToUpperInvariant() switch { "" or "BP" => 1m, "K" or "KB" => 1e3m, "M" or "MB" => 1e6m, "G" or "GB" => 1e9m, _ => 0m };
        if (factor == 0 || !decimal.TryParse(digits.Replace(",", string.Empty, StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * factor > int.MaxValue)
        {
            return null;
        }

        var position = number * factor;
        return ((long)position, unit, position == decimal.Truncate(position));
    }
}
