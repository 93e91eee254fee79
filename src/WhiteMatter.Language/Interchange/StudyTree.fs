namespace WhiteMatter.Language

open System
open System.Text
open System.Text.Json
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
        | :? InsufficientExecutionStackException -> Error "the tree is nested too deeply"
