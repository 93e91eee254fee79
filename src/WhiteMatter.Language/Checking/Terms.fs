/// The columns of a formula, through the covariates that it names.
module internal WhiteMatter.Language.Checking.Terms

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

/// Every column a formula uses, through the covariates it names.
let rec columnsOf (analysis: Analysis) (found: HashSet<string>) (seen: HashSet<string>) (formula: CheckedExpression) =
    match formula.Node with
    | CheckedNode.Column name -> found.Add name |> ignore
    | CheckedNode.Declaration name when seen.Add name ->
        match analysis.Checked.TryGetValue name with
        | true, covariates -> covariates.Body.Entries |> List.iter (columnsOf analysis found seen)
        | _ -> ()
    | CheckedNode.Unary(_, operand) -> columnsOf analysis found seen operand
    | CheckedNode.Binary(_, left, right) ->
        columnsOf analysis found seen left
        columnsOf analysis found seen right
    | CheckedNode.Call(_, arguments) ->
        for KeyValue(_, argument) in arguments do
            columnsOf analysis found seen argument
    | CheckedNode.List items -> items |> List.iter (columnsOf analysis found seen)
    | _ -> ()

/// Where a formula, or the covariates that it names, first has a column.
let rec placeOf (analysis: Analysis) (seen: Set<string>) (column: string) (formula: CheckedExpression) =
    let among = List.tryPick (placeOf analysis seen column)

    match formula.Node with
    | CheckedNode.Column name when name = column -> Some formula
    | CheckedNode.Declaration name when not (seen.Contains name) ->
        match analysis.Checked.TryGetValue name with
        | true, covariates ->
            covariates.Body.Entries
            |> List.tryPick (placeOf analysis (seen.Add name) column)
        | _ -> None
    | CheckedNode.Unary(_, operand) -> among [ operand ]
    | CheckedNode.Binary(_, left, right) -> among [ left; right ]
    | CheckedNode.Call(_, arguments) -> among [ for KeyValue(_, argument) in arguments -> argument ]
    | CheckedNode.List items -> among items
    | _ -> None

/// The columns that are terms on their own, through the covariates a formula names: what adjusting takes out of a trait whole.
let rec termsOf (analysis: Analysis) (seen: Set<string>) (formula: CheckedExpression) : Set<string> =
    match formula.Node with
    | CheckedNode.Column name -> Set.singleton name
    | CheckedNode.Declaration name when not (seen.Contains name) ->
        match analysis.Checked.TryGetValue name with
        | true, covariates ->
            covariates.Body.Entries
            |> List.map (termsOf analysis (seen.Add name))
            |> Set.unionMany
        | _ -> Set.empty
    | CheckedNode.Binary((BinaryOperator.Add | BinaryOperator.Multiply), left, right) ->
        Set.union (termsOf analysis seen left) (termsOf analysis seen right)
    | CheckedNode.Binary(BinaryOperator.Subtract, left, right) ->
        Set.difference (termsOf analysis seen left) (termsOf analysis seen right)
    | CheckedNode.Binary(BinaryOperator.Power, terms, _) -> termsOf analysis seen terms
    | CheckedNode.Call("I", arguments) ->
        match arguments.TryFind "x" |> Option.map _.Node with
        | Some(CheckedNode.Column name) -> Set.singleton name
        | _ -> Set.empty
    | _ -> Set.empty

/// Whether something of a formula, or of the covariates that it names, is wrong: which columns are left out cannot be told then.
let rec isUnsure (analysis: Analysis) (seen: Set<string>) (formula: CheckedExpression) : bool =
    match formula.Node with
    // What is wrong stands as an empty text.
    | CheckedNode.Text [] -> Checked.isWrong formula
    | CheckedNode.Declaration name when not (seen.Contains name) ->
        match analysis.Checked.TryGetValue name with
        | true, covariates -> covariates.Body.Entries |> List.exists (isUnsure analysis (seen.Add name))
        | _ -> false
    | CheckedNode.Binary(_, left, right) -> isUnsure analysis seen left || isUnsure analysis seen right
    | CheckedNode.Call(_, arguments) -> arguments |> Map.exists (fun _ argument -> isUnsure analysis seen argument)
    | _ -> false

/// The declarations that a formula names itself.
let rec namedIn (formula: CheckedExpression) : string list =
    match formula.Node with
    | CheckedNode.Declaration name -> [ name ]
    | CheckedNode.Unary(_, operand) -> namedIn operand
    | CheckedNode.Binary(_, left, right) -> namedIn left @ namedIn right
    | CheckedNode.Call(_, arguments) -> arguments.Values |> Seq.collect namedIn |> List.ofSeq
    | CheckedNode.List items -> items |> List.collect namedIn
    | _ -> []

/// Who is adjusted with which covariates: declarations by the covariates that their `adjust` or, of covariates, their entries name.
type Adjusted = Dictionary<string, ResizeArray<CheckedDeclaration>>

/// Looks at each declaration once.
let adjusted (analysis: Analysis) : Adjusted =
    let found = Adjusted()

    let add declaration formula =
        for name in namedIn formula do
            match found.TryGetValue name with
            | true, others -> others.Add declaration
            | _ -> found.Add(name, ResizeArray [ declaration ])

    for declaration in analysis.Checked.Values do
        declaration.Body.Settings.TryFind "adjust" |> Option.iter (add declaration)

        if declaration.Kind = "covariates" then
            declaration.Body.Entries |> List.iter (add declaration)

    found

/// The declarations with an `adjust` that takes some covariates, itself or through others.
let adjustedWith (adjusted: Adjusted) (covariates: string) : CheckedDeclaration seq =
    let seen = HashSet<string>()

    let rec follow name =
        seq {
            if seen.Add name then
                match adjusted.TryGetValue name with
                | true, users ->
                    for user in users do
                        if user.Kind = "covariates" then
                            yield! follow user.Name
                        else
                            user
                | _ -> ()
        }

    follow covariates
