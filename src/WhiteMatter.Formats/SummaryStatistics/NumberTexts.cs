using System.Buffers.Text;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>Numbers of joint statistics as text.</summary>
internal static class NumberTexts
{
    /// <summary>Writes the shortest text that reads back as the same double; returns its length.</summary>
    internal static int Write(double number, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(number, destination, out var written);
        return written;
    }
}
