using System.Collections.Immutable;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Runtime.Scanning;

/// <summary>A column as a study declares or reads it.</summary>
/// <param name="Name">The column.</param>
/// <param name="IsNumber">Whether every value is to be a finite number.</param>
/// <param name="Levels">The only values that it may have; empty for any.</param>
/// <param name="Declared">What it is in a message, such as <c>declared as a number in y</c>.</param>
/// <param name="Place">Where in the study, or null.</param>
public sealed record ScannedColumn(string Name, bool IsNumber, ImmutableArray<string> Levels, string Declared, SourceSpan? Place);

/// <summary>A table of people that a cohort reads.</summary>
/// <param name="Cohort">The cohort, by its name in the study.</param>
/// <param name="Request">The file.</param>
/// <param name="IdColumn">The column of identifiers.</param>
/// <param name="FamilyColumn">The column of families, or null.</param>
/// <param name="Columns">The columns that the cohort declares, and others that the study reads as numbers.</param>
/// <param name="Place">Where in the study.</param>
public sealed record ScannedTable(
    string Cohort, TableRequest Request, string IdColumn, string? FamilyColumn, ImmutableArray<ScannedColumn> Columns, SourceSpan? Place);

/// <summary>Genotypes of a cohort's people, named by the same identifiers.</summary>
/// <param name="Cohort">The cohort whose table names the people.</param>
/// <param name="Request">The files.</param>
/// <param name="Place">Where in the study.</param>
public sealed record ScannedGenotypes(string Cohort, GenotypeRequest Request, SourceSpan? Place);

/// <summary>Images of a cohort's people.</summary>
/// <param name="Cohort">The cohort whose table names the people.</param>
/// <param name="Header">What was found of them.</param>
/// <param name="Template">The template of their paths, for messages.</param>
/// <param name="Place">Where in the study.</param>
public sealed record ScannedImages(string Cohort, ImageSetHeader Header, string Template, SourceSpan? Place);

/// <summary>What a study reads of people.</summary>
/// <param name="Tables">The tables that cohorts read.</param>
/// <param name="Genotypes">The genotypes.</param>
/// <param name="Images">The images.</param>
/// <param name="SmallCounts">Counts of people under this are not told.</param>
public sealed record ScanRequest(
    ImmutableArray<ScannedTable> Tables,
    ImmutableArray<ScannedGenotypes> Genotypes,
    ImmutableArray<ScannedImages> Images,
    int SmallCounts);
