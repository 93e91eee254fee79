using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4200 to WM4249: what steps find in images and atlases.</summary>
public static class ImageCodes
{
    /// <summary>No NIfTI image.</summary>
    public static DiagnosticDescriptor NotNifti { get; } = new(
        "WM4200",
        DiagnosticSeverity.Error,
        "No NIfTI image",
        "{0}",
        "Check that the path names a NIfTI image (.nii, .nii.gz, or the .hdr of a pair).");

    /// <summary>Header of an image that cannot be.</summary>
    public static DiagnosticDescriptor NiftiHeader { get; } = new(
        "WM4201",
        DiagnosticSeverity.Error,
        "Header of an image that cannot be",
        "{0}",
        "Write the image again with the program that made it.");

    /// <summary>Image cut short.</summary>
    public static DiagnosticDescriptor NiftiTruncated { get; } = new(
        "WM4202",
        DiagnosticSeverity.Error,
        "Image cut short",
        "{0}",
        "Copy the file again if it was cut short; else its header is wrong.");

    /// <summary>Voxels of a type that is not read.</summary>
    public static DiagnosticDescriptor NiftiDataType { get; } = new(
        "WM4203",
        DiagnosticSeverity.Error,
        "Voxels of a type that is not read",
        "{0}",
        "Convert the image, for example to float32.");

    /// <summary>Packed image that expands beyond an image.</summary>
    public static DiagnosticDescriptor NiftiExpands { get; } = new(
        "WM4204",
        DiagnosticSeverity.Error,
        "Packed image that expands beyond an image",
        "{0}",
        "Unpack the file by hand if you trust it, and look at what it holds.");

    /// <summary>Several volumes in one image.</summary>
    public static DiagnosticDescriptor NiftiSeveralVolumes { get; } = new(
        "WM4205",
        DiagnosticSeverity.Error,
        "Several volumes in one image",
        "{0}",
        "Take one volume of it, for example with fslroi, or name the right file.");

    /// <summary>Names of labels that cannot be read.</summary>
    public static DiagnosticDescriptor LabelNames { get; } = new(
        "WM4206",
        DiagnosticSeverity.Error,
        "Names of labels that cannot be read",
        "{0}",
        "Mend the file of names: each line a label, a blank or tab, and its name.");

    /// <summary>Volume of labels without labels.</summary>
    public static DiagnosticDescriptor LabelValues { get; } = new(
        "WM4207",
        DiagnosticSeverity.Error,
        "Volume of labels without labels",
        "{0}",
        "Name the volume of labels, not one of probabilities or of the image itself.");

    /// <summary>Value that cannot be part of a path.</summary>
    public static DiagnosticDescriptor PathValue { get; } = new(
        "WM4208",
        DiagnosticSeverity.Error,
        "Value that cannot be part of a path",
        "{0}",
        "Mend the table, or name the files by another column.");

    /// <summary>Nobody has an image.</summary>
    public static DiagnosticDescriptor NobodyHasAnImage { get; } = new(
        "WM4210",
        DiagnosticSeverity.Error,
        "Nobody has an image",
        "None of the {0} people has an image at '{1}' (looked for {2}).",
        "Check the path; {column} stands for a person's value in the cohort's table.");

    /// <summary>One image for two people.</summary>
    public static DiagnosticDescriptor ImageOfTwoPeople { get; } = new(
        "WM4211",
        DiagnosticSeverity.Error,
        "One image for two people",
        "'{0}' is the image of {1} and of {2}.",
        "Name the files by a column that differs between people.");

    /// <summary>Images on different grids.</summary>
    public static DiagnosticDescriptor ImageGridsDiffer { get; } = new(
        "WM4212",
        DiagnosticSeverity.Error,
        "Images on different grids",
        "'{0}' has {1}; {2} has {3}. {4} images of {5} differ.",
        "Bring all of the images to one grid, for example with flirt -applyxfm or mrtransform -template, or leave those people out of the cohort.");

    /// <summary>Mask without voxels.</summary>
    public static DiagnosticDescriptor MaskEmpty { get; } = new(
        "WM4213",
        DiagnosticSeverity.Error,
        "Mask without voxels",
        "No voxel is in the mask: {0}.",
        "Name a mask of the images' own grid whose voxels inside are not 0.");

    /// <summary>Nobody's image is kept.</summary>
    public static DiagnosticDescriptor NobodyKept { get; } = new(
        "WM4214",
        DiagnosticSeverity.Error,
        "Nobody's image is kept",
        "The images' keep leaves nobody of {0}: {1}.",
        "Look at qc columns in the condition; coverage, outside, mean and sd are shares and means of voxels inside the mask.");

    /// <summary>Atlas on another grid than the images.</summary>
    public static DiagnosticDescriptor AtlasGridDiffers { get; } = new(
        "WM4215",
        DiagnosticSeverity.Error,
        "Atlas on another grid than the images",
        "The atlas has {0}; the images have {1}.",
        "Bring the atlas to the grid of the images, labels by nearest neighbour, for example with flirt -interp nearestneighbour.");

    /// <summary>Axes of the atlas run another way than those of the images.</summary>
    public static DiagnosticDescriptor AtlasAxesDiffer { get; } = new(
        "WM4216",
        DiagnosticSeverity.Error,
        "Axes of the atlas run another way than those of the images",
        "The axes of the atlas run {0} and those of the images {1}: taken voxel by voxel, a region would lie elsewhere. {2}",
        "If the header of the atlas is right, reorient the atlas to the images, for example with fslswapdim or nibabel.");

