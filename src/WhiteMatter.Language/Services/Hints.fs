namespace WhiteMatter.Language.Services

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

/// A note that an editor shows within a line.
type InlayHint = {
    /// Where it is shown.
    Offset: int
    /// The note.
    Text: string
    /// Whether it is the name of an argument, which stands before its value; else it follows what it tells of.
    IsArgument: bool
}

/// Notes within the lines: the types of declarations, numbers of people and variants, names of arguments.
[<RequireQualifiedAccess>]
module Hints =

    let private ofCall (row: FunctionRow) (arguments: Argument list) = [
        if row.Arguments.Length > 1 then
            let mutable position = 0

            for argument in arguments do
                if argument.Name.IsNone then
                    match row.Arguments |> List.tryItem position with
                    | Some known -> {
                        Offset = argument.Value.Span.Start
                        Text = known.Name + " ="
                        IsArgument = true
                      }
                    | None -> ()

                    position <- position + 1
    ]

    let rec private ofExpression (expression: Expression) : InlayHint list = [
        match expression.Node with
        | ExpressionNode.Call(callee, arguments, _) ->
            match callee.Node with
            | ExpressionNode.Name name ->
                match Catalogue.tryFindFunction name with
                | Some row -> yield! ofCall row arguments
                | None -> ()
            | _ -> ()

            for argument in arguments do
                yield! ofExpression argument.Value
        | ExpressionNode.List(items, _) ->
            for item in items do
                yield! ofExpression item.Value
        | ExpressionNode.Parenthesised inner -> yield! ofExpression inner.Value
        | _ -> ()
    ]

    let rec private ofBlock (body: Block) : InlayHint list = [
        for item in body.Items do
            match item.Node with
            | ItemNode.Setting(_, value) -> yield! ofExpression value
            | ItemNode.Block(_, inner) -> yield! ofBlock inner
            | _ -> ()
    ]

    /// The type of a kind whose word does not say it.
    let private typeOf (row: KindRow) =
        let name = StudyType.name row.Yields

        if
            row.Yields = StudyType.Nothing
            || row.Name.Equals(name, System.StringComparison.OrdinalIgnoreCase)
        then
            None
        else
            Some name

    /// The notes of a declaration of a file.
    let internal ofDeclaration (model: StudyModel) (home: FileScope) (declaration: Declaration) : InlayHint list = [
        match declaration.Node with
        | DeclarationNode.Kind({ Name = Some name } as kind) ->
            let row = Catalogue.tryFindKind kind.Kind.Name

            match row |> Option.bind typeOf, KnownNumbers.ofDeclaration model (home.Prefix + name.Name) with
            | None, None -> ()
            | typeName, numbers ->
                let text =
                    match typeName, numbers with
                    | Some typeName, Some numbers -> $": {typeName}, {numbers}"
                    | Some typeName, None -> $": {typeName}"
                    | None, numbers -> ": " + Option.defaultValue "" numbers

                {
                    Offset = name.Span.End
                    Text = text
                    IsArgument = false
                }

            match kind.Body with
            | Some body -> yield! ofBlock body
            | None -> ()
        | _ -> ()
    ]

    /// Whether a declaration stands in a span, at least in part.
    let internal isIn (span: Span) (declaration: Declaration) =
        declaration.Span.End >= span.Start && declaration.Span.Start <= span.End

    /// The notes of a span of a file.
    let inSpan (model: StudyModel) (path: string) (span: Span) : InlayHint list =
        match model.ScopeOf path with
        | None -> []
        | Some home ->
            home.File.Declarations
            |> List.filter (isIn span)
            |> List.collect (ofDeclaration model home)
