/// Published summary statistics: calls of `sumstats` become declarations of their own, so that they stand wherever a gwas may.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.PublishedLowering

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

[<Literal>]
let Kind = "sumstats"

let private fileName (path: string) =
    path.Substring(path.LastIndexOf '/' + 1)

/// What tells one call from another.
let private keyOf (arguments: Map<string, CheckedExpression>) =
    let textOf (value: CheckedExpression) =
        match value.Node with
        | CheckedNode.Number number -> string number
        | CheckedNode.Declaration name -> name
        | _ -> Expressions.text value

    let path = arguments["path"]

    [
        "path", StudyPath.resolve path.File (Expressions.text path)
        for KeyValue(name, value) in arguments do
            if name <> "path" then
                name, textOf value
    ]

/// The study with a declaration for each different call, named after its file, and with its name in the place of the call.
let declare (study: CheckedStudy) : CheckedStudy =
    let made = Dictionary<(string * string) list, CheckedDeclaration>()

    let taken =
        HashSet<string>(study.Declarations |> Seq.map _.Name, StringComparer.Ordinal)

    let nameFor (path: string) =
        let file = (fileName path).Replace('#', '_').Replace(':', '_')

        Seq.initInfinite (fun number -> if number = 0 then file else $"{file} ({number + 1})")
        |> Seq.find taken.Add

    let declarationOf (call: CheckedExpression) arguments =
        let key = keyOf arguments

        match made.TryGetValue key with
        | true, declaration -> declaration
        | _ ->
            let declaration: CheckedDeclaration = {
                Name = nameFor (snd key.Head)
                Kind = Kind
                From = None
                Body = {
                    Settings = arguments
                    Blocks = Map.empty
                    Entries = []
                    Columns = []
                    Levels = Map.empty
                }
                Type = StudyType.SumStats
                Doc = []
                Span = call.Span
                File = call.File
            }

            made.Add(key, declaration)
            declaration

    let rec replaced (value: CheckedExpression) : CheckedExpression =
        match value.Node with
        | CheckedNode.Call("sumstats", arguments) -> {
            value with
                Node = CheckedNode.Declaration (declarationOf value arguments).Name
          }
        | CheckedNode.Call(name, arguments) -> {
            value with
                Node = CheckedNode.Call(name, arguments |> Map.map (fun _ argument -> replaced argument))
          }
        | CheckedNode.List items -> {
            value with
                Node = CheckedNode.List(items |> List.map replaced)
          }
        | _ -> value

    let declarations =
        study.Declarations
        |> List.map (fun declaration -> {
            declaration with
                From = declaration.From |> Option.map replaced
                Body.Settings = declaration.Body.Settings |> Map.map (fun _ value -> replaced value)
        })

    {
        study with
            Declarations = List.ofSeq made.Values @ declarations
    }

let private genotypes (context: LoweringContext) (published: CheckedDeclaration) =
    Setting.tryFind "variants" published
    |> Option.bind (Setting.reference >> context.Find)

let private path (published: CheckedDeclaration) = Setting.file "path" published

/// What the trait is called where the study does not say: the file's name up to its first dot.
let private traitOf (published: CheckedDeclaration) =
    match Setting.text "trait" published, path published with
    | Some name, _ -> name
    | None, Some(file, _) -> (fileName file).Split('.')[0]
    | None, None -> published.Name

let private layout (published: CheckedDeclaration) =
    PublishedLayouts.Of(Setting.text "format" published |> Option.toObj)

/// The build of its positions.
let build (context: LoweringContext) (published: CheckedDeclaration) =
    Setting.text "build" published |> Option.defaultValue context.Build

/// Bytes of a packed row, about.
let private bytesPerRow = 30.0

let sizes (context: LoweringContext) (published: CheckedDeclaration) =
    let bytes =
        path published
        |> Option.map (fst >> context.Files.Size)
        |> Option.defaultValue 0.0

    {
        DataSizes.none with
            TableBytes = bytes
            Variants = floor (bytes / bytesPerRow)
            Traits = 1.0
            Shown = floor (bytes / bytesPerRow)
    }

let private lower (context: LoweringContext) (published: CheckedDeclaration) =
    match path published with
    | None -> invalidOp $"The published statistics '{published.Name}' have no path."
    | Some(file, _) ->
        let parameters =
            PublishedParameters(
                context.Files.Reference file,
                layout published,
                traitOf published,
                build context published,
                (Setting.number "n" published |> Option.map int |> Option.toNullable)
            )

        let inputs =
            genotypes context published
            |> Option.map (fun genotypes ->
                StepInput("genotypes", Draft.idOf GenotypesParameters.KindName genotypes.Name))
            |> Option.toList

        [ Draft.create published parameters inputs (sizes context published) null ]

/// Rows read, sorted and packed by one core in a second.
let private rowsPerSecond = 400_000.0

let private row = {
    StepRow.create<PublishedParameters>
        PublishedParameters.KindName
        (fun _ published -> $"reads the published statistics of {published.Trait}")
        (fun _ sizes ->
            Cost.known sizes.Variants (fun () ->
                Cost.estimate
                    (sizes.Variants / rowsPerSecond)
                    (Cost.processMemory
                     + 400.0 * min sizes.Variants 250_000.0
                     + 20.0 * sizes.Variants)
                    (sizes.Variants * (Cost.bytesPerResult + 40.0)))) with
        Settings = [ "file", "path"; "layout", "format"; "people", "n" ]
        Inputs = [ "genotypes", "variants" ]
}

let rule = {
    Kind = Kind
    Steps = [ row ]
    Files = fun _ published -> path published |> Option.map OutsideFile.Plain |> Option.toList
    Lower = lower
}
