namespace WhiteMatter.Jupyter

open System
open System.IO
open System.Text.Json

/// Where a front end waits for a kernel: the file that it names with `--connection`.
type ConnectionFile = {
    /// `tcp` or `ipc`.
    Transport: string
    /// The address, of `ipc` a path.
    Ip: string
    /// The port of requests.
    Shell: int
    /// The port of requests that do not wait for others.
    Control: int
    /// The port of what is said to all.
    IoPub: int
    /// The port of questions to the person; listened at and not used.
    Stdin: int
    /// The port of the sign of life.
    Heartbeat: int
    /// What messages are signed with; empty where they are not.
    Key: string
}

/// Reads connection files.
[<RequireQualifiedAccess>]
module ConnectionFile =

    /// The only way of signing that the protocol names.
    let private scheme = "hmac-sha256"

    /// The file's content, or why it is none.
    let read (path: string) : Result<ConnectionFile, string> =
        try
            use document = JsonDocument.Parse(File.ReadAllText path)
            let root = document.RootElement

            let text (name: string) =
                match root.TryGetProperty name with
                | true, value when value.ValueKind = JsonValueKind.String -> value.GetString() |> Option.ofObj
                | _ -> None

            let port (name: string) =
                match root.TryGetProperty name with
                | true, value when value.ValueKind = JsonValueKind.Number -> Some(value.GetInt32())
                | _ -> None

            match
                text "transport",
                text "ip",
                [ "shell_port"; "control_port"; "iopub_port"; "stdin_port"; "hb_port" ]
                |> List.map port
            with
            | Some transport, Some ip, [ Some shell; Some control; Some ioPub; Some stdin; Some heartbeat ] ->
                match text "signature_scheme" with
                | Some other when other <> scheme ->
                    Error $"it asks for signatures by '{other}', and only {scheme} is known"
                | _ ->
                    Ok {
                        Transport = transport
                        Ip = ip
                        Shell = shell
                        Control = control
                        IoPub = ioPub
                        Stdin = stdin
                        Heartbeat = heartbeat
                        Key = text "key" |> Option.defaultValue ""
                    }
            | _ -> Error "it does not name transport, ip and the five ports"
        with
        | :? IOException
        | :? UnauthorizedAccessException
        | :? JsonException
        | :? FormatException as mistake -> Error mistake.Message

    /// The address of a port.
    let address (file: ConnectionFile) (port: int) : string =
        if file.Transport = "ipc" then
            $"ipc://{file.Ip}-{port}"
        else
            $"{file.Transport}://{file.Ip}:{port}"
