/// What parameters are used for, read off the declarations of their file.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Services.ParameterPaths

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

/// A parameter of this file, or of the one that is imported under a name, with the file that declares it.
let tryFind (model: StudyModel) (alias: string option) (name: string) : (FileScope * Symbol) option =
    let home =
        match alias with
        | None -> Some model.Main
        | Some alias ->
            match Names.tryFind model.Main alias with
            | Some { Meaning = Meaning.Import path } -> CursorColumns.lookUp model.Analysis.Env.Program.Files path
            | _ -> None

    home
    |> Option.bind (fun home ->
        Names.tryFind home name
        |> Option.filter _.Meaning.IsParameter
        |> Option.map (fun symbol -> home, symbol))

/// What a path names that a parameter stands for, alone or at its beginning, and the setting or the function that reads it.
let rec private ofValue (name: string) (row: SettingRow) (by: string) (value: Expression) : (PathOf * string) option =
    let path () =
        row.Path |> Option.map (fun path -> path, by)

    match value.Node with
    | ExpressionNode.Name written when written = name -> path ()
    | ExpressionNode.Text(TextPart.Placeholder written :: _) when written.Name = name -> path ()
    | ExpressionNode.Parenthesised inner -> ofValue name row by inner.Value
    | ExpressionNode.List(items, _) -> items |> List.tryPick (fun item -> ofValue name row by item.Value)
    | ExpressionNode.Call({ Node = ExpressionNode.Name called }, arguments, _) ->
        Catalogue.tryFindFunction called
        |> Option.bind (fun call ->
            arguments
            |> List.indexed
            |> List.tryPick (fun (at, argument) ->
                match argument.Name with
                | Some written -> call.Arguments |> List.tryFind (fun known -> known.Name = written.Name)
                | None -> List.tryItem at call.Arguments
                |> Option.bind (fun known -> ofValue name known called argument.Value)))
    | _ -> None

/// What the value of a parameter names outside, and the setting or the function that reads it; `None` where it is no path.
let pathOf (model: StudyModel) (alias: string option) (name: string) : (PathOf * string) option =
    tryFind model alias name
    |> Option.bind (fun (home, _) ->
        home.Declarations
        |> Seq.tryPick (fun symbol ->
            match symbol.Meaning with
            | Meaning.Declaration({ Body = Some body }, Some row) ->
                body.Items
                |> List.tryPick (fun item ->
                    match item.Node with
                    | ItemNode.Setting(key, value) ->
                        row.Settings
                        |> List.tryFind (fun known -> known.Name = key.Name)
                        |> Option.bind (fun known -> ofValue name known key.Name value)
                    | _ -> None)
            | _ -> None))
