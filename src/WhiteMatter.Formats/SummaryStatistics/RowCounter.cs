namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>Counts what becomes of the variants of a block, one after another.</summary>
internal ref struct RowCounter(VariantBlock variants)
{
    private long _written;
    private long _outside;
    private bool _sorted = true;
    private int _looked;

    /// <summary>What was found so far: every variant looked at and not written is left out.</summary>
    public readonly SummaryStatisticsCounts Counts => new(_written, _looked - _written, _outside, _sorted);

    /// <summary>Looks at the place of the next variant, which is written or left out.</summary>
    public void Look(int variant)
    {
        _looked++;
        _sorted &= variants.IsInOrder(variant);
    }

    /// <summary>Counts the variant as a row.</summary>
    public void Write(int variant)
    {
        _written++;
        _outside += variants.MeetsStandard[variant] ? 0 : 1;
    }
}
