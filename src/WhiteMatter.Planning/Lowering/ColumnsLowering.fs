/// A set of columns is nothing to run: the cohorts and tables that take it over declare its columns.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ColumnsLowering

let rule = {
    Kind = "columns"
    Steps = []
    Files = fun _ _ -> []
    Lower = fun _ _ -> []
}
