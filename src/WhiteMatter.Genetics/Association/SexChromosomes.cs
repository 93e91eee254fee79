using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Designs;

namespace WhiteMatter.Genetics.Association;

/// <summary>How the variants of a chromosome are tested where people do not all have two of it.</summary>
public enum ChromosomePloidy
{
    /// <summary>Everybody has two.</summary>
    Two,

    /// <summary>X: women have two and men one, which counts as two; sex is a covariate.</summary>
    X,

    /// <summary>Y: men alone are tested, and have one.</summary>
    Y,

    /// <summary>Mitochondria: everybody has one.</summary>
    One,
}

/// <summary>Consecutive variants of one ploidy.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
/// <param name="Ploidy">Their ploidy.</param>
public readonly record struct PloidyRun(long First, long Count, ChromosomePloidy Ploidy);

/// <summary>
/// The variants of a file that are not of autosomes, and the sex of the design's people: PLINK 2's default, <c>--xchr-model 2</c>. Men's
/// genotypes are 0 and 2 in the files of all formats; pseudoautosomal regions are of chromosome XY and tested as autosomes.
/// </summary>
/// <param name="Runs">Runs of variants of X, Y and MT, in the file's order.</param>
/// <param name="Sex">The sex of each person of the design.</param>
public sealed record SexChromosomes(IReadOnlyList<PloidyRun> Runs, IReadOnlyList<Sex> Sex)
{
    /// <summary>Whether each ploidy has a design of its own; else everybody is tested as of autosomes, and filters alone regard it.</summary>
    public bool HaveDesigns { get; init; } = true;

    /// <summary>The design of a ploidy: its people, and sex among the covariates; null where nobody, or too few, are left.</summary>
    /// <param name="design">The design of everybody.</param>
    /// <param name="ploidy">The ploidy.</param>
    /// <param name="isBinary">Whether traits are cases and controls, which are not residualised.</param>
    public AssociationDesign? DesignOf(AssociationDesign design, ChromosomePloidy ploidy, bool isBinary)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (ploidy is ChromosomePloidy.Two or ChromosomePloidy.One)
        {
            return design;
        }

        int[] people = [.. Enumerable.Range(0, design.People).Where(i => ploidy == ChromosomePloidy.Y ? Sex[i] == Formats.Plink.Sex.Male : Sex[i] != Formats.Plink.Sex.Unknown)];
        double[]? sex = ploidy == ChromosomePloidy.X ? [.. people.Select(i => (double)Sex[i])] : null;
        return DesignSubset.Of(design, people, sex, isBinary);
    }
}
