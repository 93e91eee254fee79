namespace WhiteMatter.Language.Services

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax

/// What an entry of an outline is.
[<RequireQualifiedAccess>]
type OutlineKind =
    | Import
    | Parameter
    | Declaration
    | Block
    | Setting

/// A declaration, a block or a setting in the outline of a file.
type OutlineEntry = {
    /// The declared name, else the kind; of a setting its key.
    Name: string
    /// The kind and the type, such as `gwas : SumStats`.
    Detail: string
    /// What it is.
    Kind: OutlineKind
    /// Whether a run computes it: a declaration of a kind that has a value, or a report.
    Yields: bool
    /// All of it.
    Span: Span
    /// Its name.
    NameSpan: Span
    /// What stands in it.
    Children: OutlineEntry list
}

/// A stretch of lines that an editor can fold away.
type FoldingStretch = {
    /// From one-based line,
    FirstLine: int
    /// to one-based line.
    LastLine: int
    /// Whether it is made of comments.
    IsComment: bool
}

/// The shape of a file, read off its tree alone.
[<RequireQualifiedAccess>]
module Outline =

    let private entry kind name nameSpan span detail children = {
        Name = name
        Detail = detail
        Kind = kind
        Yields = false
        Span = span
        NameSpan = nameSpan
        Children = children
    }

    let rec private ofItems (items: Item list) : OutlineEntry list = [
        for item in items do
            match item.Node with
            | ItemNode.Setting(key, _) -> entry OutlineKind.Setting key.Name key.Span item.Span "" []
            | ItemNode.Block(key, body) -> entry OutlineKind.Block key.Name key.Span item.Span "" (ofItems body.Items)
            | _ -> ()
    ]

    let private detailOf (kind: string) =
        match Catalogue.tryFindKind kind with
        | Some row when row.Yields <> StudyType.Nothing && StudyType.name row.Yields <> kind ->
            $"{kind} : {StudyType.name row.Yields}"
        | _ -> kind

    /// The declarations of a file with their blocks and settings.
    let entries (file: StudyFile) : OutlineEntry list = [
        for declaration in file.Declarations do
            match declaration.Node with
            | DeclarationNode.Import(path, _, alias, _) ->
                entry OutlineKind.Import alias.Name alias.Span declaration.Span $"import \"{path}\"" []
            | DeclarationNode.Param(name, _, typeSpan, _) ->
                entry OutlineKind.Parameter name.Name name.Span declaration.Span "param" []
            | DeclarationNode.Accept accept ->
                entry OutlineKind.Setting $"accept {accept.Code.Name}" accept.Code.Span declaration.Span "" []
            | DeclarationNode.Kind kind ->
                let name = kind.Name |> Option.defaultValue kind.Kind
                let children = kind.Body |> Option.map (fun body -> ofItems body.Items)

                {
                    entry
                        OutlineKind.Declaration
                        name.Name
                        name.Span
                        declaration.Span
                        (detailOf kind.Kind.Name)
                        (Option.defaultValue [] children) with
                        Yields =
                            Catalogue.tryFindKind kind.Kind.Name
                            |> Option.exists (fun row -> StudyType.isResult row.Yields || row.Name = "report")
                }
            | DeclarationNode.Skipped _ -> ()
    ]

    let private lineOf (source: SourceText) offset = (source.PositionOf offset).Line

    let rec private ofBlock (source: SourceText) (body: Block) : FoldingStretch list = [
        let first, last =
            lineOf source body.Span.Start, lineOf source (max body.Span.Start (body.Span.End - 1))

        if last > first then
            {
                FirstLine = first
                LastLine = last
                IsComment = false
            }

        for item in body.Items do
            match item.Node with
            | ItemNode.Block(_, inner) -> yield! ofBlock source inner
            | ItemNode.Setting(_, value) ->
                let first, last = lineOf source value.Span.Start, lineOf source (value.Span.End - 1)

                if last > first then
                    {
                        FirstLine = first
                        LastLine = last
                        IsComment = false
                    }
            | _ -> ()
    ]

    /// Comments on lines of their own that follow each other.
    let private ofComments (source: SourceText) (trivia: LeadingTrivia list) : FoldingStretch list =
        let close run =
            match run with
            | Some(first, last) when last > first -> [
                {
                    FirstLine = first
                    LastLine = last
                    IsComment = true
                }
              ]
            | _ -> []

        let stretches, run =
            (([], None), trivia)
            ||> List.fold (fun (found, run) next ->
                match next, run with
                | LeadingTrivia.Comment comment, Some(first, _) -> found, Some(first, lineOf source comment.Span.Start)
                | LeadingTrivia.Comment comment, None ->
                    let line = lineOf source comment.Span.Start
                    found, Some(line, line)
                | LeadingTrivia.BlankLine, run -> found @ close run, None)

        stretches @ close run

    /// What can be folded away: blocks of several lines, and runs of comments.
    let folding (source: SourceText) (file: StudyFile) : FoldingStretch list = [
        yield! ofComments source file.EditionTrivia.Leading

        for declaration in file.Declarations do
            yield! ofComments source declaration.Trivia.Leading

            match declaration.Node with
            | DeclarationNode.Kind { Body = Some body }
            | DeclarationNode.Import(_, _, _, Some body) -> yield! ofBlock source body
            | _ -> ()

        yield! ofComments source file.Closing.Leading
    ]
