namespace WhiteMatter.Language

open System.Text.RegularExpressions
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax

/// Paths of people's images, with `{column}` for a column of their table.
[<RequireQualifiedAccess>]
module ImagePath =

    let private escaped (text: string) =
        text.Replace("{", "{{").Replace("}", "}}")

    let private pieces parts =
        System.String.Concat [
            for part in parts do
                match part with
                | TextPart.Literal text -> escaped text
                | TextPart.Placeholder column -> "{" + column.Name + "}"
                | TextPart.Expansion _ -> ()
        ]

    /// Relative to the study's folder, with braces for placeholders.
    let private pathTemplate (path: CheckedExpression) =
        match path.Node with
        | CheckedNode.Text parts ->
            // Braces in the name of the study's own folder are no placeholders either.
            let file = SourceText(escaped path.File.Path, "")
            Some(StudyPath.resolve file (pieces parts))
        | _ -> None

    let private label (value: CheckedExpression) =
        match value.Node with
        | CheckedNode.Text parts -> Some(pieces parts)
        | _ -> None

    let private quoted (text: string) =
        "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\""

    /// A query as hosts and plans take it: what is positional, and arguments by name.
    let private queryText name first arguments =
        let written = arguments |> List.map (fun (key, text) -> $", {key} = {quoted text}")
        $"{name}({quoted first}{System.String.Concat written})"

    let private bidsText (arguments: Map<string, CheckedExpression>) extension =
        let textOf name =
            arguments.TryFind name |> Option.bind label

        let named = [
            yield! [ "suffix", "suffix"; "datatype", "datatype" ]
            for name, key, _ in FunctionsOfImages.entities -> name, key
        ]

        arguments.TryFind "folder"
        |> Option.bind pathTemplate
        |> Option.map (fun folder ->
            queryText "bids" folder [
                for name, key in named do
                    match textOf name with
                    | Some text -> key, text
                    | None -> ()

                match extension with
                | Some extension -> "extension", extension
                | None -> ()
            ])

    /// The template of a checked `path`, as hosts and plans take it: relative to the study's folder, `{{` and `}}` for braces. Of a query or
    /// a series the text of it.
    let template (path: CheckedExpression) : string option =
        match path.Node with
        | CheckedNode.Call("bids", arguments) -> bidsText arguments None
        | CheckedNode.Call("series", arguments) ->
            match arguments.TryFind "file", arguments.TryFind "subjects" with
            | Some file, Some subjects ->
                Option.map2
                    (fun file subjects -> queryText "series" file [ "subjects", subjects ])
                    (pathTemplate file)
                    (pathTemplate subjects)
            | _ -> None
        | _ -> pathTemplate path

    /// Whether files are found otherwise than by a template of paths.
    let isQuery (path: CheckedExpression) =
        match path.Node with
        | CheckedNode.Call(("bids" | "series"), _) -> true
        | _ -> false

    /// The columns that a checked `path` names, in order.
    let rec columns (path: CheckedExpression) : string list =
        match path.Node with
        | CheckedNode.Text parts ->
            [
                for part in parts do
                    match part with
                    | TextPart.Placeholder column -> column.Name
                    | _ -> ()
            ]
            |> List.distinct
        | CheckedNode.Call(("bids" | "series"), arguments) ->
            arguments.Values |> Seq.collect columns |> Seq.distinct |> List.ofSeq
        | _ -> []

    /// What stands in a path where another program would put a person's name.
    let private elsewhere =
        Regex @"<(?<name>[A-Za-z_][A-Za-z0-9_]*)>|\{\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}\}|%[sd]|\*"

    /// Why a path is the same for everybody, where it looks as if it were not: the end of a sentence.
    let internal sameForAll (written: string) =
        let found = elsewhere.Match written

        if not found.Success then
            "."
        elif found.Value.StartsWith "{{" then
            ": doubled braces stand for braces."
        else
            $": '{found.Value}' stands for nothing here."

    /// A path with `<IID>` or `{{IID}}` as a placeholder; `None` where it does not say which column is meant.
    let internal withPlaceholder (written: string) : string option =
        if
            elsewhere.IsMatch written
            && elsewhere.Matches written |> Seq.forall _.Groups["name"].Success
        then
            Some(elsewhere.Replace(written, (fun found -> "{" + found.Groups["name"].Value + "}")))
        else
            None

    /// The types of the settings that name where images are.
    let accepts = [ StudyType.String; StudyType.ImageQuery; StudyType.VolumeSeries ]

    /// The settings that name where images are: files of their own, or series that they are measured from.
    let settings = [ "path"; "dwi" ]

    /// The settings that name what belongs to each series: a person without one of them has no image.
    let beside = [ "bval"; "bvec"; "brain" ]

    /// The path that a declaration of images has, whichever.
    let tryFind (body: Map<string, CheckedExpression>) = settings |> List.tryPick body.TryFind

    /// The template of what belongs to each series: as it is written, else by the inheritance principle of a dataset. Words of settings are none.
    let templateBeside (body: Map<string, CheckedExpression>) name =
        match body.TryFind name, body.TryFind "dwi" with
        | Some written, _ -> template written
        | None,
          Some {
                   Node = CheckedNode.Call("bids", arguments)
               } when name = "bval" || name = "bvec" -> bidsText arguments (Some("." + name))
        | _ -> None

    /// The templates of what belongs to each series, in the order of `beside`.
    let templatesBeside (body: Map<string, CheckedExpression>) =
        beside |> List.choose (templateBeside body)
