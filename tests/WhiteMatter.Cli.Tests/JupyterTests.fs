/// The kernel of notebooks, driven by jupyter_client.
module WhiteMatter.Cli.Tests.JupyterTests

open System
open System.IO
open System.Text.Json
open Xunit
open WhiteMatter.Fixtures
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

let private program = typeof<Terminal>.Assembly.Location

[<JupyterFact>]
let ``A front end of notebooks asks everything of the protocol that the kernel answers`` () =
    use folder = new Folder()
    let rows = String.Join("", [ for i in 0..199 -> $"p{i}\t{40 + i % 40}\n" ])
    folder.Write("people.tsv", "iid\tage\n" + rows) |> ignore
    SlowStudy.write folder |> ignore
    let script = Path.Combine(AppContext.BaseDirectory, "Notebook", "drive.py")

    let code, said =
        Peer.run Peer.python [ script; folder.Path ""; "dotnet"; program ] []

    Assert.True((code = 0), said)
    Assert.EndsWith("all said as expected", said.TrimEnd())
    // What the notebook computed is cached for the study that it was saved as.
    Assert.Contains("cohort everyone", File.ReadAllText(folder.Path "notebook.wmstudy"))

[<Fact>]
let ``A machine without libzmq is WM6100 with the package to install`` () =
    // The loader is asked for the library in an empty folder: where it is missing, the command says so before it does anything.
    let missing = WhiteMatter.Jupyter.KernelStart.lacking false
    Assert.Equal("WM6100", (Option.get missing).Code)
    Assert.Contains("libzmq5", (Option.get missing).Advice)
    SaidExamples.takeFound "A machine without libzmq" (Option.get missing)
    Assert.True((WhiteMatter.Jupyter.KernelStart.lacking true).IsNone)

[<JupyterFact>]
let ``A connection file that is none is WM6101`` () =
    use folder = new Folder()

    for text in
        [
            "nothing"
            "{}"
            "[]"
            "{\"transport\":\"udp\",\"ip\":\"127.0.0.1\",\"shell_port\":1,\"control_port\":2,\"iopub_port\":3,\"stdin_port\":4,\"hb_port\":5}"
            "{\"transport\":\"tcp\",\"ip\":\"nowhere at all\",\"shell_port\":1,\"control_port\":2,\"iopub_port\":3,\"stdin_port\":4,\"hb_port\":5}"
            "{\"transport\":\"tcp\",\"ip\":\"127.0.0.1\",\"shell_port\":2,\"control_port\":2,\"iopub_port\":3,\"stdin_port\":4,\"hb_port\":5}"
            "{\"transport\":\"tcp\",\"ip\":\"127.0.0.1\",\"shell_port\":70000,\"control_port\":2,\"iopub_port\":3,\"stdin_port\":4,\"hb_port\":5}"
            "{\"transport\":\"tcp\",\"ip\":\"203.0.113.7\",\"shell_port\":1,\"control_port\":2,\"iopub_port\":3,\"stdin_port\":4,\"hb_port\":5}"
            "{\"transport\":\"tcp\",\"ip\":\"127.0.0.1\",\"shell_port\":1,\"control_port\":2,\"iopub_port\":3,\"stdin_port\":4,\"hb_port\":5,\"signature_scheme\":\"md5\"}"
        ] do
        let answer =
            call [ "jupyter"; "kernel"; "--connection"; folder.Write("c.json", text) ]

        Assert.Equal(ExitCode.Failed, answer.Code)
        Assert.Contains("WM6101", answer.Error)

        if text = "nothing" then
            example "A connection file that is none" "WM6101" answer.Error

[<Fact>]
let ``The kernel is installed where Jupyter looks, and taken away`` () =
    use folder = new Folder()
    let prefix = folder.Path "prefix"
    let answer = call [ "jupyter"; "install"; "--prefix"; prefix ]
    Assert.Equal(ExitCode.Done, answer.Code)
    let file = Path.Combine(prefix, "share/jupyter/kernels/wmstudy/kernel.json")
    use spec = JsonDocument.Parse(File.ReadAllText file)
    Assert.Equal("message", spec.RootElement.GetProperty("interrupt_mode").GetString())

    Assert.Equal<string list>(
        [ "jupyter"; "kernel"; "--connection"; "{connection_file}" ],
        [
            for word in spec.RootElement.GetProperty("argv").EnumerateArray() -> string (word.GetString())
        ]
        |> List.skip 1
    )

    Assert.Contains("is gone", (call [ "jupyter"; "uninstall"; "--prefix"; prefix ]).Out)
    Assert.False(File.Exists file)
    Assert.Contains("there is no", (call [ "jupyter"; "uninstall"; "--prefix"; prefix ]).Out)

[<Fact>]
let ``What others put beside the kernel stays, and no prefix is no folder`` () =
    use folder = new Folder()
    let prefix = folder.Path "prefix"
    call [ "jupyter"; "install"; "--prefix"; prefix ] |> ignore
    let logo = Path.Combine(prefix, "share/jupyter/kernels/wmstudy/logo-64x64.png")
    File.WriteAllText(logo, "a picture")
    Assert.Equal(ExitCode.Done, (call [ "jupyter"; "uninstall"; "--prefix"; prefix ]).Code)
    Assert.True(File.Exists logo)

    for action in [ "install"; "uninstall" ] do
        Assert.Equal(ExitCode.Usage, (call [ "jupyter"; action; "--prefix"; "" ]).Code)

[<Fact>]
let ``What notebooks are asked for and is nothing is a wrong call`` () =
    Assert.Contains("did you mean 'install'?", (call [ "jupyter"; "instal" ]).Error)
    Assert.Equal(ExitCode.Usage, (call [ "jupyter"; "kernel" ]).Code)

[<JupyterFact>]
let ``A kernel whose front end is gone ends by itself`` () =
    use folder = new Folder()

    // A shell starts the kernel and is gone at once: the kernel is told of its process, as Jupyter does.
    let script =
        $"""
import json, os, socket, subprocess, sys, time
ports = [socket.socket() for _ in range(5)]
for one in ports: one.bind(("127.0.0.1", 0))
names = ["shell_port", "control_port", "iopub_port", "stdin_port", "hb_port"]
said = dict(zip(names, [one.getsockname()[1] for one in ports]), transport="tcp", ip="127.0.0.1", key="k", signature_scheme="hmac-sha256")
for one in ports: one.close()
open(r"{folder.Path "c.json"}", "w").write(json.dumps(said))
shell = subprocess.Popen(["sleep", "6"])
kernel = subprocess.Popen(["dotnet", r"{program}", "jupyter", "kernel", "--connection", r"{folder.Path "c.json"}"], env=dict(os.environ, JPY_PARENT_PID=str(shell.pid)))
time.sleep(3)
print("serves" if kernel.poll() is None else "ended early", flush=True)
shell.wait()
print("ended with", kernel.wait(30))
"""

    let code, said = Peer.run Peer.python [ "-c"; script ] []
    Assert.True((code = 0), said)
    Assert.Contains("serves", said)
    Assert.Contains("ended with 0", said)
