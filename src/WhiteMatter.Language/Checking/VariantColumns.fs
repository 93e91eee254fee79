/// The columns that `keep` of genotypes sees.
module internal WhiteMatter.Language.Checking.VariantColumns

open System
open System.Collections.Generic
open WhiteMatter.Language.Catalogue

let private scopeOf (rows: ComputedColumnRow list) : ColumnScope =
    let columns = Dictionary<string, Column>(StringComparer.Ordinal)

    for row in rows do
        columns.Add(
            row.Name,
            {
                Column.unseen row.Name with
                    Computed = Some row.Type
            }
        )

    {
        ColumnScope.unknown "what is computed for each variant" with
            Columns = columns
            Complete = true
            OfVariants = true
    }

let scope = scopeOf Catalogue.variantColumns

/// Those of hard calls: how well they were imputed is known of dosages alone.
let ofHardCalls =
    Catalogue.variantColumns
    |> List.filter (fun row -> row.Name <> "info")
    |> scopeOf
