namespace WhiteMatter.Plan.Diagnostics;

/// <summary>A place in a study file.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Start">Offset of the first UTF-16 unit.</param>
/// <param name="Length">Number of UTF-16 units.</param>
/// <param name="Line">One-based line of the start.</param>
/// <param name="Column">One-based column of the start.</param>
/// <param name="EndLine">One-based line of the end.</param>
/// <param name="EndColumn">One-based column just past the end.</param>
public sealed record SourceSpan(string Path, int Start, int Length, int Line, int Column, int EndLine, int EndColumn);
