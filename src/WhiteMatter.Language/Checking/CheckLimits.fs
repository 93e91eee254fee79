namespace WhiteMatter.Language

/// What a study may ask of the checker. A study beyond a limit is an error, never a hang.
type CheckLimits = {
    /// Declarations of all files together.
    MaximumDeclarations: int
    /// Imported files.
    MaximumImports: int
    /// Imports of imports.
    MaximumImportDepth: int
    /// Bytes of one imported file.
    MaximumFileBytes: int64
    /// Items of a list after its ranges are written out.
    MaximumListItems: int
    /// Data files that are looked at.
    MaximumDataFiles: int
} with

    /// Limits that no study written by hand meets.
    static member Default = {
        MaximumDeclarations = 20_000
        MaximumImports = 64
        MaximumImportDepth = 16
        MaximumFileBytes = 4_000_000L
        MaximumListItems = 10_000
        MaximumDataFiles = 2_000
    }
