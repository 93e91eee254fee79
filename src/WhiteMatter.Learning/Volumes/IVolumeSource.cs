namespace WhiteMatter.Learning.Volumes;

/// <summary>Volumes of people on one grid, of which the values inside one mask are kept. Its members may be called from several threads at once.</summary>
public interface IVolumeSource
{
    /// <summary>What tells each person apart, in order of the volumes: the identifier, or family and identifier with a tab between. Each once.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>The grid.</summary>
    VolumeSize Size { get; }

    /// <summary>The voxels of the mask, rising, as x + X(y + Y z).</summary>
    ReadOnlyMemory<int> MaskIndex { get; }

    /// <summary>Whether a person has a volume: sources that are the channels of one network have the same people, of whom some may lack an image.</summary>
    /// <param name="person">0-based, in order of <see cref="Ids"/>.</param>
    bool Has(int person) => true;

    /// <summary>Reads a person's values inside the mask, as they are in the file; the person has a volume.</summary>
    /// <param name="person">0-based, in order of <see cref="Ids"/>.</param>
    /// <param name="values">Where to: as many as the mask has voxels, in their order.</param>
    void Read(int person, Span<float> values);
}
