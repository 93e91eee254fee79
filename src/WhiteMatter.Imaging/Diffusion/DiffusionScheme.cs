using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Diffusion;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Diffusion;

/// <summary>What is done with directions whose length is not 1.</summary>
public enum VectorLengths
{
    /// <summary>Lengths more than 1% off are refused, as DIPY does.</summary>
    Refuse,

    /// <summary>b is multiplied by the square of the length, as scanners mean it and MRtrix takes it.</summary>
    Scale,

    /// <summary>The direction counts and the length does not.</summary>
    Normalise,
}

/// <summary>Which volumes of a series are used, and how their directions are read.</summary>
public sealed record SchemeOptions
{
    /// <summary>Volumes with at most this b-value, in s/mm², are without weighting: they need no direction.</summary>
    public double B0Threshold { get; init; } = 50;

    /// <summary>The b-values whose volumes are used; empty for all. 0 stands for the volumes without weighting.</summary>
    public ImmutableArray<double> Shells { get; init; } = [];

    /// <summary>How far a volume's b-value may lie from its shell's, in s/mm².</summary>
    public double ShellTolerance { get; init; } = 100;

    /// <summary>What is done with lengths other than 1.</summary>
    public VectorLengths Lengths { get; init; }
}

/// <summary>
/// The volumes of a series that a tensor is fitted to, with their weighting. Directions are turned from the axes of the image, in which
/// files have them, to the world's: FSL's convention is that their first part runs against the first axis where the affine's
/// determinant is positive. Fractional anisotropy does not depend on it; directions of diffusion do.
/// </summary>
public sealed class DiffusionScheme
{
    private const double LengthTolerance = 0.01;
    private const int Unknowns = 7;

    private DiffusionScheme(ImmutableArray<int> volumes, ImmutableArray<bool> unweighted, double[] b, double[] gradients, double greatest)
    {
        Volumes = volumes;
        Unweighted = unweighted;
        B = b;
        Gradients = gradients;
        GreatestEntry = greatest;
    }

    /// <summary>The volumes' places in the series, ascending.</summary>
    public ImmutableArray<int> Volumes { get; }

    /// <summary>Of each, whether it is without weighting.</summary>
    public ImmutableArray<bool> Unweighted { get; }

    /// <summary>The b-value of each.</summary>
    internal double[] B { get; }

    /// <summary>The direction of each in the world's axes, three numbers a volume.</summary>
    internal double[] Gradients { get; }

    /// <summary>The greatest entry of the design without its signs, as DIPY writes it down.</summary>
    internal double GreatestEntry { get; }

    /// <summary>Chooses volumes and checks that a tensor can be fitted to them.</summary>
    /// <param name="table">The weighting of the series.</param>
    /// <param name="grid">The series' grid.</param>
    /// <param name="options">Which volumes, and how.</param>
    /// <exception cref="DataFormatException">No volume is weighted, a direction is missing or of another length, or a tensor is not determined.</exception>
    public static DiffusionScheme Of(GradientTable table, VolumeGrid grid, SchemeOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(options);
        if (table.BValues.Max() is var greatest && greatest <= options.B0Threshold)
        {
            throw new DataFormatException(
                DataProblem.GradientUnweighted,
                table.BValueFile,
                FormattableString.Invariant($"no volume has a b-value above {options.B0Threshold} s/mm², up to which a volume counts as without weighting; the greatest is {greatest}"),
                "",
                "Mend the b-values, or give a smaller b0_threshold");
        }

        var chosen = Choose(table, options);
        var b = new double[chosen.Length];
        var own = new GradientDirection[chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            (b[i], own[i]) = Weighting(table, chosen[i], options);
        }

        var turn = Turn(grid);
        var gradients = new double[3 * chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            for (var row = 0; row < 3; row++)
            {
                gradients[(3 * i) + row] = (turn[3 * row] * own[i].X) + (turn[(3 * row) + 1] * own[i].Y) + (turn[(3 * row) + 2] * own[i].Z);
            }
        }

        if (!Determines(b, gradients))
        {
            throw Undetermined(table.DirectionFile, chosen.Length, b, options);
        }

        return new DiffusionScheme(
            [.. chosen], [.. chosen.Select(volume => table.BValues[volume] <= options.B0Threshold)], b, gradients, Greatest(b, own));
    }

    private static int[] Choose(GradientTable table, SchemeOptions options)
    {
        var all = Enumerable.Range(0, table.Volumes).ToArray();
        if (options.Shells.IsDefaultOrEmpty)
        {
            return all;
        }

        bool IsOf(int volume, double shell) => shell <= options.B0Threshold
            ? table.BValues[volume] <= options.B0Threshold
            : table.BValues[volume] > options.B0Threshold && Math.Abs(table.BValues[volume] - shell) <= options.ShellTolerance;
        foreach (var shell in options.Shells)
        {
            if (!Array.Exists(all, volume => IsOf(volume, shell)))
            {
                var there = string.Join(", ", table.BValues.Select(b => Math.Round(b / 10) * 10).Distinct().Order().Take(8));
                throw new DataFormatException(
                    DataProblem.GradientShell,
                    table.BValueFile,
                    FormattableString.Invariant($"no volume has a b-value of {shell} ± {options.ShellTolerance} s/mm²; there are about {there}"),
                    "",
                    "Mend shells, or allow more by shell_tolerance");
            }
        }

        return Array.FindAll(all, volume => options.Shells.Any(shell => IsOf(volume, shell)));
    }

