/// The columns that `keep` sees beside those of a table.
module internal WhiteMatter.Language.Catalogue.ComputedColumns

open WhiteMatter.Language

let private computed name studyType doc availability : ComputedColumnRow = {
    Name = name
    Type = studyType
    Doc = doc
    Availability = availability
}

let ofVariants: ComputedColumnRow list = [
    computed "maf" StudyType.Float "Minor allele frequency." Availability.Here
    computed "mac" StudyType.Float "Minor allele count; of dosages not a whole number." Availability.Here
    computed "missing" StudyType.Float "Share of missing genotypes." Availability.Here
    computed "hwe_p" StudyType.Float "P of the exact test of Hardy–Weinberg equilibrium." Availability.Here
    computed "chromosome" StudyType.String "Chromosome without `chr`: `1` to `22`, `X`, `Y`, `MT`." Availability.Here
    computed
        "position"
        (StudyType.Quantity Dimension.GenomicDistance)
        "Position in base pairs, as in `position >= 5Mb`."
        Availability.Here
    computed
        "info"
        StudyType.Float
        "Imputation quality: the variance of the dosages over that of genotypes known for certain (MACH's r²). Known only in files with dosages: of hard calls it is missing, and a variant whose condition is missing is not kept."
        Availability.Here
]

let private ofImage name doc =
    computed name StudyType.Float doc Availability.Here

let ofImages: ComputedColumnRow list = [
    ofImage "coverage" "Share of the mask's voxels where the image is neither 0 nor without a number."
    ofImage
        "outside"
        "Share of the mask's voxels whose value is below 0 or above 1, where no fractional anisotropy can be."
    ofImage "mean" "Mean of the voxels inside the mask that are not 0."
    ofImage "sd" "Standard deviation of the same voxels."
    ofImage
        "mean_z"
        "Robust z of `mean`: its distance from the median of the people's, in units of 1.4826 times their median absolute deviation."
    ofImage "sd_z" "Robust z of `sd`."
    ofImage "correlation" "Correlation with the median of the people's images, inside the mask."
]
