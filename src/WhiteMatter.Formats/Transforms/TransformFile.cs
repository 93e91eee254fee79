using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace WhiteMatter.Formats.Transforms;

/// <summary>Whose coordinates a transform counts in, and which way it goes.</summary>
public enum TransformConvention
{
    /// <summary>FSL's FLIRT: from FSL's millimetres of the image to those of the reference.</summary>
    Fsl,

    /// <summary>ITK, as ANTs writes it: from the reference to the image, in LPS+ millimetres.</summary>
    Itk,
}

/// <summary>An affine map that a registration wrote.</summary>
/// <param name="Convention">How it is meant.</param>
/// <param name="Rows">Three rows of four numbers, the shift last in each.</param>
public sealed record AffineTransform(TransformConvention Convention, ImmutableArray<double> Rows);

/// <summary>
/// Reads affine transforms: FLIRT's text of four rows of four numbers; ITK's text (<c>#Insight Transform File V1.0</c>) and its MATLAB 4
/// file, of one MatrixOffsetTransformBase or AffineTransform in three dimensions. The content decides, not the name.
/// </summary>
public static class TransformFile
{
    private const int MostBytes = 1 << 16;
    private const int MatrixParameters = 12;
    private const string TextMagic = "#Insight Transform File";

    /// <summary>Reads a transform.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file cannot be read, is no transform that is read here, or flattens space.</exception>
    public static AffineTransform Read(string path)
    {
        var bytes = new byte[MostBytes + 1];
        int length;
        using (var file = DataFile.OpenForward(path))
        {
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }

        var content = bytes.AsSpan(0, length);
        var transform = length > MostBytes ? throw Refused(path, "the file is longer than a transform", "Name the affine transform, not an image or a warp")
            : content.StartsWith("HDF"u8) || content.StartsWith("\x89HDF"u8) ? throw Refused(path, "this is an HDF5 file, which may hold several transforms", "Write the affine part by itself, for example with CompositeTransformUtil --disassemble")
            : content.StartsWith(Encoding.ASCII.GetBytes(TextMagic)) ? ItkText(path, Encoding.UTF8.GetString(content))
            : length >= 20 && BinaryPrimitives.ReadInt32LittleEndian(content) is 0 or 10 && content[..4].IndexOf((byte)0) >= 0 ? ItkMatlab(path, content)
            : Flirt(path, Encoding.UTF8.GetString(content));
        var m = transform.Rows;
        var determinant = (m[0] * ((m[5] * m[10]) - (m[6] * m[9]))) - (m[1] * ((m[4] * m[10]) - (m[6] * m[8]))) + (m[2] * ((m[4] * m[9]) - (m[5] * m[8])));
        return m.All(double.IsFinite) && Math.Abs(determinant) > 1e-9 ? transform : throw Refused(path, "the transform flattens space or is not finite", "Register the image again and look at the result");
    }

    private static AffineTransform Flirt(string path, string text)
    {
        var rows = text.Split('\n').Select(line => line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 0).ToArray();
        if (rows.Length != 4 || rows.Any(row => row.Length != 4))
        {
            throw Refused(path, "the file is neither four rows of four numbers (FLIRT) nor a transform of ITK", "Name what flirt -omat or antsRegistration wrote");
        }

        double[] numbers = [.. rows.SelectMany(row => row).Select(word => Number(path, word))];
        return numbers is [.., 0, 0, 0, 1] ? new AffineTransform(TransformConvention.Fsl, [.. numbers[..MatrixParameters]])
            : throw Refused(path, "the last row is not 0 0 0 1", "Name what flirt -omat wrote");
    }

    private static AffineTransform ItkText(string path, string text)
    {
        string? type = null;
        double[]? parameters = null, centre = null;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.Length == 0 || line[0] == '#' || colon < 0)
            {
                continue;
            }

