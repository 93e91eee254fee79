namespace WhiteMatter.Language.Checking

open System.Collections.Generic
open System.Runtime.CompilerServices
open WhiteMatter.Language

/// What checking the declarations builds up.
type internal Analysis = {
    Env: CheckContext
    Outside: Outside
    Cohorts: Cohorts.CohortTable
    /// By the qualified name of the declaration that makes it.
    MadeTables: Dictionary<string, MadeTableFacts>
    /// What each declaration of the study and of its imports refers to, in order of appearance.
    References: Dictionary<string, Symbol list>
    Checked: Dictionary<string, CheckedDeclaration>
    /// The study's build, once its declaration is checked.
    mutable Build: CheckedExpression option
    /// Covariates already checked against a cohort's columns.
    Used: HashSet<struct (string * string)>
    /// What covariates of another file lack in a cohort's table.
    Lacking: Dictionary<struct (string * string), AskedColumn list>
    /// How many terms covariates come to, and how many studies a meta-analysis, where all that they name is written out as often as it is named.
    WrittenOut: Dictionary<string, float>
}

[<RequireQualifiedAccess>]
module internal Analysis =

    /// The declaration that an expression names.
    let find (analysis: Analysis) (expression: CheckedExpression option) : CheckedDeclaration option =
        match expression |> Option.map _.Node with
        | Some(CheckedNode.Declaration name) ->
            match analysis.Checked.TryGetValue name with
            | true, declaration -> Some declaration
            | _ -> None
        | _ -> None

    /// The images that a model takes, each with where it is named: one kind, or several as channels.
    let imagesOf (analysis: Analysis) (model: CheckedDeclaration) : (CheckedExpression * CheckedDeclaration) list =
        let named =
            match model.From with
            | Some { Node = CheckedNode.List items } -> items
            | from -> Option.toList from

        named
        |> List.choose (fun item -> find analysis (Some item) |> Option.map (fun images -> item, images))

    /// What a declaration comes to where all that it names is written out as often as it is named, worked out once. A circle is told elsewhere;
    /// here it must end, and so must what is named too deep.
    let writtenOut (analysis: Analysis) (name: string) (count: unit -> float) : float =
        match analysis.WrittenOut.TryGetValue name with
        | true, known -> known
        | _ when not (RuntimeHelpers.TryEnsureSufficientExecutionStack()) -> infinity
        | _ ->
            analysis.WrittenOut[name] <- 1.0
            let found = count ()
            analysis.WrittenOut[name] <- found
            found

    /// The value of a setting, with the names of declarations that make tables of people as those tables.
    let rec withTables (analysis: Analysis) (value: CheckedExpression) : CheckedExpression =
        match value.Node with
        | CheckedNode.Declaration name when value.Type = StudyType.PeopleTable ->
            match analysis.MadeTables.TryGetValue name with
            | true, facts -> { value with Node = facts.Table.Node }
            // It is not known what it is made from, which is said there.
            | _ -> {
                value with
                    Node = CheckedNode.Text []
                    Type = StudyType.Unknown
              }
        | CheckedNode.List items -> {
            value with
                Node = CheckedNode.List(items |> List.map (withTables analysis))
          }
        | _ -> value

    /// A setting's value, but for one that was reported as wrong.
    let setting name (declaration: CheckedDeclaration) =
        match declaration.Body.Settings.TryFind name with
        | Some value when not (Checked.isWrong value) -> Some value
        | _ -> None

    /// The cohort whose table describes the people of an expression.
    let cohortOf (analysis: Analysis) (people: CheckedExpression option) =
        people
        |> Option.bind Cohorts.leftmost
        |> Option.bind (fun name ->
            match analysis.Cohorts.TryGetValue name with
            | true, facts -> Some facts
            | _ -> None)
