/// Cohorts and conditions that nobody can meet.
module internal WhiteMatter.Language.Checking.SomebodyLints

open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private textOf (people: CheckedExpression) = people.File.TextOf people.Span

/// Reports people of whom nobody is left by what is asked of them, where neither one condition alone nor the algebra of cohorts says so.
let check (analysis: Analysis) (declaration: CheckedDeclaration) =
    let report (at: CheckedExpression) (reason: string) (advice: string) =
        Diagnostic.create at.File DesignCodes.NobodyLeft at.Span [ textOf at; "nobody"; reason ]
        |> Diagnostic.withAdvice advice
        |> analysis.Env.Findings.AddDiagnostic

    let isNobody (people: CheckedExpression) = Membership.areNobody analysis people

    /// People whom an expression of several cohorts names here, and not cohorts of which this is told where they are declared.
    let checkAlgebra (people: CheckedExpression) =
        match people.Node with
        | CheckedNode.Binary((BinaryOperator.Intersect | BinaryOperator.Subtract), left, right) when
            left.Node <> right.Node
            && isNobody people
            && not (isNobody left)
            && not (isNobody right)
            ->
            report
                people
                "what they ask for excludes each other"
                "Correct the conditions of the cohorts, or which of them are taken."

            true
        | _ -> false

    let isToldOfFrom =
        match declaration.From with
        | Some from when from.Type = StudyType.Cohort -> checkAlgebra from
        | _ -> false

    for KeyValue(name, value) in declaration.Body.Settings do
        if value.Type = StudyType.Cohort && name <> "include" then
            checkAlgebra value |> ignore

    match declaration.Kind, declaration.Body.Settings.TryFind "include", declaration.From with
    | ("cohort" | "table"), Some condition, from when not isToldOfFrom && not (Checked.isWrong condition) ->
        if Membership.isNeverMet condition then
            report condition "nobody can meet all of it" "Correct the condition."
        else
            let cohort = {
                condition with
                    Node = CheckedNode.Declaration declaration.Name
                    Type = StudyType.Cohort
            }

            match from with
            | Some from when isNobody cohort && not (isNobody from) ->
                report
                    condition
                    $"nobody in '{textOf from}' can meet it"
                    "Correct the condition, or draw the cohort from other people."
            | _ -> ()
    | _ -> ()
