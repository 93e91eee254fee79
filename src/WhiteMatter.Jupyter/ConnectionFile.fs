namespace WhiteMatter.Jupyter

open System
open System.IO
open System.Net
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

    /// What of a file that is written as one no kernel can listen at.
    let private wrong (file: ConnectionFile) : string option =
        let ports = [ file.Shell; file.Control; file.IoPub; file.Stdin; file.Heartbeat ]

        match file.Transport with
        | "ipc" when file.Ip = "" -> Some "it names no path to listen at"
        | "tcp" when not (file.Ip = "*" || file.Ip = "localhost" || fst (IPAddress.TryParse file.Ip)) ->
            Some $"'{file.Ip}' is no address of a machine"
        | "tcp"
        | "ipc" ->
            match ports |> List.tryFind (fun port -> port < 1 || port > 65535) with
            | Some port -> Some $"{port} is no port: they go from 1 to 65535"
            | None when (List.distinct ports).Length < ports.Length -> Some "two of its five ports are one"
            | None -> None
        | other -> Some $"it asks for the transport '{other}', and only tcp and ipc are known"

    /// The file's content, or why it is none.
    let read (path: string) : Result<ConnectionFile, string> =
        try
            use document = JsonDocument.Parse(File.ReadAllText path)
            let root = document.RootElement

            let property (name: string) =
                if root.ValueKind = JsonValueKind.Object then
                    root.TryGetProperty name
                else
                    false, JsonElement()

            let text (name: string) =
                match property name with
                | true, value when value.ValueKind = JsonValueKind.String -> value.GetString() |> Option.ofObj
                | _ -> None

            let port (name: string) =
                match property name with
                | true, value when value.ValueKind = JsonValueKind.Number ->
                    match value.TryGetInt32() with
                    | true, number -> Some number
                    | _ -> None
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
                    let file = {
                        Transport = transport
                        Ip = ip
                        Shell = shell
                        Control = control
                        IoPub = ioPub
                        Stdin = stdin
                        Heartbeat = heartbeat
                        Key = text "key" |> Option.defaultValue ""
                    }

                    match wrong file with
                    | Some why -> Error why
                    | None -> Ok file
            | _ -> Error "it does not name transport, ip and the five ports"
        with
        | :? JsonException as mistake ->
            let line = 1L + (mistake.LineNumber |> Option.ofNullable |> Option.defaultValue 0L)
            Error $"it is not JSON; the first mistake is on line {line}"
        | :? IOException
        | :? UnauthorizedAccessException
        | :? FormatException as mistake -> Error mistake.Message

    /// The address of a port.
    let address (file: ConnectionFile) (port: int) : string =
        if file.Transport = "ipc" then
            $"ipc://{file.Ip}-{port}"
        else
            // libzmq takes addresses, of version 6 in brackets, and no names.
            match file.Ip, IPAddress.TryParse file.Ip with
            | "localhost", _ -> $"tcp://127.0.0.1:{port}"
            | _, (true, NonNull address) when address.AddressFamily = Sockets.AddressFamily.InterNetworkV6 ->
                $"tcp://[{file.Ip}]:{port}"
            | _ -> $"tcp://{file.Ip}:{port}"
