/// Columns of UK Biobank's fields by the names that the programs which export them give: the template of its studies names them as the Research
/// Analysis Platform does, and is written with the names that a table has.
module WhiteMatter.Cli.ExportedFields

open System
open System.Text.RegularExpressions
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax

/// The library's file of fields.
let private library = "std/ukb"

let private fieldName = Regex @"^p([0-9]+)(?:_i([0-9]+))?(?:_a([0-9]+))?$"

/// The names of a field's column: `p22006` and `p22006_i0` of the Research Analysis Platform, with its entity before them or without, `22006-0.0` of
/// ukbconv's csv, `f.22006.0.0` of its files for R, `X22006.0.0` as R reads the csv, `n_22006_0_0` and its kin of its files for Stata.
let spellings (field: string) : string list =
    let found = fieldName.Match field

    let names =
        if not found.Success then
            [ field; $"f.{field}"; $"f_{field}"; $"n_{field}" ]
        else
            let part (group: int) =
                if found.Groups[group].Success then
                    Some found.Groups[group].Value
                else
                    None

            let number = found.Groups[1].Value
            let visit = part 2 |> Option.defaultValue "0"
            let place = part 3 |> Option.defaultValue "0"

            [
                field
                match part 3 with
                | Some place -> $"p{number}_i{visit}_a{place}"
                | None -> $"p{number}_i{visit}"
                $"{number}-{visit}.{place}"
                $"f.{number}.{visit}.{place}"
                $"X{number}.{visit}.{place}"
                for letter in [ "f"; "n"; "s"; "x" ] do
                    $"{letter}_{number}_{visit}_{place}"
            ]

    names @ [ for name in names -> $"participant.{name}" ] |> List.distinct

/// The column of a table that is a field's, by the table's columns.
let columnOf (columns: string seq) (field: string) : string option =
    let known = Set.ofSeq columns
    spellings field |> List.tryFind known.Contains

/// Whether a column's name can stand where one is named as a word, as in the placeholder of a path.
let isWord (name: string) =
    Regex.IsMatch(name, "^[A-Za-z_][A-Za-z0-9_]*$")

/// The terms of a set of covariates of the library, as one sum.
let private sumOf (source: SourceText) (name: string) =
    (Parser.parse source).File.Declarations
    |> List.tryPick (fun declaration ->
        match declaration.Node with
        | DeclarationNode.Kind {
                                   Kind = { Name = "covariates" }
                                   Name = Some own
                                   Body = Some body
                               } when own.Name = name ->
            [
                for item in body.Items do
                    match item.Node with
                    | ItemNode.Bare term -> source.TextOf term.Span
                    | _ -> ()
            ]
            |> String.concat " + "
            |> Some
        | _ -> None)

/// A text, a comment, a set of the library or another name.
let private token =
    Regex @"""(?:\\.|[^""\\\n])*""|#[^\n]*|\bukb\.(?<set>[a-z_0-9]+)|(?<![A-Za-z0-9_.])[A-Za-z_][A-Za-z0-9_]*"

/// A study that takes the library's sets, written with the names that a table's columns have: the sets as their own columns and terms. `fields` are
/// those that it names, each with its column.
let rename (fields: (string * string) list) (text: string) : string =
    if fields |> List.forall (fun (field, column) -> field = column) then
        text
    else
        match StandardLibrary.tryFind Parser.edition (library + ".wmstudy") with
        | None -> text
        | Some source ->
            let entries = (LibraryContents.ofFile library source).Entries

            let roles =
                Map.ofList [
                    for entry in entries do
                        for column in entry.Columns do
                            column.Name, column.Role
                ]

            let declared = [
                for field, column in fields do
                    match roles.TryFind field with
                    | Some role ->
                        let written = if isWord column then column else $"\"{column}\""
                        let onOneLine = Regex.Replace(role, @"\s+", " ")
                        $"    {written} : {onOneLine}"
                    | None -> ()
            ]

            let block = "  columns {\n" + String.Join("\n", declared) + "\n  }"

            let text =
                Regex.Replace(text, @"(?m)^ *columns *\{[^}\n]*\bukb\.[^}\n]*\}", (fun _ -> block))

            let columnOf = Map.ofList fields

            let inText (quoted: string) =
                Regex.Replace(
                    quoted,
                    @"(?<!\{)\{([A-Za-z0-9_]+)\}(?!\})",
                    fun (found: Match) ->
                        match columnOf.TryFind found.Groups[1].Value with
                        | Some column -> "{" + column + "}"
                        | None -> found.Value
                )

            // Sets of covariates as their terms, fields as columns; placeholders of paths, and nothing else of texts and comments.
            let rec renamed (text: string) =
                token.Replace(
                    text,
                    fun (found: Match) ->
                        match found.Value[0], found.Groups["set"].Value with
                        | '#', _ -> found.Value
                        | '"', _ -> inText found.Value
                        | _, "" ->
                            match columnOf.TryFind found.Value with
                            | Some column -> if isWord column then column else $"column(\"{column}\")"
                            | None -> found.Value
                        | _, set ->
                            match sumOf source set with
                            | Some sum -> renamed sum
                            | None -> found.Value
                )

            (renamed text)
                .Replace(
                    "Columns are named as the Research Analysis Platform exports them: p<field>_i<instance>_a<array>.",
                    "Columns are named as the table has them."
                )
                .Replace(" `ukb.acquisition` has more of the scanner.", "")
