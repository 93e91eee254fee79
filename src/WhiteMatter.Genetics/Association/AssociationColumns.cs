namespace WhiteMatter.Genetics.Association;

/// <summary>Which columns of an association table are read; others may be left as they were.</summary>
[Flags]
public enum AssociationColumns
{
    /// <summary>β and its standard error.</summary>
    Effect = 1,

    /// <summary>−log10 P.</summary>
    P = 2,

    /// <summary>People of each cell.</summary>
    People = 4,

    /// <summary>Remarks of each cell.</summary>
    Remark = 8,

    /// <summary>All of them.</summary>
    All = Effect | P | People | Remark,
}

/// <summary>What the standard errors of a block's traits have in common.</summary>
internal enum SpreadForm
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>SE² · df + β² is a number of the variant times one of the trait, as in linear regression.</summary>
    Linear = 1,

    /// <summary>SE² is.</summary>
    Square = 2,
}
