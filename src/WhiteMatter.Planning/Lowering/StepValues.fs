/// Which step knows the value that a member of a declaration is.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.StepValues

open WhiteMatter.Plan.Parameters

let private stepKind kind memberName =
    match kind, memberName with
    | "gwas", ("people" | "rank") -> Some DesignParameters.KindName
    | "gwas", _ -> Some AssociationParameters.KindName
    | "phenotypes", _ -> Some TraitsParameters.KindName
    | ("cohort" | "genotypes" | "loci"), _ -> Some kind
    | _ -> None

/// The step and the name of the value in its artifact.
let find (context: LoweringContext) (declaration: string) (memberName: string) =
    context.Find declaration
    |> Option.bind (fun found -> stepKind found.Kind memberName)
    |> Option.map (fun kind -> Draft.idOf kind declaration, memberName)

let names (context: LoweringContext) : Expressions.Names = { StepValue = find context }
