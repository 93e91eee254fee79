namespace WhiteMatter.Planning

open WhiteMatter.Language
open WhiteMatter.Plan.Parameters

/// Which kind of step makes the traits of a `phenotypes` declaration: it depends on what they are taken from.
[<RequireQualifiedAccess>]
module internal TraitSteps =

    let private measuredFrom (find: string -> CheckedDeclaration option) (phenotypes: CheckedDeclaration) =
        match phenotypes.From |> Option.map Setting.reference |> Option.bind find with
        | Some source when source.Kind = "images" -> RegionMeansParameters.KindName
        | Some source when source.Kind = "model" ->
            match source.Body.Blocks.TryFind "train" with
            | Some train when train.Settings.ContainsKey "seeds" -> EnsembleParameters.KindName
            | _ -> EncodingParameters.KindName
        | _ -> TraitsParameters.KindName

    /// Of the step whose artifact holds them as they are used, among declarations that are found by name.
    let kindAmong (find: string -> CheckedDeclaration option) (phenotypes: CheckedDeclaration) =
        match Setting.tryFind "harmonise" phenotypes with
        | Some _ -> HarmoniseParameters.KindName
        | None -> measuredFrom find phenotypes

    /// Of the step that measures them.
    let measuredBy (context: LoweringContext) (phenotypes: CheckedDeclaration) = measuredFrom context.Find phenotypes

    /// Of the step whose artifact holds them as they are used.
    let kindOf (context: LoweringContext) (phenotypes: CheckedDeclaration) = kindAmong context.Find phenotypes

    let idOf (context: LoweringContext) (phenotypes: CheckedDeclaration) =
        Draft.idOf (kindOf context phenotypes) phenotypes.Name

/// Which step knows the value that a member of a declaration is.
[<RequireQualifiedAccess>]
module internal StepValues =

    let private stepKind (find: string -> CheckedDeclaration option) (declaration: CheckedDeclaration) =
        match declaration.Kind with
        | "gwas" -> AssociationParameters.KindName
        | "phenotypes" -> TraitSteps.kindAmong find declaration
        // A declaration's values are those of the step of its own kind.
        | kind -> kind

    /// The step and the name of the value in its artifact, among declarations that are found by name.
    let findAmong (find: string -> CheckedDeclaration option) (declaration: string) (memberName: string) =
        find declaration
        |> Option.map (stepKind find)
        |> Option.map (fun kind -> Draft.idOf kind declaration, memberName)

    /// The step and the name of the value in its artifact.
    let find (context: LoweringContext) (declaration: string) (memberName: string) =
        findAmong context.Find declaration memberName

    let names (context: LoweringContext) : Expressions.Names = { StepValue = find context }
