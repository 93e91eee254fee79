namespace WhiteMatter.Formats.Archives;

/// <summary>The CRC-32 of zip and gzip (polynomial 0xEDB88320, bits reversed), eight bytes at a time.</summary>
internal static class Crc32
{
    public const uint Start = uint.MaxValue;

    private const int Tables = 8;
    private static readonly uint[] Table = Make();

    /// <summary>Adds bytes to a checksum that is not finished.</summary>
    public static uint Add(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var table = Table.AsSpan();
        while (bytes.Length >= Tables)
        {
            var low = checksum ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            checksum = table[(7 * 256) + (int)(low & 0xff)] ^ table[(6 * 256) + (int)((low >> 8) & 0xff)]
                ^ table[(5 * 256) + (int)((low >> 16) & 0xff)] ^ table[(4 * 256) + (int)(low >> 24)]
                ^ table[(3 * 256) + bytes[4]] ^ table[(2 * 256) + bytes[5]] ^ table[256 + bytes[6]] ^ table[bytes[7]];
            bytes = bytes[Tables..];
        }

        foreach (var value in bytes)
        {
            checksum = (checksum >> 8) ^ table[(int)((checksum ^ value) & 0xff)];
        }

        return checksum;
    }

    /// <summary>The checksum of all bytes added.</summary>
    public static uint Finish(uint checksum) => ~checksum;

    private static uint[] Make()
    {
        var table = new uint[Tables * 256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) * 0xEDB88320u);
            }

            table[i] = value;
        }

        for (var i = 256; i < table.Length; i++)
        {
            table[i] = (table[i - 256] >> 8) ^ table[table[i - 256] & 0xff];
        }

        return table;
    }
}
