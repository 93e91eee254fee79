namespace WhiteMatter.Imaging.Diffusion;

/// <summary>The colours of the directions of diffusion: red to the right or left, green to the front or back, blue up or down (Pajevic and Pierpaoli 1999).</summary>
public static class ColourMap
{
    /// <summary>The colours: |V1| × FA, FA at most 1, in 255 steps.</summary>
    /// <param name="maps">The tensors' maps.</param>
    /// <param name="index">Places of their voxels in the volume.</param>
    /// <param name="voxels">Voxels of the volume; the others are black.</param>
    /// <returns>Red, green and blue of each voxel.</returns>
    public static byte[] Of(TensorMaps maps, ReadOnlySpan<int> index, int voxels)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var colours = new byte[3 * voxels];
        for (var i = 0; i < index.Length; i++)
        {
            var anisotropy = Math.Min(maps.FractionalAnisotropy[i], 1f);
            for (var axis = 0; axis < 3; axis++)
            {
                colours[(3 * index[i]) + axis] = (byte)MathF.Round(255 * anisotropy * Math.Abs(maps.Direction[(axis * index.Length) + i]));
            }
        }

        return colours;
    }
}
