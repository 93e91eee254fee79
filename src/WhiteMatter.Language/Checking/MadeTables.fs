namespace WhiteMatter.Language.Checking

open WhiteMatter.Language

/// A table that the step of a declaration makes, as those that read it need to know it.
type internal MadeTableFacts = {
    /// As a checked expression.
    Table: CheckedExpression
    Columns: ColumnScope
    /// Declared columns, those of the tables it is made from included.
    Roles: (string * DeclaredRole) list
    /// Texts that mean missing, as the declaration writes them.
    Missing: CheckedExpression option
}