    /// <summary>Grid finer than the atlas.</summary>
    public static DiagnosticDescriptor AtlasVoxelTooFine { get; } = new(
        "WM4217",
        DiagnosticSeverity.Error,
        "Grid finer than the atlas",
        "voxel = {0} mm is finer than the atlas, whose voxels have {1} mm.",
        "Give an edge of at least that, or leave voxel out.");

    /// <summary>No region with a mean.</summary>
    public static DiagnosticDescriptor NoRegionMeasured { get; } = new(
        "WM4218",
        DiagnosticSeverity.Error,
        "No region with a mean",
        "None of the {0} regions has a mean: {1}.",
        "Check that atlas, mask and images are of the same space, and the least coverage.");

    /// <summary>People without an image.</summary>
    public static DiagnosticDescriptor ImagesMissing { get; } = new(
        "WM4230",
        DiagnosticSeverity.Warning,
        "People without an image",
        "{0} of {1} people have no image at '{2}' (such as {3}).",
        "They are left out. Check the path and the files if there should be more.",
        OnPage: PageText.Nothing);

    /// <summary>Voxels that are no numbers.</summary>
    public static DiagnosticDescriptor VoxelsNotFinite { get; } = new(
        "WM4231",
        DiagnosticSeverity.Warning,
        "Voxels that are no numbers",
        "{0} voxels inside the mask are NaN or infinite, in {1} of {2} images (such as {3}).",
        "They are taken as 0, a voxel without a measurement; see not_finite in qc.tsv.",
        OnPage: PageText.Title);

    /// <summary>Images without a value inside the mask.</summary>
    public static DiagnosticDescriptor ImagesWithoutValues { get; } = new(
        "WM4232",
        DiagnosticSeverity.Warning,
        "Images without a value inside the mask",
        "{0} of {1} images have no value but 0 inside the mask (such as {2}).",
        "They stay unless keep = coverage > 0% leaves them out.",
        OnPage: PageText.Title);

    /// <summary>Images that stand out.</summary>
    public static DiagnosticDescriptor ImageOutliers { get; } = new(
        "WM4233",
        DiagnosticSeverity.Warning,
        "Images that stand out",
        "{0} of {1} images have a mean or spread more than {2} robust standard deviations from the median (such as {3}).",
        "They stay unless keep leaves them out, for example keep = abs(mean_z) <= 3.5; look at qc.tsv.",
        OnPage: PageText.Nothing);

    /// <summary>Images that do not say left from right.</summary>
    public static DiagnosticDescriptor OrientationAssumed { get; } = new(
        "WM4234",
        DiagnosticSeverity.Warning,
        "Images that do not say left from right",
        "{0} of {1} images say no orientation (such as {2}): their first axis is taken to run to the left.",
        "Write sform or qform with the program that made them.",
        OnPage: PageText.Title);

    /// <summary>Images with an intercept and no slope.</summary>
    public static DiagnosticDescriptor SlopeZero { get; } = new(
        "WM4235",
        DiagnosticSeverity.Warning,
        "Images with an intercept and no slope",
        "{0} of {1} images have scl_slope 0 and scl_inter not (such as {2}): their values are taken as stored.",
        "Write the images again with the program that made them.",
        OnPage: PageText.Title);

    /// <summary>Images with odd headers.</summary>
    public static DiagnosticDescriptor HeaderOddities { get; } = new(
        "WM4236",
        DiagnosticSeverity.Information,
        "Images with odd headers",
        "{0} of {1} images have headers that are not quite those of the standard (such as {2}: {3}).",
        "They are read as other tools read them.",
        OnPage: PageText.Title);

    /// <summary>Names of regions contradict the sides of their voxels.</summary>
    public static DiagnosticDescriptor AtlasSidesContradict { get; } = new(
        "WM4237",
        DiagnosticSeverity.Warning,
        "Names of regions contradict the sides of their voxels",
        "{0} of {1} regions that name a side lie on the other (such as {2} at x = {3} mm; right is positive).",
        "If the header exchanges left and right, write flip = left_right in the atlas; if flip is written there already, take it out.");

    /// <summary>Regions without voxels.</summary>
    public static DiagnosticDescriptor RegionsWithoutVoxels { get; } = new(
        "WM4238",
        DiagnosticSeverity.Warning,
        "Regions without voxels",
        "{0} named regions of '{1}' have no voxel (such as {2}).",
        "They are left out; finer voxels may keep them.");

    /// <summary>Labels without names.</summary>
    public static DiagnosticDescriptor LabelsWithoutNames { get; } = new(
        "WM4239",
        DiagnosticSeverity.Warning,
        "Labels without names",
        "{0} labels of '{1}' have voxels and no name in '{2}' (such as {3}).",
        "Their regions are called by their label, such as label_7.");

    /// <summary>Regions without a mean.</summary>
    public static DiagnosticDescriptor RegionsWithoutMeans { get; } = new(
        "WM4240",
        DiagnosticSeverity.Warning,
        "Regions without a mean",
        "{0} of {1} regions have the coverage asked for in nobody and are no traits (such as {2}).",
        "Check the mask and the least coverage; coverage.tsv has each person's.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NotNifti, NiftiHeader, NiftiTruncated, NiftiDataType, NiftiExpands, NiftiSeveralVolumes, LabelNames,
        LabelValues, PathValue, NobodyHasAnImage, ImageOfTwoPeople, ImageGridsDiffer, MaskEmpty, NobodyKept,
        AtlasGridDiffers, AtlasAxesDiffer, AtlasVoxelTooFine, NoRegionMeasured, ImagesMissing, VoxelsNotFinite,
        ImagesWithoutValues, ImageOutliers, OrientationAssumed, SlopeZero, HeaderOddities,
        AtlasSidesContradict, RegionsWithoutVoxels, LabelsWithoutNames, RegionsWithoutMeans,
    ];
}
