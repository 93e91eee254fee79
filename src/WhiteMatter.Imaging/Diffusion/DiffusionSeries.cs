using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Diffusion;

/// <summary>Reads a diffusion series. Memory: 4 bytes a voxel of each volume that is used, and of one more.</summary>
public static class DiffusionSeries
{
    /// <summary>Reads the volumes of a scheme.</summary>
    /// <param name="reader">The series, at its first volume.</param>
    /// <param name="scheme">Which volumes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The signals of each volume of the scheme, x fastest.</returns>
    /// <exception cref="Formats.DataFormatException">The file ends early or is damaged.</exception>
    public static float[][] Read(NiftiReader reader, DiffusionScheme scheme, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(scheme);
        var voxels = checked((int)reader.Header.Grid.Voxels);
        var volumes = new float[scheme.Volumes.Length][];
        var left = new float[voxels];
        var next = 0;
        for (var volume = 0; volume < reader.Header.Volumes; volume++)
        {
            if (next < volumes.Length && scheme.Volumes[next] == volume)
            {
                volumes[next] = GC.AllocateUninitializedArray<float>(voxels);
                reader.ReadVolume(volumes[next++], cancellationToken);
            }
            else
            {
                reader.ReadVolume(left, cancellationToken);
            }
        }

        return volumes;
    }

    /// <summary>The mean of the volumes without weighting, where there is one; else of all.</summary>
    /// <param name="scheme">The volumes' weighting.</param>
    /// <param name="volumes">Their signals.</param>
    public static double[] MeanUnweighted(DiffusionScheme scheme, float[][] volumes)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(volumes);
        var any = scheme.Unweighted.Contains(true);
        var mean = new double[volumes[0].Length];
        var count = 0;
        for (var v = 0; v < volumes.Length; v++)
        {
            if (any && !scheme.Unweighted[v])
            {
                continue;
            }

            count++;
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += volumes[v][i];
            }
        }

        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] /= count;
        }

        return mean;
    }
}
