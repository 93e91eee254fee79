/// What people type who know other languages, and what they type in this one.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Guessing

open System
open System.Text.RegularExpressions
open System.Threading
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Runtime.Queries

let private bindings =
    Regex(
        @"\A(?<word>(?:let|var|val|const|def|set)\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*(?<sign>:=|<-|=(?!=))\s*(?<value>\S.*)\z",
        RegexOptions.Singleline
    )

/// The type of a parameter that a value has, as it is written.
let rec private parameterType (studyType: StudyType) =
    match studyType with
    | StudyType.Int -> Some "int"
    | StudyType.Float -> Some "float"
    | StudyType.Bool -> Some "bool"
    | StudyType.String -> Some "string"
    | StudyType.Quantity _ -> Some "quantity"
    | StudyType.List item -> parameterType item |> Option.map (fun name -> $"[{name}]")
    | _ -> None

/// What to type in place of `x = 3` and `let x = 3`; `None` where that is not what was typed.
let binding (state: SessionState) (typed: string) : string option =
    let found = bindings.Match typed
    let name = found.Groups["name"].Value
    let value = found.Groups["value"].Value.Trim()
    let isDeclared = List.contains name (Asking.names state.Model)

    if
        not found.Success
        // `x <-3` compares where there is an x.
        || (found.Groups["sign"].Value = "<-"
            && (isDeclared || not (value.Length > 0 && typed.Contains "<- ")))
    then
        None
    elif
        state.Text.Parts
        |> List.exists (fun part -> part.Kind = "param" && part.Name = Some name)
    then
        Some $"the parameter '{name}' gets another value by ':set {name}={value}'"
    else
        let typeName =
            match Asking.expression state.Model value with
            | Ok known -> parameterType known.Type
            | Error _ -> None

        match typeName with
        | Some typeName -> Some $"a value gets a name as a parameter: param {name} : {typeName} = {value}"
        | None ->
            Some
                $"a value gets a name as a parameter, as in 'param {name} : int = 3'; what is no number, text or list of these is declared by its kind, and its settings stand in braces: ':help param', ':help cohort'"

/// What to type in place of the name of a file of the library.
let file (typed: string) : string option =
    if Regex.IsMatch(typed, @"\Astd/[a-z0-9_]+\z") then
        Some $"a file is imported with a name of its own: import \"{typed}\" as {typed.Substring 4}"
    else
        None

/// The declarations whose people have a column of a name, as far as headers and what is stored tell.
let private owners (state: SessionState) (stored: Stored option) (name: string) (cancellation: CancellationToken) =
    let declared =
        Asking.names state.Model
        |> List.filter (fun owner ->
            Asking.columns state.Model owner
            |> Option.exists (List.exists (fun column -> column.Name = name)))

    let made = [
        match stored with
        | Some stored ->
            for step in stored.Plan.Steps do
                if
                    PeopleQuery.Answers step
                    && (stored.TryArtifact step).IsSome
                    && Seq.contains name (stored.People.Names(step, cancellation))
                then
                    step.Declaration
        | None -> ()
    ]

    List.distinct (declared @ made)

let private drawn (name: string) (owners: string list) =
    String.Join(" or ", owners |> List.map (fun owner -> $"':plot {owner} {name}'"))

/// What to type to draw a column by its name alone; `None` where nothing has such a column.
let column (state: SessionState) (stored: Stored) (name: string) (cancellation: CancellationToken) : string option =
    match owners state (Some stored) name cancellation with
    | [] -> None
    | owners -> Some $"'{name}' is a column: {drawn name owners} draws it"

let private dotted =
    Regex(@"\A(?<owner>[A-Za-z_][A-Za-z0-9_]*)\.(?<column>[A-Za-z_][A-Za-z0-9_]*)\z")

let private called =
    Regex(@"\A(?<figure>[A-Za-z_][A-Za-z0-9_]*)\s*\(\s*(?<owner>[A-Za-z_][A-Za-z0-9_]*)\s*[,)]")

/// What to type in place of `:plot everyone.age` and `:plot manhattan(g)`; `None` where that is not what was typed.
let plotted (stored: Stored) (typed: string) : string option =
    let part (found: Match) (name: string) = found.Groups[name].Value
    let column, figure = dotted.Match typed, called.Match typed

    let isOwner (found: Match) =
        found.Success && not (stored.StepsOf(part found "owner")).IsEmpty

    if isOwner column then
        let owner, name = part column "owner", part column "column"
        Some $"a column is drawn by its owner's name and its own: ':plot {owner} {name}'"
    elif isOwner figure then
        let owner = part figure "owner"
        let quantiles = if part figure "figure" = "qq" then " qq" else ""
        Some $"a picture is asked for by the name of what it is of: ':plot {owner}{quantiles}'"
    else
        None

/// What a column is that is asked for by its name alone.
let columnType (state: SessionState) (name: string) : string option =
    match owners state None name CancellationToken.None with
    | [] -> None
    | first :: _ as owners ->
        let typeName =
            Asking.columns state.Model first
            |> Option.bind (List.tryFind (fun column -> column.Name = name))
            |> Option.map _.Type
            |> Option.defaultValue ""

        let together = String.Join(" and ", owners)
        Some $"{name} : {typeName}, a column of {together}; {drawn name owners} draws it"
