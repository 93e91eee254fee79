using System.Buffers.Text;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>The texts of numbers that many files share, such as the allele frequencies of a block of variants: made once, copied often.</summary>
public sealed class NumberTexts
{
    private const int LongestText = 32;
    private readonly byte[] _text;
    private readonly int[] _ends;

    /// <summary>Makes the texts.</summary>
    /// <param name="numbers">The numbers; one that is not finite has an empty text.</param>
    public NumberTexts(ReadOnlySpan<double> numbers)
    {
        _text = new byte[numbers.Length * LongestText];
        _ends = new int[numbers.Length];
        var at = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (double.IsFinite(numbers[i]))
            {
                at += Write(numbers[i], _text.AsSpan(at));
            }

            _ends[i] = at;
        }
    }

    /// <summary>A number's text.</summary>
    internal ReadOnlySpan<byte> this[int index] => _text.AsSpan((index == 0 ? 0 : _ends[index - 1]).._ends[index]);

    /// <summary>Writes the shortest text that reads back as the same double; returns its length.</summary>
    internal static int Write(double number, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(number, destination, out var written);
        return written;
    }
}
