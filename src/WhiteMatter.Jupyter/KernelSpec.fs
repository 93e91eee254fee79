/// Tells front ends of notebooks that there is a kernel: the folder `kernels/wmstudy` where Jupyter looks.
[<RequireQualifiedAccess>]
module WhiteMatter.Jupyter.KernelSpec

open System
open System.IO
open System.Text.Json
open System.Text.Json.Nodes

let private environment (name: string) =
    match Environment.GetEnvironmentVariable name with
    | null
    | "" -> None
    | value -> Some value

/// The folder of a user's own kernels, or of those under a prefix.
let folder (prefix: string option) : string =
    let data =
        match prefix, environment "JUPYTER_DATA_DIR", environment "XDG_DATA_HOME" with
        | Some prefix, _, _ -> Path.Combine(Path.GetFullPath prefix, "share", "jupyter")
        | None, Some data, _ -> data
        | None, None, Some share -> Path.Combine(share, "jupyter")
        | None, None, None ->
            Path.Combine(Environment.GetFolderPath Environment.SpecialFolder.UserProfile, ".local", "share", "jupyter")

    Path.Combine(data, "kernels", "wmstudy")

/// Writes the specification of a kernel that this program serves; variables are those it needs to start. Returns the file.
let install (prefix: string option) (program: string) (variables: (string * string) list) : string =
    let target = folder prefix
    Directory.CreateDirectory target |> ignore
    let spec = JsonObject()

    spec["argv"] <-
        JsonArray(
            [|
                for word in [ program; "jupyter"; "kernel"; "--connection"; "{connection_file}" ] do
                    JsonValue.Create word :> (JsonNode | null)
            |]
        )

    spec["display_name"] <- JsonValue.Create "wmstudy"
    spec["language"] <- JsonValue.Create "wmstudy"
    spec["interrupt_mode"] <- JsonValue.Create "message"
    let needed = JsonObject()

    for name, value in variables do
        needed[name] <- JsonValue.Create value

    spec["env"] <- needed
    let file = Path.Combine(target, "kernel.json")
    File.WriteAllText(file, spec.ToJsonString(JsonSerializerOptions(WriteIndented = true)) + "\n")
    file

/// Takes it away, with its folder where nothing else is in it. Whether it was there.
let uninstall (prefix: string option) : bool =
    let target = folder prefix
    let file = Path.Combine(target, "kernel.json")

    if File.Exists file then
        File.Delete file

        if Seq.isEmpty (Directory.EnumerateFileSystemEntries target) then
            Directory.Delete target

        true
    else
        false
