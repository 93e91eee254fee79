using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Text;
using Xunit;

namespace WhiteMatter.Formats.Tests;

public sealed class NumberTextTests
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The reference is .NET's own reader, which rounds to the nearest double (IEEE 754).</summary>
    [Fact]
    public void A_number_of_any_form_is_the_double_nearest_to_its_text()
    {
        var random = new Random(20261126);
        for (var i = 0; i < 200_000; i++)
        {
            var text = Draw(random);
            var expected = double.TryParse(text, Style, CultureInfo.InvariantCulture, out var value);
            var reading = NumberText.Read(Encoding.ASCII.GetBytes(text), out var actual);
            if (expected && double.IsFinite(value))
            {
                Assert.True(reading is NumberText.Reading.Number or NumberText.Reading.Integer, text);
                Assert.True(BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(actual), text);
            }
            else
            {
                Assert.True(reading is NumberText.Reading.Text or NumberText.Reading.NotFinite, text);
                Assert.True(double.IsNaN(actual), text);
            }
        }
    }

    [Theory]
    [InlineData("12", 12, true)]
    [InlineData("+12", 12, true)]
    [InlineData("-0", -0.0, true)]
    [InlineData("1.", 1, false)]
    [InlineData(".5", 0.5, false)]
    [InlineData("9007199254740993", 9007199254740992, true)]
    [InlineData("0.30000000000000004", 0.30000000000000004, false)]
    [InlineData("4.9e-324", 5e-324, false)]
    [InlineData("1e23", 1e23, false)]
    [InlineData("123456789012345678901234567890", 1.2345678901234568e29, true)]
    public void A_number_says_whether_it_was_written_as_a_whole_one(string text, double value, bool isInteger)
    {
        Assert.Equal(isInteger ? NumberText.Reading.Integer : NumberText.Reading.Number, NumberText.Read(Encoding.ASCII.GetBytes(text), out var actual));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(actual));
    }

    [Theory]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("1 2")]
    [InlineData("0x10")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("1e5x")]
    public void What_is_no_number_is_text(string text) =>
        Assert.Equal(NumberText.Reading.Text, NumberText.Read(Encoding.ASCII.GetBytes(text), out _));

    private static string Draw(Random random)
    {
        var text = new StringBuilder(random.Next(4) switch { 0 => "-", 1 => "+", _ => string.Empty });
        Digits(text, random, random.Next(22));
        if (random.Next(4) > 0)
        {
            text.Append('.');
            Digits(text, random, random.Next(20));
        }

        if (random.Next(3) == 0)
        {
            text.Append(random.Next(2) == 0 ? 'e' : 'E').Append(random.Next(3) switch { 0 => "-", 1 => "+", _ => string.Empty });
            text.Append(random.Next(random.Next(2) == 0 ? 30 : 400));
        }

        if (random.Next(50) == 0)
        {
            text.Append("x-.e "[random.Next(5)]);
        }

        return text.ToString();
    }

    private static void Digits(StringBuilder text, Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            text.Append((char)('0' + random.Next(10)));
        }
    }
}
