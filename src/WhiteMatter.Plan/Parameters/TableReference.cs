using System.Collections.Immutable;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Plan.Parameters;

/// <summary>A table of people outside the store.</summary>
/// <param name="File">The file.</param>
/// <param name="Format">How it is written.</param>
/// <param name="IdColumn">The column that names the person.</param>
/// <param name="FamilyColumn">The column that names the family (PLINK's FID), or null when people are named by one ID.</param>
/// <param name="MissingCodes">Texts that mean missing, matched as text.</param>
public sealed record TableReference(
    FileReference File,
    TableFormat Format,
    string IdColumn,
    string? FamilyColumn,
    ImmutableArray<string> MissingCodes);
