using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>The volumes of people's images, opened one by one: each person's own file, or one series that is read from its beginning to its end.</summary>
/// <param name="series">The series; null where each person has a file.</param>
/// <remarks>Volumes of a series are asked for in their order and by one thread at a time; files by any number of threads.</remarks>
internal sealed class PersonVolumes(string? series) : IDisposable
{
    private NiftiReader? _series;
    private int _next;

    /// <summary>Whether all volumes are of one file, which only one thread may read.</summary>
    public bool IsSeries => series is not null;

    /// <summary>Does something with a reader that is before a person's volume.</summary>
    public T Read<T>(PersonImage image, Func<NiftiReader, T> read, CancellationToken cancellationToken)
    {
        if (series is null)
        {
            using var own = NiftiReader.Open(image.Path);
            return read(own);
        }

        _series ??= NiftiReader.Open(series);
        _series.SkipVolumes(image.Volume - _next, cancellationToken);
        _next = image.Volume + 1;
        return read(_series);
    }

    public void Dispose() => _series?.Dispose();
}
