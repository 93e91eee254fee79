/// The tables of stored results.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.StoredTables

open System
open System.IO
open System.IO.Compression
open WhiteMatter.Runtime.Store

/// Whether a file of a result is a table.
let isTable (name: string) : bool =
    name.EndsWith(".tsv", StringComparison.Ordinal)
    || name.EndsWith(".tsv.gz", StringComparison.Ordinal)

/// The header and the first rows.
let firstLines (rows: int) (artifact: Artifact) (name: string) : string list =
    use file = artifact.OpenRead name

    use stream =
        if name.EndsWith(".gz", StringComparison.Ordinal) then
            new GZipStream(file, CompressionMode.Decompress) :> Stream
        else
            file

    use reader = new StreamReader(stream)

    let rec take left lines =
        if left = 0 then
            List.rev lines
        else
            match reader.ReadLine() with
            | null -> List.rev lines
            | line -> take (left - 1) (line :: lines)

    take (rows + 1) []
