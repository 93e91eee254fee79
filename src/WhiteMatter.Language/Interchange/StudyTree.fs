namespace WhiteMatter.Language

open System
open System.Text
open System.Text.Json
open System.Text.Json.Nodes
open WhiteMatter.Language.Syntax
open WhiteMatter.Language.Interchange

[<RequireQualifiedAccess>]
module StudyTree =

    let format = 1

    let private formatName = "format"

    let private built =
        lazy
            (let name = "study.schema.json"

             match typeof<StudyFile>.Assembly.GetManifestResourceStream name with
             | null -> invalidOp $"{name} was not built in."
             | stream ->
                 use stream = stream
                 let bytes = Array.zeroCreate<byte>(int stream.Length)
                 stream.ReadExactly(bytes.AsSpan())
                 Encoding.UTF8.GetString bytes)

    let schema = built.Force()

    let write (file: StudyFile) : string =
        TreeWriter.write typeof<StudyFile> file (fun json -> json.WriteNumber(formatName, format)) true

    let read (json: string) : Result<StudyFile, string> =
        try
            let file, root = TreeReader.readFile [ formatName ] json

            match root.TryGetProperty formatName with
            | true, version when version.ValueKind = JsonValueKind.Number && version.GetRawText() = string format ->
                Ok file
            | true, version ->
                Error $"the tree is of the format {version.GetRawText()}, and this program reads the format {format}"
            | _ -> Error $"the file does not say under '{formatName}' which format it is of"
        with
        | TreeReader.NotATree problem -> Error problem
        | :? JsonException as problem -> Error $"the file is no JSON: {problem.Message}"
        // Half of a pair of surrogates is no text.
        | :? InvalidOperationException as problem -> Error $"the file has a text that is none: {problem.Message}"
        | :? InsufficientExecutionStackException -> Error "the tree is nested too deeply"

    /// Places, what stands around nodes, and what follows from the text of a number.
    let private aside =
        set [
            "span"
            "operatorSpan"
            "pathSpan"
            "typeSpan"
            "reasonSpan"
            "trivia"
            "before"
            "opening"
            "closing"
            "editionTrivia"
            "oneLine"
            "isInteger"
        ]

    let rec private strip (node: JsonNode | null) =
        match node with
        | :? JsonObject as found ->
            for name in found |> Seq.map _.Key |> List.ofSeq do
                if aside.Contains name then
                    found.Remove name |> ignore

            for pair in List.ofSeq found do
                strip pair.Value
        | :? JsonArray as found -> Seq.iter strip found
        | _ -> ()

    /// The declarations of a file by what they mean, each as a text.
    let private meaning (file: StudyFile) : string list =
        let root = nonNull (JsonNode.Parse(write file))
        strip root

        let edition =
            match root["edition"] with
            | null -> "none"
            | edition -> edition.ToJsonString()

        edition
        :: [
            for declaration in (nonNull root["declarations"]).AsArray() -> (nonNull declaration).ToJsonString()
        ]

    let text (file: StudyFile) : Result<string, string> =
        let formatted = Formatter.format file
        let parsed = Parser.parse (SourceText("tree", formatted))
        let wanted, found = meaning file, meaning parsed.File

        // A name with a brace in it, or an operand that would need parentheses, reads as something else.
        let differs =
            List.zip (List.truncate found.Length wanted) (List.truncate wanted.Length found)
            |> List.tryFindIndex (fun (wanted, found) -> wanted <> found)

        let place index =
            if index = 0 then
                "edition"
            else
                $"declarations[{index - 1}]"

        match differs with
        | Some index ->
            Error
                $"{place index} would be read as something else than the tree says: an operand that binds less than its operator stands in 'parenthesised', and a name, a unit, a number or a comment holds nothing but itself"
        | None when wanted.Length <> found.Length ->
            Error $"{place (min wanted.Length found.Length)} would be read as something else than the tree says"
        | None ->
            match
                parsed.Diagnostics
                |> List.tryFind (fun found -> found.Severity = WhiteMatter.Plan.Diagnostics.DiagnosticSeverity.Error)
            with
            | Some mistake -> Error $"its study cannot be read: {mistake.Message}"
            | None -> Ok formatted
