using System.Buffers.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>
/// Writes a P value from its −log10 and reads it as such, with ten significant digits and without underflow: 1e-450 is written as such, although no
/// double holds it.
/// </summary>
public static class PValueText
{
    /// <summary>The most bytes a P value takes.</summary>
    public const int LongestText = 40;

    private const int Digits = 10;
    private const int LeastPlainExponent = -4;
    private const double LeastNormal = 2.3e-308;

    /// <summary>Writes a P value.</summary>
    /// <param name="negLog10P">−log10 P, from 0; infinity gives 0.</param>
    /// <param name="destination">At least <see cref="LongestText"/> bytes.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or NaN.</exception>
    public static int Write(double negLog10P, Span<byte> destination)
    {
        if (!(negLog10P >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(negLog10P), negLog10P, "−log10 P is at least 0.");
        }

        if (double.IsPositiveInfinity(negLog10P))
        {
            destination[0] = (byte)'0';
            return 1;
        }

        var whole = Math.Ceiling(negLog10P);
        var exponent = -(long)whole;
        var digits = (long)Math.Round(Math.Pow(10, whole - negLog10P) * 1e9);
        if (digits >= 10_000_000_000)
        {
            digits /= 10;
            exponent++;
        }

        Span<byte> text = stackalloc byte[Digits];
        for (var i = Digits - 1; i >= 0; i--)
        {
            text[i] = (byte)('0' + (digits % 10));
            digits /= 10;
        }

        var length = text.LastIndexOfAnyExcept((byte)'0') + 1;
        text = text[..Math.Max(length, 1)];
        return exponent >= LeastPlainExponent ? WritePlain(text, (int)exponent, destination) : WriteScientific(text, exponent, destination);
    }

    /// <summary>Reads a P value as its −log10: 1e-450 is 450, although no double holds the P.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Infinity for 0, below 0 for a number that is no P, NaN where there is no number.</returns>
    public static double ReadNegLog10(ReadOnlySpan<byte> text)
    {
        if (NumberText.Read(text, out var p) is not (NumberText.Reading.Number or NumberText.Reading.Integer))
        {
            return double.NaN;
        }

        if (p >= LeastNormal)
        {
            return p is 1 ? 0 : -Math.Log10(p);
        }

        if (p < 0)
        {
            return -1;
        }

        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return exponent > 0
            && Utf8Parser.TryParse(text[..exponent], out double digits, out _) && digits > 0
            && Utf8Parser.TryParse(text[(exponent + 1)..], out int power, out _)
            ? -Math.Log10(digits) - power
            : double.PositiveInfinity;
    }

    private static int WritePlain(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        if (exponent == 0)
        {
            destination[0] = digits[0];
            return 1;
        }

        "0.000"u8[..(1 - exponent)].CopyTo(destination);
        digits.CopyTo(destination[(1 - exponent)..]);
        return 1 - exponent + digits.Length;
    }

    private static int WriteScientific(ReadOnlySpan<byte> digits, long exponent, Span<byte> destination)
    {
        var at = 0;
        destination[at++] = digits[0];
        if (digits.Length > 1)
        {
            destination[at++] = (byte)'.';
            digits[1..].CopyTo(destination[at..]);
            at += digits.Length - 1;
        }

        destination[at++] = (byte)'e';
        Utf8Formatter.TryFormat(exponent, destination[at..], out var written);
        return at + written;
    }
}
