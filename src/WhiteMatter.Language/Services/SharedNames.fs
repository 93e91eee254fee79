/// Which declarations of an edited study have to do with each other though none is made from the other.
module internal WhiteMatter.Language.Services.SharedNames

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

/// Whether a text has a name that stands alone in it, be it in a comment.
let isIn (name: string) (text: string) (span: Span) =
    let isOfName (c: char) = Char.IsLetterOrDigit c || c = '_'

    let rec search (from: int) =
        if from > span.End - name.Length then
            false
        else
            match text.IndexOf(name, from, span.End - from, StringComparison.Ordinal) with
            | -1 -> false
            | at ->
                let after = at + name.Length

                (not (at > 0 && isOfName text[at - 1])
                 && not (after < text.Length && isOfName text[after]))
                || search (at + 1)

    search span.Start

/// The declarations that are adjusted for covariates for which an affected one is too, or an edited one was: what is told of these people depends on who
/// else there is.
let sharing
    (before: Analysis)
    (edited: string list)
    (ordered: Order.Ordered)
    (affected: HashSet<string>)
    : string list =
    let covariatesOf (others: Symbol list) =
        others |> List.filter (fun other -> other.Type = StudyType.Covariates)

    let covariates (symbol: Symbol) =
        covariatesOf ordered.References[symbol.Qualified]

    let shared =
        HashSet<string>(
            seq {
                for name in edited do
                    match before.References.TryGetValue name with
                    | true, others ->
                        for other in covariatesOf others do
                            other.Qualified
                    | _ -> ()
            },
            StringComparer.Ordinal
        )

    for _, symbol in List.rev ordered.Declarations do
        if affected.Contains symbol.Qualified || shared.Contains symbol.Qualified then
            for other in covariates symbol do
                shared.Add other.Qualified |> ignore

    [
        for _, symbol in ordered.Declarations do
            if
                shared.Count > 0
                && covariates symbol |> List.exists (fun other -> shared.Contains other.Qualified)
            then
                if symbol.Type = StudyType.Covariates then
                    shared.Add symbol.Qualified |> ignore
                else
                    symbol.Qualified
    ]
