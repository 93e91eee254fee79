using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Transforms;

namespace WhiteMatter.Imaging.Resampling;

/// <summary>
/// From voxels of a template to voxels of an image: v → C (B v + d(W v)), d the shifts of a field in its own voxels W v; without a field v → C B v.
/// </summary>
/// <param name="Warp">The field; null for none.</param>
/// <param name="Field">W.</param>
/// <param name="Point">B: into the millimetres of the field, 0 where the field gives places.</param>
/// <param name="Image">C: from there into the image's voxels.</param>
public sealed record SpatialMap(WarpField? Warp, AffineMap Field, AffineMap Point, AffineMap Image)
{
    /// <summary>Puts the map together. A field is applied first, the affine map after it, as <c>applywarp --premat</c> and <c>antsApplyTransforms</c> do.</summary>
    /// <param name="template">The template's grid, in which the result is.</param>
    /// <param name="image">The image's grid.</param>
    /// <param name="affine">The image's affine transform; null where image and template (or field) share their world.</param>
    /// <param name="warp">The image's field; null for none.</param>
    /// <param name="reference">The grid of the image that FLIRT registered to, where it is not the template; of no use beside a field.</param>
    /// <exception cref="ArgumentException">A transform of FSL and one of ITK do not go together, or an affine map has no inverse.</exception>
    public static SpatialMap Of(VolumeGrid template, VolumeGrid image, AffineTransform? affine, WarpField? warp, VolumeGrid? reference = null)
    {
        var convention = warp?.Convention ?? affine?.Convention;
        if (affine is not null && warp is not null && affine.Convention != warp.Convention)
        {
            throw new ArgumentException("A transform of FSL and one of ITK do not go together: their millimetres differ.");
        }

        var world = AffineMap.OfGrid(template);
        var field = warp is null ? AffineMap.Identity : AffineMap.OfGrid(warp.Grid).Inverse().After(world);
        var own = affine is null ? AffineMap.Identity : new AffineMap(affine.Rows);
        switch (convention)
        {
            case TransformConvention.Fsl:
                // Without a field FLIRT's reference, with one the field, is where FSL counts its millimetres from.
                var basis = warp?.Grid ?? reference ?? template;
                var into = AffineMap.OfGridInFsl(basis).After(AffineMap.OfGrid(basis).Inverse()).After(world);
                return new SpatialMap(
                    warp,
                    field,
                    warp is { IsAbsolute: true } ? new AffineMap([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) : into,
                    AffineMap.OfGridInFsl(image).Inverse().After(own.Inverse()));
            case TransformConvention.Itk:
                return new SpatialMap(
                    warp, field, AffineMap.HalfTurn.After(world), AffineMap.OfGrid(image).Inverse().After(AffineMap.HalfTurn).After(own));
            default:
                return new SpatialMap(null, field, world, AffineMap.OfGrid(image).Inverse());
        }
    }
}
