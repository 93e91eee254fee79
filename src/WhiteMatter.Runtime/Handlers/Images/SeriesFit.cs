using WhiteMatter.Formats.Diffusion;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Diffusion;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>Fits tensors to one person's series and packs their maps.</summary>
/// <param name="parameters">How.</param>
/// <param name="fullPath">Makes a path of the study one of the disk.</param>
/// <param name="threads">Threads for this series.</param>
internal sealed class SeriesFit(TensorParameters parameters, Func<string, string> fullPath, int threads)
{
    private readonly SchemeOptions _scheme = new()
    {
        B0Threshold = parameters.B0Threshold,
        Shells = parameters.Shells,
        ShellTolerance = parameters.ShellTolerance,
        Lengths = parameters.VectorLengths switch
        {
            Plan.Parameters.VectorLengths.Scale => Imaging.Diffusion.VectorLengths.Scale,
            Plan.Parameters.VectorLengths.Normalise => Imaging.Diffusion.VectorLengths.Normalise,
            _ => Imaging.Diffusion.VectorLengths.Refuse,
        },
    };

    private readonly TensorOptions _fit = new()
    {
        Method = parameters.Fit switch
        {
            Plan.Parameters.TensorFit.Ols => TensorFitMethod.OrdinaryLeastSquares,
            Plan.Parameters.TensorFit.Wls => TensorFitMethod.WeightedLeastSquares,
            _ => TensorFitMethod.IterativelyReweighted,
        },
        Convention = parameters.Convention == Plan.Parameters.TensorConvention.Dipy ? Imaging.Diffusion.TensorConvention.Dipy : Imaging.Diffusion.TensorConvention.MRtrix,
        Reweightings = parameters.Reweightings,
        Threads = threads,
    };

    /// <summary>A series' fit with its maps, packed, by their folders.</summary>
    public sealed record Result(FittedSeries Fitted, IReadOnlyList<(string Folder, MemoryStream Packed)> Maps);

    /// <summary>Fits one series.</summary>
    /// <exception cref="Formats.DataFormatException">A file of it cannot be read, or no tensor can be fitted to it.</exception>
    public Result Run(PersonSeries series, CancellationToken cancellationToken)
    {
        using var reader = NiftiReader.Open(fullPath(series.Image));
        var grid = reader.Header.Grid;
        var table = GradientFiles.Read(
            fullPath(series.BValues), fullPath(series.Directions), (fullPath(series.Image), reader.Header.Volumes), cancellationToken);
        var scheme = DiffusionScheme.Of(table, grid, _scheme);
        var volumes = DiffusionSeries.Read(reader, scheme, cancellationToken);
        var index = Brain(series, grid, scheme, volumes, cancellationToken).Index;
        var maps = Imaging.Diffusion.TensorFit.Run(scheme, volumes, index.AsSpan(), _fit, cancellationToken);
        return new Result(
            new FittedSeries(series.Person, volumes.Length, index.Length, maps.Unfitted, maps.NotPositiveDefinite, maps.SignalsRaised, maps.MedianDiffusivity()),
            [
                (TensorTable.FolderOf(TensorMeasure.Fa), Pack(grid, index.AsSpan(), maps.FractionalAnisotropy)),
                (TensorTable.FolderOf(TensorMeasure.Md), Pack(grid, index.AsSpan(), maps.MeanDiffusivity)),
                (TensorTable.FolderOf(TensorMeasure.Ad), Pack(grid, index.AsSpan(), maps.AxialDiffusivity)),
                (TensorTable.FolderOf(TensorMeasure.Rd), Pack(grid, index.AsSpan(), maps.RadialDiffusivity)),
                ("colour", Pack(stream => NiftiFile.WriteColours(stream, grid, ColourMap.Of(maps, index.AsSpan(), (int)grid.Voxels)))),
            ]);
    }

    private VolumeMask Brain(PersonSeries series, VolumeGrid grid, DiffusionScheme scheme, float[][] volumes, CancellationToken cancellationToken)
    {
        if (series.Brain is not { } path)
        {
            return parameters.Brain == BrainMask.Everywhere
                ? VolumeMask.Of(grid, _ => true)
                : MedianOtsu.Find(grid, DiffusionSeries.MeanUnweighted(scheme, volumes), threads: threads, cancellationToken: cancellationToken);
        }

        return VolumeMask.Of(NiftiFile.Read(fullPath(path), cancellationToken));
    }

    private static MemoryStream Pack(VolumeGrid grid, ReadOnlySpan<int> index, float[] values)
    {
        var volume = new float[grid.Voxels];
        for (var i = 0; i < index.Length; i++)
        {
            volume[index[i]] = values[i];
        }

        return Pack(stream => NiftiFile.Write(stream, grid, volume));
    }

    private static MemoryStream Pack(Action<Stream> write)
    {
        var packed = new MemoryStream();
        write(packed);
        packed.Position = 0;
        return packed;
    }
}
