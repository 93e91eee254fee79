namespace WhiteMatter.Language.Services

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// What a word of a study stands for.
[<RequireQualifiedAccess>]
type internal WordMeaning =
    | Kind of KindRow
    /// `import`, `param` and `accept`.
    | Keyword of string
    | Setting of owner: string * SettingRow
    | Block of owner: string * BlockRow
    | Function of FunctionRow
    | Argument of FunctionRow * SettingRow
    | Unit of Unit
    | Code of DiagnosticDescriptor
    | TypeName of TypeName
    /// The name of a declaration where it is declared.
    | Declared of Symbol
    /// What the checker resolved.
    | Name of NameMeaning
    /// A name of the file in a place that was not checked, as something before it is wrong.
    | Unchecked of Symbol
    | ImportPath of path: string

/// A word of a study, where it stands.
type internal Word = { Span: Span; Meaning: WordMeaning }

/// The words of a study that mean something, read off its tree, the catalogue and what the checker resolved.
[<RequireQualifiedAccess>]
module internal Meanings =

    let private ofExpression (model: StudyModel) (home: FileScope) (expression: Expression) (add: Word -> unit) =
        let addName (name: string) (span: Span) =
            match model.Uses.TryFind(home.Source.Path, span.Start) with
            | Some found when found.Span = span ->
                add {
                    Span = span
                    Meaning = WordMeaning.Name found.Meaning
                }
            | _ ->
                Names.tryFind home name
                |> Option.iter (fun symbol ->
                    add {
                        Span = span
                        Meaning = WordMeaning.Unchecked symbol
                    })

        let pending = Stack<Expression>()
        pending.Push expression

        while pending.Count > 0 do
            let next = pending.Pop()

            match next.Node with
            | ExpressionNode.Name name -> addName name next.Span
            | ExpressionNode.Number(_, _, _, Some unit) ->
                Units.tryFind unit.Name
                |> Option.iter (fun row ->
                    add {
                        Span = unit.Span
                        Meaning = WordMeaning.Unit row
                    })
            | ExpressionNode.Text parts ->
                // A column whose name is no word.
                match model.Uses.TryFind(home.Source.Path, next.Span.Start) with
                | Some found when found.Span = next.Span ->
                    add {
                        Span = next.Span
                        Meaning = WordMeaning.Name found.Meaning
                    }
                | _ -> ()

                for part in parts do
                    match part with
                    | TextPart.Placeholder name ->
                        addName name.Name (Span.create (name.Span.Start + 1) (name.Span.End - 1))
                    | _ -> ()
            | ExpressionNode.List(items, _) ->
                for item in List.rev items do
                    pending.Push item.Value
            | ExpressionNode.Parenthesised inner -> pending.Push inner.Value
            | ExpressionNode.Unary(_, operand) -> pending.Push operand
            | ExpressionNode.Binary(_, _, left, right) ->
                pending.Push right
                pending.Push left
            | ExpressionNode.Member(target, name) ->
                match model.Uses.TryFind(home.Source.Path, name.Span.Start) with
                | Some found ->
                    add {
                        Span = name.Span
                        Meaning = WordMeaning.Name found.Meaning
                    }
                | None -> ()

                pending.Push target
            | ExpressionNode.Call(callee, arguments, _) ->
                let row =
                    match callee.Node with
                    | ExpressionNode.Name name ->
                        let row = Catalogue.tryFindFunction name

                        row
                        |> Option.iter (fun row ->
                            add {
                                Span = callee.Span
                                Meaning = WordMeaning.Function row
                            })

                        row
                    | _ -> None

                for argument in List.rev arguments do
                    match row, argument.Name with
                    | Some row, Some name ->
                        row.Arguments
                        |> List.tryFind (fun known -> known.Name = name.Name)
                        |> Option.iter (fun known ->
                            add {
                                Span = name.Span
                                Meaning = WordMeaning.Argument(row, known)
                            })
                    | _ -> ()

                    pending.Push argument.Value
            | _ -> ()

    let private addAccept (accept: Accept) add =
        match DiagnosticTable.Find accept.Code.Name with
        | null -> ()
        | row ->
            add {
                Span = accept.Code.Span
                Meaning = WordMeaning.Code row
            }

    let private ofBlock model home owner (settings: SettingRow list) (blocks: BlockRow list) (body: Block) add =
        let rec block owner (settings: SettingRow list) (blocks: BlockRow list) (body: Block) =
            for item in body.Items do
                match item.Node with
                | ItemNode.Accept accept -> addAccept accept add
                | ItemNode.Setting(key, value) ->
                    settings
                    |> List.tryFind (fun row -> row.Name = key.Name)
                    |> Option.iter (fun row ->
                        add {
                            Span = key.Span
                            Meaning = WordMeaning.Setting(owner, row)
                        })

                    ofExpression model home value add
                | ItemNode.Block(key, inner) ->
                    match blocks |> List.tryFind (fun row -> row.Name = key.Name) with
                    | Some row ->
                        add {
                            Span = key.Span
                            Meaning = WordMeaning.Block(owner, row)
                        }

                        block row.Name row.Settings [] inner
                    | None -> block key.Name [] [] inner
                | ItemNode.Bare entry -> ofExpression model home entry add
                | ItemNode.Skipped _ -> ()

        block owner settings blocks body

    /// The words of one declaration, in no strict order.
    let ofDeclaration (model: StudyModel) (home: FileScope) (declaration: Declaration) : Word list =
        let found = ResizeArray<Word>()
        let add = found.Add

        let keyword (text: string) =
            add {
                Span = Span.create declaration.Span.Start (declaration.Span.Start + text.Length)
                Meaning = WordMeaning.Keyword text
            }

        let declared (name: Identifier) =
            match Names.tryFind home name.Name with
            | Some symbol ->
                add {
                    Span = name.Span
                    Meaning = WordMeaning.Declared symbol
                }
            | None -> ()

        match declaration.Node with
        | DeclarationNode.Import(path, span, alias, parameters) ->
            keyword "import"

            let known =
                match home.ImportPaths.TryGetValue path with
                | true, known -> known
                | _ -> StudyPath.resolve home.Source path

            add {
                Span = span
                Meaning = WordMeaning.ImportPath known
            }

            declared alias

            for item in parameters |> Option.map _.Items |> Option.defaultValue [] do
                match item.Node with
                | ItemNode.Setting(key, value) ->
                    model.Uses.TryFind(home.Source.Path, key.Span.Start)
                    |> Option.iter (fun found ->
                        add {
                            Span = key.Span
                            Meaning = WordMeaning.Name found.Meaning
                        })

                    ofExpression model home value add
                | _ -> ()
        | DeclarationNode.Param(name, typeName, typeSpan, value) ->
            keyword "param"
            declared name

            add {
                Span = typeSpan
                Meaning = WordMeaning.TypeName typeName
            }

            value |> Option.iter (fun value -> ofExpression model home value add)
        | DeclarationNode.Accept accept ->
            keyword "accept"
            addAccept accept add
        | DeclarationNode.Kind kind ->
            let row = Catalogue.tryFindKind kind.Kind.Name

            row
            |> Option.iter (fun row ->
                add {
                    Span = kind.Kind.Span
                    Meaning = WordMeaning.Kind row
                })

            match kind.Name, row with
            | Some name, Some row when row.Name = "study" ->
                // No one refers to the study itself.
                model.Main.Declarations
                |> Seq.tryFind (fun symbol -> symbol.NameSpan = name.Span)
                |> Option.iter (fun symbol ->
                    add {
                        Span = name.Span
                        Meaning = WordMeaning.Declared symbol
                    })
            | Some name, _ -> declared name
            | None, _ -> ()

            kind.From |> Option.iter (fun from -> ofExpression model home from add)

            match kind.Body, row with
            | Some body, Some row -> ofBlock model home row.Name row.Settings row.Blocks body add
            | Some body, None -> ofBlock model home kind.Kind.Name [] [] body add
            | None, _ -> ()
        | DeclarationNode.Skipped _ -> ()

        List.ofSeq found

    /// The declaration at an offset; at its very end it is still the one before.
    let declarationAt (file: StudyFile) (offset: int) : Declaration option =
        file.Declarations
        |> List.tryFind (fun declaration -> declaration.Span.Start <= offset && offset <= declaration.Span.End)

    /// The word at an offset of a file; directly after a word it is still that word.
    let at (model: StudyModel) (home: FileScope) (offset: int) : Word option =
        declarationAt home.File offset
        |> Option.bind (fun declaration ->
            let touching =
                ofDeclaration model home declaration
                |> List.filter (fun word -> word.Span.Start <= offset && offset <= word.Span.End)

            touching
            |> List.tryFind (fun word -> Span.contains offset word.Span)
            |> Option.orElse (List.tryHead touching))

    /// The words of a file.
    let ofFile (model: StudyModel) (home: FileScope) : Word seq =
        seq {
            for declaration in home.File.Declarations do
                yield! ofDeclaration model home declaration
        }

    /// The declaration, parameter or import that a word names, with the file that declares it.
    let symbolOf (home: FileScope) (meaning: WordMeaning) : (FileScope * Symbol) option =
        match meaning with
        | WordMeaning.Declared symbol
        | WordMeaning.Unchecked symbol -> Some(home, symbol)
        | WordMeaning.Name(NameMeaning.Symbol(owner, symbol)) -> Some(owner, symbol)
        | _ -> None
