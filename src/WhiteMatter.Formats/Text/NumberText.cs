using System.Globalization;

namespace WhiteMatter.Formats.Text;

/// <summary>Reads numbers as data files write them: decimal point, optional sign and exponent, no grouping.</summary>
internal static class NumberText
{
    /// <summary>How a piece of text reads as a number.</summary>
    public enum Reading
    {
        /// <summary>Not a number.</summary>
        Text,

        /// <summary>A finite number with a point or an exponent.</summary>
        Number,

        /// <summary>A finite whole number written without point or exponent.</summary>
        Integer,

        /// <summary>NaN, an infinity, or a number beyond the range of a double.</summary>
        NotFinite,
    }

    /// <summary>Reads a number; the value is NaN unless the reading is a number or an integer.</summary>
    public static Reading Read(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.IsEmpty)
        {
            return Reading.Text;
        }

        var digits = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        if (digits.IsEmpty || !(digits[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'.'))
        {
            return IsNotFinite(digits) ? Reading.NotFinite : Reading.Text;
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(text, style, CultureInfo.InvariantCulture, out var parsed))
        {
            return Reading.Text;
        }

        if (!double.IsFinite(parsed))
        {
            return Reading.NotFinite;
        }

        value = parsed;
        return digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? Reading.Integer : Reading.Number;
    }

    private static bool IsNotFinite(ReadOnlySpan<byte> text)
    {
        if (text.Length is not (3 or 8))
        {
            return false;
        }

        Span<byte> lower = stackalloc byte[8];
        for (var i = 0; i < text.Length; i++)
        {
            lower[i] = (byte)(text[i] | 0x20);
        }

        lower = lower[..text.Length];
        return lower.SequenceEqual("nan"u8) || lower.SequenceEqual("inf"u8) || lower.SequenceEqual("infinity"u8);
    }
}
