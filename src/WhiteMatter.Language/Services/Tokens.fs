namespace WhiteMatter.Language.Services

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

/// What each word of a file means, for its colour.
[<RequireQualifiedAccess>]
module Tokens =

    let private ofSymbol (symbol: Symbol) =
        match symbol.Meaning with
        | Meaning.Parameter _ -> TokenKind.Parameter
        | Meaning.Declaration _ -> TokenKind.Declaration
        | Meaning.Import _ -> TokenKind.Namespace

    let private kindOf (meaning: WordMeaning) =
        match meaning with
        | WordMeaning.Kind _
        | WordMeaning.Keyword _ -> Some TokenKind.Keyword
        | WordMeaning.Setting _
        | WordMeaning.Block _
        | WordMeaning.Argument _
        | WordMeaning.Name(NameMeaning.Member _) -> Some TokenKind.Property
        | WordMeaning.Function row ->
            // A word with settings of its own.
            match row.Yields with
            | StudyType.Enumeration _ -> Some TokenKind.Word
            | _ -> Some TokenKind.Function
        | WordMeaning.Unit _ -> Some TokenKind.Unit
        | WordMeaning.Code _
        | WordMeaning.Name(NameMeaning.Word _) -> Some TokenKind.Word
        | WordMeaning.TypeName _ -> Some TokenKind.Type
        | WordMeaning.Declared symbol
        | WordMeaning.Unchecked symbol
        | WordMeaning.Name(NameMeaning.Symbol(_, symbol)) -> Some(ofSymbol symbol)
        | WordMeaning.Name(NameMeaning.Column _) -> Some TokenKind.Column
        | WordMeaning.ImportPath _ -> None

    /// The words of a declaration of a file, in order of place; of a check they are read off once.
    let internal ofDeclaration (model: StudyModel) (home: FileScope) (declaration: Declaration) : SemanticToken[] =
        match model.KnownTokens.TryGetValue declaration with
        | true, known -> known
        | _ ->
            let found =
                [|
                    for word in Meanings.ofDeclaration model home declaration do
                        match kindOf word.Meaning with
                        | Some kind when word.Span.Length > 0 -> {
                            Span = word.Span
                            Kind = kind
                            IsDeclaration = word.Meaning.IsDeclared
                          }
                        | _ -> ()
                |]
                |> Array.sortBy (fun token -> token.Span.Start)
                // Where words share a place, such as a call that is also a word, the first tells.
                |> Array.distinctBy (fun token -> token.Span.Start)

            model.KnownTokens[declaration] <- found
            found

    /// The words of a file, in order of place.
    let ofFile (model: StudyModel) (path: string) : SemanticToken list =
        match model.ScopeOf path with
        | None -> []
        | Some home -> [
            for declaration in home.File.Declarations do
                yield! ofDeclaration model home declaration
          ]