            var value = line[(colon + 1)..].Trim();
            switch (line[..colon])
            {
                case "Transform" when type is null:
                    type = value;
                    break;
                case "Transform":
                    throw Refused(path, "the file holds several transforms", "Write them as one, or the affine part by itself");
                case "Parameters":
                    parameters = Numbers(path, value);
                    break;
                case "FixedParameters":
                    centre = Numbers(path, value);
                    break;
            }
        }

        return Itk(path, type ?? "", parameters ?? [], centre ?? []);
    }

    /// <summary>MATLAB 4: of each variable five integers (type, rows, columns, imaginary part, length of the name), the name, the numbers.</summary>
    private static AffineTransform ItkMatlab(string path, ReadOnlySpan<byte> bytes)
    {
        string? type = null;
        double[] parameters = [], centre = [];
        while (bytes.Length >= 20)
        {
            var (kind, count, imaginary, name) = (Int(bytes, 0), (long)Int(bytes, 4) * Int(bytes, 8), Int(bytes, 12), Int(bytes, 16));
            var width = kind == 10 ? sizeof(float) : sizeof(double);
            if (kind is not (0 or 10) || imaginary != 0 || name is < 1 or > 256 || count is < 1 or > 64 || bytes.Length < 20 + name + (count * width))
            {
                throw Refused(path, "the file is no MATLAB 4 file of real numbers, least significant byte first", "Write the transform as text (.txt), for example with ConvertTransformFile");
            }

            var named = Encoding.ASCII.GetString(bytes.Slice(20, name - 1));
            var data = bytes.Slice(20 + name, (int)count * width);
            var numbers = new double[count];
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = width == sizeof(float) ? BinaryPrimitives.ReadSingleLittleEndian(data[(4 * i)..]) : BinaryPrimitives.ReadDoubleLittleEndian(data[(8 * i)..]);
            }

            bytes = bytes[(20 + name + data.Length)..];
            if (named == "fixed")
            {
                centre = numbers;
            }
            else if (type is null)
            {
                (type, parameters) = (named, numbers);
            }
            else
            {
                throw Refused(path, "the file holds several transforms", "Write them as one, or the affine part by itself");
            }
        }

        return Itk(path, type ?? "", parameters, centre);
    }

    /// <summary>x → M (x − c) + c + t, of the nine numbers of M row by row and the three of t, about the centre c (itkMatrixOffsetTransformBase).</summary>
    private static AffineTransform Itk(string path, string type, double[] parameters, double[] centre)
    {
        if (!type.StartsWith("MatrixOffsetTransformBase_", StringComparison.Ordinal) && !type.StartsWith("AffineTransform_", StringComparison.Ordinal))
        {
            throw Refused(path, $"the transform is {(type.Length == 0 ? "of no kind" : DataFormatException.Quote(type))}", "Write it as an affine transform, for example with ConvertTransformFile 3 IN OUT.txt --convertToAffineType");
        }

        if (!type.EndsWith("_3_3", StringComparison.Ordinal) || parameters.Length != MatrixParameters || centre.Length != 3)
        {
            throw Refused(path, FormattableString.Invariant($"{type} has {parameters.Length} parameters and {centre.Length} fixed ones, where 12 and 3 are those of three dimensions"), "Name a transform of three dimensions");
        }

        var rows = new double[MatrixParameters];
        for (var row = 0; row < 3; row++)
        {
            var shift = parameters[9 + row] + centre[row];
            for (var column = 0; column < 3; column++)
            {
                rows[(4 * row) + column] = parameters[(3 * row) + column];
                shift -= parameters[(3 * row) + column] * centre[column];
            }

            rows[(4 * row) + 3] = shift;
        }

        return new AffineTransform(TransformConvention.Itk, [.. rows]);
    }

    private static int Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private static double[] Numbers(string path, string text) =>
        [.. text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(word => Number(path, word))];

    private static double Number(string path, string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
            : throw Refused(path, $"{DataFormatException.Quote(word)} is no number", "Name what flirt -omat or antsRegistration wrote");

    private static DataFormatException Refused(string path, string found, string remedy) =>
        new(DataProblem.TransformUnreadable, path, found, "an affine transform of FLIRT or ITK", remedy);
}
