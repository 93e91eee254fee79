using System.Globalization;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Volumes;

namespace WhiteMatter.Imaging.Tests;

/// <summary>A store of volumes in a folder.</summary>
internal sealed class SmallStore(TemporaryFolder folder)
{
    public string this[string name] => folder[name];

    public static VolumeGrid Grid(int x, int y, int z) => new(x, y, z, [-2, 0, 0, x - 1, 0, 2, 0, 0, 0, 0, 2, 0]);

    /// <summary>Writes one volume of all voxels for each person.</summary>
    public VolumeStore Of(VolumeGrid grid, params float[][] people)
    {
        var mask = VolumeMask.Of(grid, _ => true);
        return Write(mask, [.. people.Select(MaskedVolume.Of)]);
    }

    /// <summary>Reads files into a store.</summary>
    public VolumeStore OfFiles(VolumeMask mask, params string[] paths)
    {
        var room = Array.Empty<byte>();
        return Write(mask, [.. paths.Select(path =>
        {
            using var reader = NiftiReader.Open(path);
            return MaskedVolume.Read(reader, mask, ref room);
        })]);
    }

    public VolumeStore Write(VolumeMask mask, IReadOnlyList<MaskedVolume> volumes)
    {
        using (var bin = File.Create(this["volumes.bin"]))
        using (var json = File.Create(this["volumes.json"]))
        {
            var writer = new VolumeStoreWriter(bin, mask);
            foreach (var volume in volumes)
            {
                writer.Append(volume);
            }

            writer.Finish(json, [.. Enumerable.Range(0, volumes.Count).Select(i => "P" + i.ToString(CultureInfo.InvariantCulture))], null);
        }

        return VolumeStore.Open(this["volumes.bin"], this["volumes.json"]);
    }
}
