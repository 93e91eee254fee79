/// The columns that `keep` of genotypes sees.
module internal WhiteMatter.Language.Checking.VariantColumns

open System
open System.Collections.Generic
open WhiteMatter.Language.Catalogue

let scope: ColumnScope =
    let columns = Dictionary<string, Column>(StringComparer.Ordinal)

    for row in Catalogue.variantColumns do
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
