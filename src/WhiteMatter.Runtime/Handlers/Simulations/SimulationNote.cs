namespace WhiteMatter.Runtime.Handlers.Simulations;

/// <summary>What the outputs of a simulation say of themselves.</summary>
internal static class SimulationNote
{
    /// <summary>The remark in the header of every volume.</summary>
    public const string Description = "simulated by wmstudy; not a measurement";

    /// <summary>The file that says so.</summary>
    public const string FileName = "SIMULATED.txt";

    /// <summary>Its text.</summary>
    public const string Text =
        """
        SIMULATED

        The volumes (fa/), the mask (mask.nii.gz) and the people's group, age and site (participants.tsv) in this folder were made by a
        computer. Nobody was scanned. Nothing found in them is a finding about people.

        The genotypes are not in this folder and were not changed: they are those that the study names. If they are of real people they
        are still theirs, under the terms they came with, and so are the family and the identifier of people of the group 'genotyped', and
        the sex where the genotypes state it. People of the group 'image_only' do not exist.

        truth.tsv lists what was planted in each region, truth.json how.

        """;

    /// <summary>How a region's value comes about.</summary>
    public const string Definition =
        "value of a region = base level + SD x (planted parts + sqrt(1 - explained) x (sqrt(shared) x part of the person + sqrt(1 - shared) x part of the person and region)). "
        + "A planted part is the standardised genotypes (copies of the effect allele, missing ones at the mean) or the standardised column, scaled so that in the genotyped people its variance is exactly its share; "
        + "the other parts are drawn standard normal and not rescaled. Shares are of the variance of the region's value before voxel noise. "
        + "A voxel = value of its region x a fixed smooth pattern of mean 1 over the region + noise, within 0 and 1. "
        + "Causal genotypes of image-only people are drawn by the allele frequency.";
}