    private static (double B, GradientDirection Direction) Weighting(GradientTable table, int volume, SchemeOptions options)
    {
        var (b, direction) = (table.BValues[volume], table.Directions[volume]);
        var length = direction.IsUnknown ? 0 : direction.Length;
        if (length == 0)
        {
            return b <= options.B0Threshold ? (b, default) : throw Direction(
                table, volume, FormattableString.Invariant($"has a b-value of {b} s/mm² and {(direction.IsUnknown ? "a direction that is no number" : "no direction")}"), "Mend the directions; volumes below b0_threshold need none");
        }

        if (Math.Abs(length - 1) <= LengthTolerance || options.Lengths == VectorLengths.Scale)
        {
            // b times the square of the length, in the products of the direction with itself.
            return (b, direction);
        }

        // Directions of volumes without weighting are often noise: they count as none.
        return options.Lengths == VectorLengths.Normalise ? (b, new GradientDirection(direction.X / length, direction.Y / length, direction.Z / length))
            : b <= options.B0Threshold ? (b, default)
            : throw Direction(
                table, volume, FormattableString.Invariant($"has a direction of length {length:0.####}"), "Write vector_lengths = scale where the scanner means the square of the length to scale b, else vector_lengths = normalise");
    }

    /// <summary>From the axes of the image, the first turned round where FSL does so, to the world's.</summary>
    private static double[] Turn(VolumeGrid grid)
    {
        var a = grid.Affine;
        var (x, y, z) = grid.VoxelSize;
        double[] turn = [a[0] / x, a[1] / y, a[2] / z, a[4] / x, a[5] / y, a[6] / z, a[8] / x, a[9] / y, a[10] / z];
        var determinant = (turn[0] * ((turn[4] * turn[8]) - (turn[5] * turn[7]))) - (turn[1] * ((turn[3] * turn[8]) - (turn[5] * turn[6])))
            + (turn[2] * ((turn[3] * turn[7]) - (turn[4] * turn[6])));
        if (determinant > 0)
        {
            (turn[0], turn[3], turn[6]) = (-turn[0], -turn[3], -turn[6]);
        }

        return turn;
    }

    private static double[] Row(double b, double x, double y, double z) => [b * x * x, b * y * y, b * z * z, 2 * b * x * y, 2 * b * x * z, 2 * b * y * z, 1];

    private static double Greatest(double[] b, GradientDirection[] directions) =>
        Enumerable.Range(0, b.Length).Max(i => Row(b[i], directions[i].X, directions[i].Y, directions[i].Z).Max());

    /// <summary>Whether the seven unknowns of a tensor and its signal follow from the volumes: pivots of the normal equations, columns of length 1.</summary>
    private static bool Determines(double[] b, double[] gradients)
    {
        var scale = b.Length == 0 ? 0 : b.Max();
        if (b.Length < Unknowns || scale <= 0)
        {
            return false;
        }

        var rows = Enumerable.Range(0, b.Length).Select(i => Row(b[i] / scale, gradients[3 * i], gradients[(3 * i) + 1], gradients[(3 * i) + 2])).ToArray();
        var gram = new double[Unknowns, Unknowns];
        foreach (var row in rows)
        {
            for (var i = 0; i < Unknowns; i++)
            {
                for (var j = 0; j < Unknowns; j++)
                {
                    gram[i, j] += row[i] * row[j];
                }
            }
        }

        var length = Enumerable.Range(0, Unknowns).Select(i => Math.Sqrt(gram[i, i])).ToArray();
        if (Array.Exists(length, value => !(value > 0)))
        {
            return false;
        }

        for (var k = 0; k < Unknowns; k++)
        {
            var pivot = gram[k, k] / (length[k] * length[k]);
            if (!(pivot > 1e-8))
            {
                return false;
            }

            for (var i = k + 1; i < Unknowns; i++)
            {
                for (var j = k + 1; j < Unknowns; j++)
                {
                    gram[i, j] -= gram[i, k] * gram[k, j] / gram[k, k];
                }
            }
        }

        return true;
    }

    private static DataFormatException Direction(GradientTable table, int volume, string found, string remedy) =>
        new(DataProblem.GradientDirection, table.DirectionFile, FormattableString.Invariant($"volume {volume + 1} {found}"), "a direction of length 1", remedy);

    private static DataFormatException Undetermined(string path, int volumes, double[] b, SchemeOptions options)
    {
        var weighted = b.Count(value => value > options.B0Threshold);
        var found = FormattableString.Invariant(
            $"{volumes} volumes, {weighted} of them with a b-value above {options.B0Threshold} s/mm², do not determine a tensor");
        return new DataFormatException(
            DataProblem.GradientScheme,
            path,
            found,
            "six directions that are not in one plane or cone, and another b-value such as 0",
            "Check both files, and which volumes shells leaves");
    }
}
