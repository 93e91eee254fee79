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

    /// <summary>Impossible header of an image.</summary>
    public static DiagnosticDescriptor NiftiHeader { get; } = new(
        "WM4201",
        DiagnosticSeverity.Error,
        "Impossible header of an image",
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
        "Check the condition against qc.tsv: coverage and outside are shares of the mask's voxels, mean and sd those of its values.");

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
        "Look at a region whose side is known, in both volumes; fslswapdim and nibabel reorient a volume.");

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
        "No image at '{2}' for {0} of {1} people (such as {3}).",
        "They are left out. Check the path and the files if there should be more.",
        OnPage: PageText.Nothing);

    /// <summary>Voxels that are no numbers.</summary>
    public static DiagnosticDescriptor VoxelsNotFinite { get; } = new(
        "WM4231",
        DiagnosticSeverity.Warning,
        "Voxels that are no numbers",
        "Voxels inside the mask that are NaN or infinite: {0}, in {1} of {2} images (such as {3}).",
        "They are taken as 0, which means without a measurement; see not_finite in qc.tsv.",
        OnPage: PageText.Title);

    /// <summary>Images without a value inside the mask.</summary>
    public static DiagnosticDescriptor ImagesWithoutValues { get; } = new(
        "WM4232",
        DiagnosticSeverity.Warning,
        "Images without a value inside the mask",
        "No value but 0 inside the mask in {0} of {1} images (such as {2}).",
        "They stay unless keep = coverage > 0% leaves them out.",
        OnPage: PageText.Title);

    /// <summary>Images that stand out.</summary>
    public static DiagnosticDescriptor ImageOutliers { get; } = new(
        "WM4233",
        DiagnosticSeverity.Warning,
        "Images that stand out",
        "Mean or standard deviation more than {2} robust standard deviations from the median in {0} of {1} images (such as {3}).",
        "They stay unless keep leaves them out, for example keep = abs(mean_z) <= 3.5; look at qc.tsv.",
        OnPage: PageText.Nothing);

    /// <summary>Images that do not say left from right.</summary>
    public static DiagnosticDescriptor OrientationAssumed { get; } = new(
        "WM4234",
        DiagnosticSeverity.Warning,
        "Images that do not say left from right",
        "No orientation in the header of {0} of {1} images (such as {2}): the first axis is taken to run to the left.",
        "Write sform or qform with the program that made them.",
        OnPage: PageText.Title);

    /// <summary>Images with an intercept and no slope.</summary>
    public static DiagnosticDescriptor SlopeZero { get; } = new(
        "WM4235",
        DiagnosticSeverity.Warning,
        "Images with an intercept and no slope",
        "An scl_inter with an scl_slope of 0 in the header of {0} of {1} images (such as {2}): values are taken as stored.",
        "Write the images again with the program that made them.",
        OnPage: PageText.Title);

    /// <summary>Images with odd headers.</summary>
    public static DiagnosticDescriptor HeaderOddities { get; } = new(
        "WM4236",
        DiagnosticSeverity.Information,
        "Images with odd headers",
        "Headers not quite as the standard has them in {0} of {1} images (such as {2}: {3}).",
        "They are read as other tools read them.",
        OnPage: PageText.Title);

    /// <summary>Names of regions contradict the sides of their voxels.</summary>
    public static DiagnosticDescriptor AtlasSidesContradict { get; } = new(
        "WM4237",
        DiagnosticSeverity.Warning,
        "Names of regions contradict the sides of their voxels",
        "Regions whose name says one side and whose voxels lie on the other: {0} of {1} (such as {2} at x = {3} mm; right is positive).",
        "Look at one of them in a viewer. Where the header exchanges left and right, write flip = left_right in the atlas, or take it out if it is there; where the names are wrong, mend the file of names.");

    /// <summary>Regions without voxels.</summary>
    public static DiagnosticDescriptor RegionsWithoutVoxels { get; } = new(
        "WM4238",
        DiagnosticSeverity.Warning,
        "Regions without voxels",
        "Named regions of '{1}' without a voxel: {0} (such as {2}).",
        "They are left out; finer voxels may keep them.");

    /// <summary>Labels without names.</summary>
    public static DiagnosticDescriptor LabelsWithoutNames { get; } = new(
        "WM4239",
        DiagnosticSeverity.Warning,
        "Labels without names",
        "Labels of '{1}' with voxels and without a name in '{2}': {0} (such as {3}).",
        "Their regions are called by their label, such as label_7.");

    /// <summary>Regions without a mean.</summary>
    public static DiagnosticDescriptor RegionsWithoutMeans { get; } = new(
        "WM4240",
        DiagnosticSeverity.Warning,
        "Regions without a mean",
        "Regions with the coverage asked for in nobody, and so no traits: {0} of {1} (such as {2}).",
        "Check the mask and the least coverage; coverage.tsv has each person's.");

    /// <summary>A mask of several values, all of which are used.</summary>
    public static DiagnosticDescriptor MaskOfSeveralValues { get; } = new(
        "WM4241",
        DiagnosticSeverity.Warning,
        "Mask of several values",
        "The mask '{0}' has values from {2} to {3} beside 0, and no threshold is given: all {1} voxels that are not 0 are used.",
        "Give the threshold, as in mask_above = 2000 for FMRIB58_FA-skeleton_1mm.nii.gz (UK Biobank's rule), or mask_above = 0 where every value above 0 is meant.");

    /// <summary>Sides to be averaged, and no region with another side.</summary>
    public static DiagnosticDescriptor NoSides { get; } = new(
        "WM4242",
        DiagnosticSeverity.Error,
        "No regions of two sides",
        "The regions of '{0}' are to be averaged over left and right, and none of the {1} names two sides, as 'ALIC-L' and 'ALIC-R' do (such as {2}).",
        "Name regions of two sides alike but for an ending: -L, _L, a blank and L, _left, a blank and left, and their partners; or leave out sides.");

    /// <summary>Two traits of regions with one name.</summary>
    public static DiagnosticDescriptor TwoTraitsOfOneName { get; } = new(
        "WM4243",
        DiagnosticSeverity.Error,
        "Two traits of one name",
        "Two traits of the regions of '{0}' would be called '{1}': {2}, and {3}.",
        "Give the region another name in the atlas's names, or leave out what gives the second trait its name: sides, or whole.");

    /// <summary>A mask of which no value is above the threshold.</summary>
    public static DiagnosticDescriptor MaskBelow { get; } = new(
        "WM4244",
        DiagnosticSeverity.Error,
        "No voxel above the threshold",
        "No voxel of the mask '{0}' is above {1}: its greatest value is {2}.",
        "Lower mask_above: it is in the units of this file, so that 2000 of a map of FA times 10000 is 0.2 of one of FA. Leave it out for a mask of 0 and 1.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NotNifti, NiftiHeader, NiftiTruncated, NiftiDataType, NiftiExpands, NiftiSeveralVolumes, LabelNames,
        LabelValues, PathValue, NobodyHasAnImage, ImageOfTwoPeople, ImageGridsDiffer, MaskEmpty, NobodyKept,
        AtlasGridDiffers, AtlasAxesDiffer, AtlasVoxelTooFine, NoRegionMeasured, ImagesMissing, VoxelsNotFinite,
        ImagesWithoutValues, ImageOutliers, OrientationAssumed, SlopeZero, HeaderOddities,
        AtlasSidesContradict, RegionsWithoutVoxels, LabelsWithoutNames, RegionsWithoutMeans, MaskOfSeveralValues, NoSides,
        TwoTraitsOfOneName, MaskBelow,
    ];
}
