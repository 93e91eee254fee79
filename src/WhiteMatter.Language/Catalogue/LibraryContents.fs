namespace WhiteMatter.Language.Catalogue

open System
open System.Text
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

/// A column of a set of columns.
type LibraryColumn = {
    /// Its name in the table.
    Name: string
    /// What it is read as, as it is written: a role with its levels, or a unit.
    Role: string
    /// The `##` beside or above it.
    Doc: string
}

/// What a file of the library offers.
type LibraryEntry = {
    /// As a study writes it after the file's name and a dot.
    Name: string
    /// Its type, as messages write it.
    Type: string
    /// The lines of `##` above it.
    Doc: string
    /// The declaration as it is written.
    Text: string
    /// Of a set of columns those that it names itself, in order.
    Columns: LibraryColumn list
}

/// A file of the library that comes with the language.
type LibraryFile = {
    /// As a study imports it: `std/ukb`.
    Name: string
    /// The comments at its top.
    About: string list
    /// Its parameters and declarations, in order.
    Entries: LibraryEntry list
}

/// Reads what the files of the library offer off their texts.
[<RequireQualifiedAccess>]
module LibraryContents =

    let private comments (onlyDoc: bool) (trivia: LeadingTrivia list) = [
        for one in trivia do
            match one with
            | LeadingTrivia.Comment comment when comment.IsDoc || not onlyDoc -> comment.Text.TrimEnd()
            | _ -> ()
    ]

    let rec private typeName name =
        match name with
        | TypeName.Int -> "int"
        | TypeName.Float -> "float"
        | TypeName.Bool -> "bool"
        | TypeName.String -> "string"
        | TypeName.Quantity -> "quantity"
        | TypeName.List item -> $"[{typeName item}]"

    /// The columns of a set, as they are written.
    let private columnsOf (source: SourceText) (kind: KindDeclaration) : LibraryColumn list = [
        if kind.Kind.Name = "columns" then
            for item in kind.Body |> Option.map _.Items |> Option.defaultValue [] do
                match item.Node with
                | ItemNode.Bare {
                                    Node = ExpressionNode.Binary(BinaryOperator.Interact, _, name, role)
                                } -> {
                    Name = (source.TextOf name.Span).Trim('"')
                    Role = source.TextOf role.Span
                    Doc =
                        (comments true item.Trivia.Leading
                         @ (match item.Trivia.Trailing with
                            | Some comment when comment.IsDoc -> [ comment.Text ]
                            | _ -> []))
                        |> List.map _.Trim()
                        |> String.concat " "
                  }
                | _ -> ()
    ]

    let private entriesOf (source: SourceText) (file: StudyFile) = [
        for declaration in file.Declarations do
            let entry name typeName = {
                Name = name
                Type = typeName
                Doc =
                    comments true declaration.Trivia.Leading
                    |> List.map _.Trim()
                    |> String.concat " "
                Text = source.TextOf declaration.Span
                Columns = []
            }

            match declaration.Node with
            | DeclarationNode.Param(name, found, _, _) -> entry name.Name (typeName found)
            | DeclarationNode.Kind({ Kind = kind; Name = Some name } as declared) ->
                match Catalogue.tryFindKind kind.Name with
                // A study and its like have no value that others name.
                | Some row when row.Yields = StudyType.Nothing -> entry name.Name row.Name
                | Some row -> {
                    entry name.Name (StudyType.name row.Yields) with
                        Columns = columnsOf source declared
                  }
                | None -> ()
            | _ -> ()
    ]

    /// What a file offers to those who import it, under the name they know it by.
    let ofFile (name: string) (source: SourceText) : LibraryFile =
        let file = (Parser.parse source).File

        {
            Name = name
            About = comments false file.EditionTrivia.Leading
            Entries = entriesOf source file
        }

    /// The files that studies of an edition can import.
    let files (edition: int) : LibraryFile list = [
        for name in StandardLibrary.names edition do
            match StandardLibrary.tryFind edition (name + ".wmstudy") with
            | Some source -> ofFile name source
            | None -> ()
    ]

    /// An entry in words: its type, what is said of it, and its columns.
    let entryInWords (entry: LibraryEntry) : string =
        let text = StringBuilder()
        text.AppendLine $"{entry.Name} : {entry.Type}" |> ignore

        if entry.Doc <> "" then
            text.AppendLine("  " + entry.Doc) |> ignore

        for column in entry.Columns do
            let doc = if column.Doc = "" then "" else "  " + column.Doc
            text.AppendLine($"  {column.Name} : {column.Role}{doc}") |> ignore

        text.ToString()

    /// A file in words: what it says of itself, and what it offers.
    let inWords (file: LibraryFile) : string =
        let text = StringBuilder()
        text.AppendLine file.Name |> ignore

        for line in file.About do
            text.AppendLine(line.TrimEnd()) |> ignore

        for entry in file.Entries do
            text.AppendLine().Append(entryInWords entry) |> ignore

        text.ToString()
