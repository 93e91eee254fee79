using System.Collections.Concurrent;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Quality;
using WhiteMatter.Imaging.Smoothing;
using WhiteMatter.Imaging.Volumes;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>Reads the images of people, several at a time, and hands them on in the people's order.</summary>
/// <param name="images">The images.</param>
/// <param name="series">The file whose volumes they are, in order; null where each is a file. It is unpacked by one thread.</param>
/// <param name="onto">The grid they are brought to; null where they stay on their own.</param>
/// <param name="sigma">The standard deviation in mm of the Gaussian that smooths them inside the mask; null for none.</param>
/// <param name="threads">Threads to use.</param>
/// <param name="advance">Told of each image that was read.</param>
internal sealed class ImageDecoding(IReadOnlyList<PersonImage> images, string? series, OntoGrid? onto, double? sigma, int threads, Action advance)
{
    private const int ChunkVoxels = 1 << 16;

    private readonly ConcurrentBag<byte[]> _rooms = [];
    private readonly ConcurrentBag<MaskedGaussian> _gaussians = [];

    private int Readers => series is null ? threads : 1;

    /// <summary>
    /// The voxels that are neither 0 nor NaN in at least half of the images. Memory: a whole volume of 4 bytes a voxel for each thread,
    /// and 4 bytes a voxel.
    /// </summary>
    public VolumeMask MaskOfHalf(VolumeGrid grid, CancellationToken cancellationToken)
    {
        var counts = new int[grid.Voxels];
        var everywhere = onto is null ? null : VolumeMask.Of(grid, _ => true);
        var volumes = Enumerable.Range(0, threads).Select(_ => new float[counts.Length]).ToArray();
        using var files = new PersonVolumes(series);
        foreach (var batch in Enumerable.Range(0, images.Count).Chunk(threads))
        {
            OrderedWork.Run(batch, Readers, cancellationToken, i =>
            {
                files.Read(
                    images[i],
                    reader =>
                    {
                        if (everywhere is null)
                        {
                            reader.ReadVolume(volumes[i - batch[0]], cancellationToken);
                        }
                        else
                        {
                            volumes[i - batch[0]] = onto!.Read(reader, images[i], everywhere, cancellationToken);
                        }

                        return true;
                    },
                    cancellationToken);
                advance();
                return true;
            });
            Parallel.For(0, (counts.Length + ChunkVoxels - 1) / ChunkVoxels, new ParallelOptions { MaxDegreeOfParallelism = threads }, chunk =>
            {
                var (first, end) = (chunk * ChunkVoxels, Math.Min(counts.Length, (chunk + 1) * ChunkVoxels));
                foreach (var volume in volumes.AsSpan(0, batch.Length))
                {
                    for (var v = first; v < end; v++)
                    {
                        counts[v] += volume[v] is 0 or float.NaN ? 0 : 1;
                    }
                }
            });
        }

        return VolumeMask.Of(grid, v => 2L * counts[v] >= images.Count);
    }

    /// <summary>
    /// Writes each image inside the mask and measures it. Memory: a whole volume as it is stored for each thread, and four volumes inside
    /// the mask, of 8 bytes a voxel, for each thread.
    /// </summary>
    public (ImageQuality[] Quality, long[] NotFinite) Write(VolumeStoreWriter writer, VolumeMask mask, CancellationToken cancellationToken)
    {
        var quality = new ImageQuality[images.Count];
        var notFinite = new long[images.Count];
        using var files = new PersonVolumes(series);
        foreach (var batch in Enumerable.Range(0, images.Count).Chunk(4 * threads))
        {
            foreach (var volume in OrderedWork.Run(batch, Readers, cancellationToken, i =>
            {
                var volume = Read(files, images[i], mask, cancellationToken);
                quality[i] = ImageQuality.Of(volume.Values);
                notFinite[i] = volume.NonFinite;
                volume = Smoothed(volume, mask);
                advance();
                return volume;
            }))
            {
                writer.Append(volume);
            }
        }

        return (quality, notFinite);
    }

    private MaskedVolume Smoothed(MaskedVolume volume, VolumeMask mask)
    {
        if (sigma is not { } width)
        {
            return volume;
        }

        // Each thread has one of its own, which is at work on one image at a time.
        var gaussian = _gaussians.TryTake(out var free) ? free : new MaskedGaussian(mask, width);
        gaussian.Apply(volume.Values);
        _gaussians.Add(gaussian);
        return MaskedVolume.Of(volume.Values);
    }

    private MaskedVolume Read(PersonVolumes files, PersonImage image, VolumeMask mask, CancellationToken cancellationToken)
    {
        if (onto is not null)
        {
            return files.Read(image, reader => MaskedVolume.Of(onto.Read(reader, image, mask, cancellationToken)), cancellationToken);
        }

        var room = _rooms.TryTake(out var free) ? free : [];
        var volume = files.Read(image, reader => MaskedVolume.Read(reader, mask, ref room, cancellationToken), cancellationToken);
        _rooms.Add(room);
        return volume;
    }
}
