using WhiteMatter.Formats.TensorBoard;
using Xunit;

namespace WhiteMatter.Formats.Tests;

public sealed class EventFileTests
{
    /// <summary>
    /// The first three records of a file that TensorFlow 2 wrote by <c>tf.summary.scalar("my_metric", 0.5 * step, step)</c>: the version, and steps 0 and 1
    /// (github.com/orktes/go-tensorboard, testdata/tfevents).
    /// </summary>
    private const string OfTensorFlow =
        "1800000000000000a37f4b2209000080eb32a0d7411a0d627261696e2e4576656e743a32af5dfc92"
        + "31000000000000009d8383e909ca8988eb32a0d7412a260a240a096d795f6d6574726963420a080112002204000000004a0b0a090a077363616c6172736e649f69"
        + "33000000000000000ca7205609ac8e88eb32a0d74110012a260a240a096d795f6d6574726963420a0801120022040000003f4a0b0a090a077363616c617273e6259003";

    [Fact]
    public void A_file_of_events_is_the_bytes_that_TensorFlow_writes()
    {
        using var stream = new MemoryStream();
        EventFileWriter.Write(
            stream,
            At("000080eb32a0d741"),
            [new ScalarEvent("my_metric", 0, At("ca8988eb32a0d741"), 0), new ScalarEvent("my_metric", 1, At("ac8e88eb32a0d741"), 0.5f)]);
        Assert.Equal(OfTensorFlow, Convert.ToHexStringLower(stream.ToArray()));
    }

    [Fact]
    public void Long_names_and_late_steps_have_lengths_of_several_bytes()
    {
        using var stream = new MemoryStream();
        EventFileWriter.Write(stream, DateTimeOffset.UnixEpoch, [new ScalarEvent(new string('a', 300), 300, DateTimeOffset.UnixEpoch, 1)]);
        var bytes = stream.ToArray();

        // 300 is 0b10_0101100: its low seven bits with a sign that more follow, then the high two.
        Assert.Equal([0x10, 0xac, 0x02], bytes[(40 + 12 + 9)..(40 + 12 + 12)]);
        Assert.Contains("0aac0261", Convert.ToHexStringLower(bytes), StringComparison.Ordinal);
    }

    /// <summary>The moment that eight bytes of a file give in seconds since 1970.</summary>
    private static DateTimeOffset At(string hexadecimal)
    {
        var seconds = BitConverter.ToDouble(Convert.FromHexString(hexadecimal));
        var whole = Math.Floor(seconds);
        return DateTimeOffset.UnixEpoch.AddTicks(((long)whole * TimeSpan.TicksPerSecond) + (long)Math.Round((seconds - whole) * TimeSpan.TicksPerSecond));
    }
}
