using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace WhiteMatter.Formats.Nifti;

/// <summary>
/// Reads the fields of a NIfTI-1 (348 bytes) or NIfTI-2 (540 bytes) header and checks them against each other (nifti1.h, nifti2.h).
/// The sizes of files are checked by <see cref="NiftiReader"/>.
/// </summary>
internal ref struct NiftiHeaderParser
{
    /// <summary>Bytes of the header by version; a single file's voxels begin 4 bytes behind it at the earliest.</summary>
    public const int LengthOfFirst = 348;
    public const int LengthOfSecond = 540;

    private readonly string _path;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _second;
    private readonly bool _big;
    private readonly ImmutableArray<NiftiWarning>.Builder _warnings;

    private NiftiHeaderParser(string path, ReadOnlySpan<byte> bytes, bool second, bool big)
    {
        _path = path;
        _bytes = bytes;
        _second = second;
        _big = big;
        _warnings = ImmutableArray.CreateBuilder<NiftiWarning>();
    }

    /// <summary>The length of the header that begins with these four bytes; 0 when they begin none.</summary>
    public static int LengthOf(ReadOnlySpan<byte> first4) => BinaryPrimitives.ReadInt32LittleEndian(first4) switch
    {
        LengthOfFirst or 0x5C010000 => LengthOfFirst,
        LengthOfSecond or 0x1C020000 => LengthOfSecond,
        _ => 0,
    };

    /// <summary>Reads a header. Its <see cref="NiftiHeader.VoxelPath"/> is the header's own path.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">As many bytes as <see cref="LengthOf"/> says.</param>
    /// <param name="mostVoxels">A volume of more voxels is refused.</param>
    /// <exception cref="DataFormatException">The header is none, is impossible, or is of voxels not read here.</exception>
    public static NiftiHeader Parse(string path, ReadOnlySpan<byte> bytes, long mostVoxels)
    {
        var second = bytes.Length == LengthOfSecond;
        var big = BinaryPrimitives.ReadInt32LittleEndian(bytes) != bytes.Length;
        return new NiftiHeaderParser(path, bytes, second, big).Parse(mostVoxels);
    }

    private readonly NiftiHeader Parse(long mostVoxels)
    {
        var pair = IsPair();
        var type = DataType();
        var (x, y, z, volumes) = Dimensions(type, mostVoxels);
        var (slope, intercept) = Scaling();
        var (affine, source) = Orientation(x, y, z);
        var offset = Offset(pair);
        return new NiftiHeader(
            _second ? 2 : 1, _big, pair, new VolumeGrid(x, y, z, affine), source, volumes, type, slope, intercept, offset, _path, _warnings.ToImmutable())
        {
            IntentCode = _second ? Int32(504) : Int16(68),
            Sizes = Sizes(),
        };
    }

    private readonly ImmutableArray<long> Sizes()
    {
        var sizes = ImmutableArray.CreateBuilder<long>();
        for (var axis = 1; axis <= Dimension(0); axis++)
        {
            sizes.Add(Dimension(axis));
        }

        return sizes.ToImmutable();
    }

    private readonly bool IsPair()
    {
        var magic = _second ? _bytes.Slice(4, 4) : _bytes.Slice(344, 4);
        var digit = _second ? (byte)'2' : (byte)'1';
        return magic switch
        {
            [(byte)'n', (byte)'+', var version, 0] when version == digit => false,
            [(byte)'n', (byte)'i', var version, 0] when version == digit => true,
            [0, 0, 0, 0] when !_second => throw new DataFormatException(
                DataProblem.NotNifti, _path, "the header is that of an ANALYZE 7.5 image, which does not say left from right", "a NIfTI image", "Convert it with a tool that knows how it was written, such as fslchfiletype NIFTI_GZ"),
            _ => throw new DataFormatException(
                DataProblem.NotNifti, _path, $"the header's magic is {Convert.ToHexStringLower(magic)}", $"n+{(char)digit} or ni{(char)digit}", "Check that this is a NIfTI image", byteOffset: _second ? 4 : 344),
        };
    }

    private readonly NiftiDataType DataType()
    {
        int code = Int16(_second ? 12 : 70);
        var type = NiftiDataTypes.OfCode(code) ?? throw new DataFormatException(
            DataProblem.NiftiDataType, _path, $"the voxels are {NiftiDataTypes.DescribeCode(code)}", "real numbers", "Convert the image, for example to float32", byteOffset: _second ? 12 : 70);
        int bits = Int16(_second ? 14 : 72);
        return bits == 0 || bits == type.Bytes() * 8 ? type : throw Header(
            FormattableString.Invariant($"bitpix is {bits} and the voxels are {type.Name()}"), FormattableString.Invariant($"{type.Bytes() * 8}"), _second ? 14 : 72);
    }

    private readonly (int X, int Y, int Z, long Volumes) Dimensions(NiftiDataType type, long mostVoxels)
    {
        var rank = Dimension(0);
        if (rank is < 0 or > 7)
        {
            throw Header(FormattableString.Invariant($"dim[0] is {rank}"), "a number of dimensions from 0 to 7", _second ? 16 : 40);
        }

        Span<long> size = [1, 1, 1, 1];
        Int128 all = 1;
        for (var axis = 1; axis <= rank; axis++)
        {
            var edge = Dimension(axis);
            if (edge is < 1 or > int.MaxValue)
            {
                throw Header(FormattableString.Invariant($"dim[{axis}] is {edge}"), "at least 1", _second ? 16 + (8 * axis) : 40 + (2 * axis));
            }

            // Seven factors below 2³¹ could overflow 128 bits: stop as soon as no file could hold them.
            all *= edge;
            if (all * type.Bytes() > long.MaxValue)
            {
                throw TooLarge(all.ToString(CultureInfo.InvariantCulture), mostVoxels);
            }

            size[Math.Min(axis, 4) - 1] *= edge;
        }

        return size[0] * size[1] * size[2] > mostVoxels
            ? throw TooLarge(FormattableString.Invariant($"{size[0]} × {size[1]} × {size[2]}"), mostVoxels)
            : ((int)size[0], (int)size[1], (int)size[2], size[3]);
    }

    private readonly DataFormatException TooLarge(string voxels, long most) => new(
        DataProblem.TooLarge, _path, $"the header says {voxels} voxels", FormattableString.Invariant($"at most {most} in a volume"), "Check that the header is right; resample a larger image");

    private readonly (double Slope, double Intercept) Scaling()
    {
        var slope = _second ? Double(176) : Single(112);
        var intercept = _second ? Double(184) : Single(116);
        if (slope == 0 || !double.IsFinite(slope))
        {
            if (slope == 0 && intercept != 0 && double.IsFinite(intercept))
            {
                _warnings.Add(new NiftiWarning(NiftiWarningKind.ZeroSlope, FormattableString.Invariant($"scl_slope is 0 and scl_inter {intercept:R}: the values are taken as stored")));
            }

            return (1, 0);
        }

        return double.IsFinite(intercept) ? (slope, intercept) : throw Header(
            FormattableString.Invariant($"scl_slope is {slope:R} and scl_inter is {intercept}"), "finite numbers", _second ? 184 : 116);
    }

    private readonly (ImmutableArray<double> Affine, OrientationSource Source) Orientation(int x, int y, int z)
    {
        var qform = _second ? Int32(344) : Int16(252);
        var sform = _second ? Int32(348) : Int16(254);
        Remark("sform_code", sform);
        Remark("qform_code", qform);
        if (sform > 0)
        {
            var rows = ImmutableArray.CreateBuilder<double>(VolumeGrid.AffineLength);
            for (var i = 0; i < VolumeGrid.AffineLength; i++)
            {
                rows.Add(_second ? Double(400 + (8 * i)) : Single(280 + (4 * i)));
            }

            return (Usable(rows.MoveToImmutable(), "the sform matrix", _second ? 400 : 280), OrientationSource.SForm);
        }

        var edge = (Edge(1), Edge(2), Edge(3));
        if (qform > 0)
        {
            var (quaternion, offsets) = _second ? (352, 376) : (256, 268);
            var affine = NiftiOrientation.FromQuaternion(
                Real(quaternion, 0),
                Real(quaternion, 1),
                Real(quaternion, 2),
                (Real(offsets, 0), Real(offsets, 1), Real(offsets, 2)),
                edge,
                PixDim(0) < 0 ? -1 : 1,
                _second ? NiftiOrientation.RoundingOfDouble : NiftiOrientation.RoundingOfSingle);
            return (Usable(affine, "the qform quaternion", quaternion), OrientationSource.QForm);
        }

        _warnings.Add(new NiftiWarning(
            NiftiWarningKind.NoOrientation, "neither sform nor qform is set: the volume is taken as centred, with the first axis to the left"));
        return (NiftiOrientation.Assumed(x, y, z, edge), OrientationSource.Assumed);
    }

    private readonly void Remark(string field, int code)
    {
        if (code is < 0 or > 5)
        {
            _warnings.Add(new NiftiWarning(
                NiftiWarningKind.UnknownFormCode, FormattableString.Invariant($"{field} is {code}, which the standard does not have; it is taken as {(code > 0 ? "set" : "not set")}")));
        }
    }

    private readonly ImmutableArray<double> Usable(ImmutableArray<double> affine, string what, int at) =>
        NiftiOrientation.IsUsable(affine) ? affine : throw Header($"{what} gives voxels no place: it is not finite or has no inverse", "an orientation", at);

    /// <summary>An edge of a voxel; 1 where the header has none, as in the standard's own code.</summary>
    private readonly double Edge(int axis) => PixDim(axis) is > 0 and < double.PositiveInfinity and var edge ? edge : 1;

    private readonly long Offset(bool pair)
    {
        double said = _second ? Int64(168) : Single(108);
        var first = _bytes.Length + 4;
        if (said == 0)
        {
            if (!pair)
            {
                _warnings.Add(new NiftiWarning(NiftiWarningKind.OffsetZero, FormattableString.Invariant($"vox_offset is 0 and is read as {first}")));
            }

            return pair ? 0 : first;
        }

        var lowest = pair ? 0 : first;
        return said >= lowest && said < 1L << 40 ? (long)said : throw Header(
            FormattableString.Invariant($"vox_offset is {said:R}"), FormattableString.Invariant($"at least {lowest}"), _second ? 168 : 108);
    }

    private readonly long Dimension(int index) => _second ? Int64(16 + (8 * index)) : Int16(40 + (2 * index));

    private readonly double PixDim(int index) => _second ? Double(104 + (8 * index)) : Single(76 + (4 * index));

    private readonly double Real(int at, int index) => _second ? Double(at + (8 * index)) : Single(at + (4 * index));

    private readonly short Int16(int at) =>
        _big ? BinaryPrimitives.ReadInt16BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt16LittleEndian(_bytes[at..]);

    private readonly int Int32(int at) =>
        _big ? BinaryPrimitives.ReadInt32BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]);

    private readonly long Int64(int at) =>
        _big ? BinaryPrimitives.ReadInt64BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt64LittleEndian(_bytes[at..]);

    private readonly double Single(int at) =>
        _big ? BinaryPrimitives.ReadSingleBigEndian(_bytes[at..]) : BinaryPrimitives.ReadSingleLittleEndian(_bytes[at..]);

    private readonly double Double(int at) =>
        _big ? BinaryPrimitives.ReadDoubleBigEndian(_bytes[at..]) : BinaryPrimitives.ReadDoubleLittleEndian(_bytes[at..]);

    private readonly DataFormatException Header(string found, string expected, int at) => new(
        DataProblem.NiftiHeader, _path, found, expected, "Write the image again with the program that made it", byteOffset: at);
}
