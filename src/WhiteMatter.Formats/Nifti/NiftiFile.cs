namespace WhiteMatter.Formats.Nifti;

/// <summary>Reads and writes NIfTI images (NIfTI-1 and NIfTI-2; <c>.nii</c>, <c>.nii.gz</c>, pairs of <c>.hdr</c> and <c>.img</c>).</summary>
public static class NiftiFile
{
    /// <summary>The most voxels of a volume that are read unless the caller says otherwise: 1 GiB of values.</summary>
    public const long MostVoxels = 1 << 28;

    /// <summary>Reads the header alone; of a packed file no more than the header is unpacked.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">As <see cref="NiftiReader.Open"/>.</exception>
    public static NiftiHeader ReadHeader(string path)
    {
        using var reader = NiftiReader.Open(path);
        return reader.Header;
    }

    /// <summary>Reads a 3-D image. Memory: 4 bytes a voxel.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">As <see cref="NiftiReader.Open"/>; or the file holds several volumes, ends early or is damaged.</exception>
    public static NiftiVolume Read(string path, CancellationToken cancellationToken = default)
    {
        using var reader = NiftiReader.Open(path);
        EnsureOneVolume(path, reader.Header);
        var values = GC.AllocateUninitializedArray<float>((int)reader.Header.Grid.Voxels);
        reader.ReadVolume(values, cancellationToken);
        var header = reader.Header;
        return new NiftiVolume(header.Grid, values, header.DataType, VoxelDecoder.CountNonFinite(values), header.Warnings);
    }

    /// <summary>Makes sure that a file holds one volume.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="header">Its header.</param>
    /// <exception cref="DataFormatException">It holds several.</exception>
    public static void EnsureOneVolume(string path, NiftiHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header.Volumes != 1)
        {
            throw new DataFormatException(
                DataProblem.NiftiSeveralVolumes,
                path,
                FormattableString.Invariant($"the file holds {header.Volumes} volumes of {header.Grid.X} × {header.Grid.Y} × {header.Grid.Z} voxels"),
                "one volume",
                "Take one volume of it, for example with fslroi, or name the right file");
        }
    }

    /// <summary>Writes a 3-D image. The bytes depend on the arguments only.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="grid">Its voxels and where they lie.</param>
    /// <param name="values">One value a voxel, x fastest.</param>
    /// <param name="options">How; null for float32 packed by gzip.</param>
    /// <exception cref="ArgumentException">The values do not fit the grid or the stored type.</exception>
    public static void Write(Stream stream, VolumeGrid grid, ReadOnlySpan<float> values, NiftiWriteOptions? options = null) =>
        NiftiWriter.Write(stream, grid, values, options ?? NiftiWriteOptions.Default);

    /// <summary>Writes an image of colours (NIfTI's RGB24), packed by gzip. The bytes depend on the arguments only.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="grid">Its voxels and where they lie.</param>
    /// <param name="colours">Red, green and blue of each voxel, x fastest.</param>
    /// <exception cref="ArgumentException">The colours do not fit the grid.</exception>
    public static void WriteColours(Stream stream, VolumeGrid grid, ReadOnlySpan<byte> colours) => NiftiWriter.WriteColours(stream, grid, colours);
}
