/// A named formula is nothing to run: each design that uses it takes its terms.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.CovariatesLowering

open WhiteMatter.Language

/// The terms of a named formula.
let entries (context: LoweringContext) (name: string) : CheckedExpression list option =
    match context.Find name with
    | Some declaration when declaration.Kind = "covariates" -> Some declaration.Body.Entries
    | _ -> None

let rule = {
    Kind = "covariates"
    Steps = []
    Files = fun _ _ -> []
    Lower = fun _ _ -> []
}
