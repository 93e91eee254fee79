using WhiteMatter.Fixtures;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Store;

/// <summary>Hashes of contents beside those of b3sum, around the sizes at which BLAKE3 cuts its input and joins the parts.</summary>
public sealed class ContentHashTests : InFolder
{
    [PeerTheory("b3sum")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) + 1)]
    [InlineData((1 << 20) - 1)]
    [InlineData((1 << 20) + 7)]
    [InlineData((3 << 20) + 12345)]
    public void A_content_has_the_hash_that_b3sum_prints_however_it_comes_in_pieces(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var expected = B3sum.Of(bytes);
        Assert.Equal(expected, ContentHash.Of(new MemoryStream(bytes)));

        HashingStream? closed = null;
        using (var stream = new HashingStream(new FileStream(Folder["content"], FileMode.CreateNew), done => closed = done))
        {
            for (var at = 0; at < length;)
            {
                var piece = Math.Min(length - at, 1 + (at % 70_001));
                stream.Write(bytes.AsSpan(at, piece));
                at += piece;
            }
        }

        Assert.Equal((length, expected), (closed!.Written, closed.Blake3));
        Assert.Equal(bytes, File.ReadAllBytes(Folder["content"]));
    }
}
