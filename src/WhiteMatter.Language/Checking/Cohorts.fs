/// Where a cohort's people and columns come from, and what set algebra alone says of who is in it.
module internal WhiteMatter.Language.Checking.Cohorts

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

/// A cohort as others need to know it.
type CohortFacts = {
    /// Qualified name.
    Name: string
    Columns: ColumnScope
    /// Declared columns, those of the source included.
    Roles: (string * DeclaredRole) list
    Table: CheckedExpression option
    Missing: CheckedExpression option
    /// The cohort whose table all of its people stand in, following `from`; of a simulation the one that its genotypes are of.
    Root: string
    /// Cohorts that everybody in it is in, itself included.
    Within: Set<string>
    /// Cohorts that nobody in it is in.
    Excluded: Set<string>
}

type CohortTable = Dictionary<string, CohortFacts>

let private unite (a: Set<string>) (b: Set<string>) =
    if obj.ReferenceEquals(a, b) then
        a
    elif a.Count < b.Count then
        Set.fold (fun all name -> Set.add name all) b a
    else
        Set.fold (fun all name -> Set.add name all) a b

/// The cohort whose columns an expression of cohorts has: the leftmost.
let rec leftmost (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Declaration name -> Some name
    | CheckedNode.Binary(_, left, _) -> leftmost left
    | _ -> None

/// The expression that names the leftmost cohort.
let rec leftmostOf (expression: CheckedExpression option) =
    match expression with
    | Some {
               Node = CheckedNode.Binary(_, left, _)
           } -> leftmostOf (Some left)
    | other -> other

let rec withinOf (cohorts: CohortTable) (people: CheckedExpression) =
    match people.Node with
    | CheckedNode.Declaration name ->
        match cohorts.TryGetValue name with
        | true, facts -> facts.Within
        | _ -> Set.singleton name
    | CheckedNode.Binary(BinaryOperator.Subtract, left, _) -> withinOf cohorts left
    | CheckedNode.Binary(BinaryOperator.Intersect, left, right) ->
        unite (withinOf cohorts left) (withinOf cohorts right)
    | _ -> Set.empty

let rec excludedFrom (cohorts: CohortTable) (people: CheckedExpression) =
    match people.Node with
    | CheckedNode.Declaration name ->
        match cohorts.TryGetValue name with
        | true, facts -> facts.Excluded
        | _ -> Set.empty
    | CheckedNode.Binary(BinaryOperator.Subtract, left, { Node = CheckedNode.Declaration taken }) ->
        (excludedFrom cohorts left).Add taken
    | CheckedNode.Binary(BinaryOperator.Subtract, left, _) -> excludedFrom cohorts left
    | CheckedNode.Binary(BinaryOperator.Intersect, left, right) ->
        unite (excludedFrom cohorts left) (excludedFrom cohorts right)
    | _ -> Set.empty

let private intersects (a: Set<string>) (b: Set<string>) =
    if a.Count < b.Count then
        a |> Set.exists b.Contains
    else
        b |> Set.exists a.Contains

/// Whether two groups of people share nobody by the algebra alone.
let areDisjoint cohorts (a: CheckedExpression) (b: CheckedExpression) =
    intersects (withinOf cohorts a) (excludedFrom cohorts b)
    || intersects (withinOf cohorts b) (excludedFrom cohorts a)

/// Whether by the algebra alone all of the first people are among the second.
let rec areWithin cohorts (a: CheckedExpression) (b: CheckedExpression) =
    match b.Node with
    | CheckedNode.Declaration name -> (withinOf cohorts a).Contains name
    | CheckedNode.Binary(BinaryOperator.Intersect, left, right) -> areWithin cohorts a left && areWithin cohorts a right
    | CheckedNode.Binary(BinaryOperator.Subtract, left, taken) ->
        areWithin cohorts a left && areDisjoint cohorts a taken
    | _ -> false

/// The cohort whose table all of these people stand in, or in which those of a simulation have their genotypes.
let rootOf (cohorts: CohortTable) (people: CheckedExpression) =
    leftmost people
    |> Option.map (fun name ->
        match cohorts.TryGetValue name with
        | true, facts -> facts.Root
        | _ -> name)

/// Why an expression of cohorts has nobody, if the algebra alone says so.
let rec emptiness (cohorts: CohortTable) (people: CheckedExpression) =
    match people.Node with
    | CheckedNode.Binary(operator, left, right) ->
        match emptiness cohorts left, operator, right.Node with
        | Some reason, _, _ -> Some reason
        | None, BinaryOperator.Subtract, CheckedNode.Declaration taken when (withinOf cohorts left).Contains taken ->
            Some $"everybody is in '{taken}', which is taken away"
        | None, BinaryOperator.Intersect, _ when areDisjoint cohorts left right -> Some "the two share nobody"
        | _ -> None
    | _ -> None
