using WhiteMatter.Imaging.Native;

namespace WhiteMatter.Imaging.Diffusion;

/// <summary>
/// Fits a diffusion tensor in each voxel: log S = log S0 − b gᵀDg, seven unknowns (Basser 1994). Cost a voxel of V volumes: about 42 V
/// multiplications and additions for each fit, V logarithms, and V exponentials for each reweighting; 17 volumes take about 1 µs and 102
/// about 3.5 µs on a core with AVX2. Memory: 37 bytes a voxel for the maps. The same bytes on any number of threads.
/// </summary>
public static class TensorFit
{
    /// <summary>Fits tensors.</summary>
    /// <param name="scheme">The volumes and their weighting.</param>
    /// <param name="volumes">The signals of each volume of the scheme, in its order.</param>
    /// <param name="index">Places of the voxels in the volumes.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public static TensorMaps Run(
        DiffusionScheme scheme, ReadOnlySpan<float[]> volumes, ReadOnlySpan<int> index, TensorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        if (volumes.Length != scheme.Volumes.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"{volumes.Length} volumes are given and the scheme has {scheme.Volumes.Length}."), nameof(volumes));
        }

        var (least, greatest) = (0, -1);
        foreach (var place in index)
        {
            (least, greatest) = (Math.Min(least, place), Math.Max(greatest, place));
        }

        foreach (var volume in volumes)
        {
            if (least < 0 || volume.Length <= greatest)
            {
                throw new ArgumentException("A voxel is not in a volume.", nameof(index));
            }
        }

        var maps = new TensorMaps(index.Length);
        NativeTensor.Fit(scheme, volumes, index, options, maps, cancellationToken);
        return maps;
    }
}
