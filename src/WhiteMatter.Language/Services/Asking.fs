namespace WhiteMatter.Language.Services

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// A column of a table of people, as far as the header and the declarations tell.
type ColumnFacts = {
    /// Its name.
    Name: string
    /// Its type or unit, in a word.
    Type: string
    /// All its values, where they are few and known.
    Values: string list
}

/// An expression that could not be checked.
type RefusedExpression = {
    /// The expression as a text of its own, which the diagnostics speak of.
    Source: SourceText
    /// What is wrong.
    Diagnostics: Diagnostic list
}

/// What a session asks of a checked study by names, where an editor asks by places.
[<RequireQualifiedAccess>]
module Asking =

    let private symbolOf (model: StudyModel) (name: string) =
        match Names.tryFind model.Main name with
        | Some symbol -> Some symbol
        | None ->
            match model.Analysis.Env.Program.Homes.TryGetValue name with
            | true, (_, symbol) -> Some symbol
            | _ -> None

    /// The text of the study with an expression after it, as a condition of an `expect`, and the offset at which the expression begins.
    let withExpression (model: StudyModel) (text: string) : SourceText * int =
        let before = model.Source.Text.TrimEnd() + "\n\nexpect {\n"
        SourceText(model.Source.Path, before + text + "\n}\n"), before.Length

    /// What was found in the study's text with the expression after it, as of the expression alone.
    let private ofTyped (typed: SourceText) (start: int) (found: Diagnostic) : Diagnostic =
        let moved (span: SourceSpan) =
            if span.Start >= start then
                Diagnostic.locate typed (Span.create (span.Start - start) (span.Start - start + span.Length))
            else
                span

        Diagnostic.relocate (moved >> Some) found |> Option.defaultValue found

    /// The path that messages show of what was typed.
    let private typedPath = "typed"

    /// What an expression is, with the names of the study.
    let expression (model: StudyModel) (text: string) : Result<CheckedExpression, RefusedExpression> =
        let source, start = withExpression model text
        let parsed = Parser.parse source

        let refuse diagnostics =
            let typed = SourceText(typedPath, text)

            Error {
                Source = typed
                Diagnostics = diagnostics |> List.map (ofTyped typed start)
            }

        let errorsIn (found: Diagnostic list) =
            found
            |> List.filter (fun one -> one.Severity = DiagnosticSeverity.Error)
            |> List.filter (fun one ->
                match one.Span with
                | null -> true
                | span -> span.Start >= start - 2)

        match errorsIn parsed.Diagnostics, List.tryLast parsed.File.Declarations with
        | [],
          Some {
                   Node = DeclarationNode.Kind {
                                                   Body = Some {
                                                                   Items = [ { Node = ItemNode.Bare asked } ]
                                                               }
                                               }
               } ->
            let findings = Findings()

            let env = {
                model.Analysis.Env with
                    Findings = findings
                    Uses = NameUses()
            }

            let place = {
                Place.plain
                    {
                        model.Main with
                            Source = source
                            File = parsed.File
                    }
                    "the expression" with
                    RunValues = true
            }

            let found = Expressions.infer env place [] asked

            match
                findings.Finish()
                |> List.filter (fun one -> one.Severity = DiagnosticSeverity.Error)
            with
            | [] -> Ok found
            | errors -> refuse errors
        | [], _ ->
            refuse [
                Diagnostic.create source NameCodes.EntryShape (Span.create start (start + text.Length)) [ text.Trim() ]
            ]
        | errors, _ -> refuse errors

    /// A checked value as one would write it, where it is known before a run; long lists are cut.
    let write (value: CheckedExpression) : string option = ValueText.tryWrite value

    /// A number of a type that has a unit, in the largest one that gives at least one of it; `None` of a type without.
    let quantity (studyType: StudyType) (value: float) : string option =
        match studyType with
        | StudyType.Quantity dimension when dimension <> Dimension.Fraction -> Some(ValueText.quantity dimension value)
        | _ -> None

    /// What a name of the study stands for: type, comment, what it can be asked for; in Markdown.
    let describe (model: StudyModel) (name: string) : string option =
        symbolOf model name |> Option.map (Hover.ofSymbol model)

    /// What a name is, in words such as `Cohort`; of a parameter its type; `None` where the study declares no such name.
    let typeOf (model: StudyModel) (name: string) : string option =
        symbolOf model name
        |> Option.map (fun symbol ->
            match symbol.Meaning with
            | Meaning.Import path -> $"the file '{StandardLibrary.shown path}'"
            | Meaning.Parameter _ when symbol.Type = StudyType.Unknown -> "quantity"
            | Meaning.Declaration(kind, _) when symbol.Type = StudyType.Nothing -> kind.Kind.Name
            | _ -> StudyType.name symbol.Type)

    /// How many people, images and variants a declaration has, as far as headers tell before a run: `373 people, 1,000 variants`.
    let numbers (model: StudyModel) (name: string) : string option = KnownNumbers.ofDeclaration model name

    /// The names of the study's own file, as they are declared.
    let names (model: StudyModel) : string list = [
        for declaration in model.File.Declarations do
            match declaration.Node with
            | DeclarationNode.Import(_, _, alias, _) -> alias.Name
            | DeclarationNode.Param(name, _, _, _) -> name.Name
            | DeclarationNode.Kind { Name = Some name } -> name.Name
            | _ -> ()
    ]

    /// The declarations of the study's own file that name another in what they say, by name; of one without a name the kind.
    let private users (model: StudyModel) (name: string) : string list =
        match symbolOf model name with
        | None -> []
        | Some symbol ->
            let uses =
                Navigation.references model model.Source.Path symbol.NameSpan.Start false
                |> List.filter (fun place -> place.Source.Path = model.Source.Path)

            [
                for declaration in model.File.Declarations do
                    if
                        uses
                        |> List.exists (fun place -> Span.contains place.Span.Start declaration.Span)
                    then
                        match declaration.Node with
                        | DeclarationNode.Kind kind -> (kind.Name |> Option.defaultValue kind.Kind).Name
                        | DeclarationNode.Param(name, _, _, _) -> name.Name
                        | _ -> ()
            ]
            |> List.filter (fun user -> user <> name)

    /// The declarations that depend on a name, directly or through others, in the order of the file.
    let dependents (model: StudyModel) (name: string) : string list =
        let rec reach found open' =
            match open' with
            | [] -> found
            | next :: rest ->
                let more =
                    users model next |> List.filter (fun user -> not (Set.contains user found))

                reach (Set.union found (Set.ofList more)) (more @ rest)

        let found = reach Set.empty [ name ]

        [
            for declaration in model.File.Declarations do
                match declaration.Node with
                | DeclarationNode.Kind kind -> (kind.Name |> Option.defaultValue kind.Kind).Name
                | DeclarationNode.Param(name, _, _, _) -> name.Name
                | _ -> ()
        ]
        |> List.distinct
        |> List.filter (fun user -> user <> name && found.Contains user)

    /// The columns of a set of columns, as it declares them.
    let private ofSet (model: StudyModel) (name: string) : ColumnFacts list option =
        match symbolOf model name with
        | Some symbol when symbol.Type = StudyType.Columns ->
            match model.Analysis.Env.ColumnSets.TryGetValue symbol.Qualified with
            | true, entries ->
                Some [
                    for entry in entries do
                        let column = {
                            Column.unseen entry.Name with
                                Declared = Some entry.Role
                        }

                        {
                            Name = entry.Name
                            Type = Column.word column |> Option.defaultValue "unknown"
                            Values =
                                match entry.Role with
                                | DeclaredRole.Factor levels -> levels
                                | _ -> []
                        }
                ]
            | _ -> None
        | _ -> None

    /// The columns of a cohort's or a joined table of people, or of a set of columns; `None` of what has none.
    let columns (model: StudyModel) (name: string) : ColumnFacts list option =
        let scope =
            match model.Analysis.Cohorts.TryGetValue name, model.Analysis.MadeTables.TryGetValue name with
            | (true, cohort), _ -> Some cohort.Columns
            | _, (true, made) -> Some made.Columns
            | _ -> None

        scope
        |> Option.map (fun scope -> [
            for column in scope.Columns.Values do
                {
                    Name = column.Name
                    Type = Column.word column |> Option.defaultValue "unknown"
                    Values = column.Levels |> Option.defaultValue []
                }
        ])
        |> Option.orElseWith (fun () -> ofSet model name)
