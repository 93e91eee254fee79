using System.Globalization;

namespace EndToEnd;

/// <summary>A number as a program printed it, with the size of one unit of its last digit.</summary>
internal readonly record struct PrintedNumber(double Value, double Unit)
{
    /// <param name="text">The number in ASCII.</param>
    public static PrintedNumber Parse(ReadOnlySpan<byte> text)
    {
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        var power = exponent < 0 ? 0 : int.Parse(text[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = exponent < 0 ? text : text[..exponent];
        var point = mantissa.IndexOf((byte)'.');
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;

        // Programs drop trailing zeros: a number printed with fewer digits than the program's precision was exact to that precision.
        var digits = 0;
        foreach (var c in mantissa)
        {
            digits += c is >= (byte)'0' and <= (byte)'9' && (digits > 0 || c != '0') ? 1 : 0;
        }

        var dropped = Math.Max(0, Precision - digits);
        return new PrintedNumber(value, Math.Pow(10, power - decimals - dropped));
    }

    /// <summary>Significant digits that PLINK 2 prints.</summary>
    private const int Precision = 6;

    /// <summary>Whether a value is printed as this: within half a unit of the last digit, and what a double can hold of it.</summary>
    public bool Is(double value, double slack = 0) => Math.Abs(value - Value) <= (0.5 * Unit * (1 + 1e-9)) + slack;
}
