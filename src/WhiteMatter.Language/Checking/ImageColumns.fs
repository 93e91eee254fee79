/// The columns that `keep` of images sees.
module internal WhiteMatter.Language.Checking.ImageColumns

open System
open System.Collections.Generic
open WhiteMatter.Language.Catalogue

/// The columns computed for each image, then those of the cohort's table.
let scope (people: ColumnScope) : ColumnScope =
    let columns = Dictionary<string, Column>(people.Columns, StringComparer.Ordinal)
    let mutable both = Set.empty

    for row in Catalogue.imageColumns do
        if columns.ContainsKey row.Name then
            both <- both.Add row.Name

        columns[row.Name] <- {
            Column.unseen row.Name with
                Computed = Some row.Type
        }

    {
        people with
            Columns = columns
            Both = both
    }
