namespace WhiteMatter.Language

open WhiteMatter.Language.Syntax

/// Paths of people's images, with `{column}` for a column of their table.
[<RequireQualifiedAccess>]
module ImagePath =

    let private escaped (text: string) =
        text.Replace("{", "{{").Replace("}", "}}")

    /// The template of a checked `path`, as hosts and plans take it: relative to the study's folder, `{{` and `}}` for braces.
    let template (path: CheckedExpression) : string option =
        match path.Node with
        | CheckedNode.Text parts ->
            let pieces = [
                for part in parts do
                    match part with
                    | TextPart.Literal text -> escaped text
                    | TextPart.Placeholder column -> "{" + column.Name + "}"
                    | TextPart.Expansion _ -> ()
            ]

            // Braces in the name of the study's own folder are no placeholders either.
            let file = SourceText(escaped path.File.Path, "")
            Some(StudyPath.resolve file (System.String.Concat pieces))
        | _ -> None

    /// The columns that a checked `path` names, in order.
    let columns (path: CheckedExpression) : string list =
        match path.Node with
        | CheckedNode.Text parts ->
            [
                for part in parts do
                    match part with
                    | TextPart.Placeholder column -> column.Name
                    | _ -> ()
            ]
            |> List.distinct
        | _ -> []

    /// The settings that name where images are: files of their own, or series that they are measured from.
    let settings = [ "path"; "dwi" ]

    /// The settings that name what belongs to each series: a person without one of them has no image.
    let beside = [ "bval"; "bvec"; "brain" ]

    /// The path that a declaration of images has, whichever.
    let tryFind (body: Map<string, CheckedExpression>) = settings |> List.tryPick body.TryFind

    /// The templates of what belongs to each series, in the order of `beside`; words of settings are no templates.
    let templatesBeside (body: Map<string, CheckedExpression>) =
        beside |> List.choose body.TryFind |> List.choose template
