namespace WhiteMatter.Formats.Annotation;

/// <summary>Where a gene lies.</summary>
/// <param name="Name">Its symbol, or its identifier where the table has none.</param>
/// <param name="Chromosome">Its chromosome's normalised name.</param>
/// <param name="Start">Its first base pair, from 1.</param>
/// <param name="End">Its last.</param>
/// <param name="IsReverse">Whether it is read from its end to its start; false where the table does not say.</param>
public readonly record struct GeneLocation(string Name, string Chromosome, long Start, long End, bool IsReverse)
{
    /// <summary>
    /// Base pairs from the gene to a position along its reading: 0 inside, negative before its start, positive behind its end.
    /// </summary>
    /// <param name="position">A position on its chromosome.</param>
    public long OffsetOf(long position)
    {
        var offset = position < Start ? position - Start : position > End ? position - End : 0;
        return IsReverse ? -offset : offset;
    }
}
