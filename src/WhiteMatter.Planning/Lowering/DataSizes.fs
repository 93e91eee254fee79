namespace WhiteMatter.Planning

/// What a step's cost depends on; 0 where the data are not there.
type internal DataSizes = {
    /// People of the table or the cohort, an upper bound.
    People: float
    /// Bytes of the table.
    TableBytes: float
    /// Samples of the genotype file.
    Samples: float
    /// Variants of the genotype file.
    Variants: float
    Traits: float
    /// Columns of the design with the intercept.
    Covariates: float
    /// Results a report draws: variants × traits.
    Shown: float
    /// Rows of the images, an upper bound: people of the table of their cohort.
    Images: float
    /// Bytes of the image files outside.
    ImageBytes: float
    /// The images' grid, or the part of it that a network sees.
    Grid: VolumeSize
    /// The share of it that is inside the mask.
    MaskShare: float
    /// The network that a step trains or runs.
    Network: Network option
    /// How many such networks a step runs together.
    Networks: float
}

module internal DataSizes =
    let none = {
        People = 0.0
        TableBytes = 0.0
        Samples = 0.0
        Variants = 0.0
        Traits = 0.0
        Covariates = 0.0
        Shown = 0.0
        Images = 0.0
        ImageBytes = 0.0
        Grid = VolumeSize.unknown
        MaskShare = Cost.maskShare
        Network = None
        Networks = 1.0
    }
