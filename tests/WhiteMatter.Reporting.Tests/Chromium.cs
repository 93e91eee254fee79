using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace WhiteMatter.Reporting.Tests;

/// <summary>A headless chromium with one page, driven by its DevTools protocol. Records console messages, exceptions and requests.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly Process process;
    private readonly ClientWebSocket socket = new();
    private readonly string profile;
    private int lastId;

    private Chromium(Process process, string profile)
    {
        this.process = process;
        this.profile = profile;
    }

    /// <summary>The installed browser, or null.</summary>
    public static string? Path { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Console errors and warnings, uncaught exceptions, and refusals of the content policy.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Addresses the page asked for, other than its own and data addresses.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<Chromium> Open(string file, int width, int height, bool scripts = true, bool dark = false)
    {
        var profile = Directory.CreateTempSubdirectory("report-browser-").FullName;
        var start = new ProcessStartInfo(Path!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank"])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var browser = new Chromium(process, profile);
        try
        {
            await browser.Connect();
            await browser.Send("Network.enable");
            await browser.Send("Log.enable");
            await browser.Send("Runtime.enable");
            await browser.Send("Page.enable");
            await browser.Send("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
            await browser.Send("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });
            if (!scripts)
            {
                await browser.Send("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true });
            }

            await browser.Send("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri });
            await browser.Until("document.readyState === 'complete' && location.protocol === 'file:'");
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public async Task<JsonNode?> Evaluate(string expression)
    {
        var reply = await Send("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        return reply["exceptionDetails"] is { } failure
            ? throw new InvalidOperationException($"{expression}: {failure.ToJsonString()}")
            : reply["result"]?["value"]?.DeepClone();
    }

    public async Task Until(string condition)
    {
        for (var i = 0; i < 150; i++)
        {
            if ((bool?)await Evaluate(condition) == true)
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"Not within 15 s: {condition}. Complaints: {string.Join("; ", Complaints)}");
    }

    public Task MoveMouse(double x, double y) => Send("Input.dispatchMouseEvent", new JsonObject { ["type"] = "mouseMoved", ["x"] = x, ["y"] = y });

    public Task Mouse(string type, double x, double y) => Send("Input.dispatchMouseEvent", new JsonObject { ["type"] = type, ["x"] = x, ["y"] = y, ["button"] = "left", ["buttons"] = type == "mouseReleased" ? 0 : 1, ["clickCount"] = 1 });

    public async Task<byte[]> Screenshot(bool full)
    {
        var reply = await Send("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = full });
        return Convert.FromBase64String((string)reply["data"]!);
    }

    public async Task<JsonNode> Send(string method, JsonObject? parameters = null)
    {
        var id = ++lastId;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, limit.Token);
        while (true)
        {
            var received = await Receive(limit.Token);
            if ((int?)received["id"] == id)
            {
                return received["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : received["result"]!;
            }

            Note((string?)received["method"], received["params"]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        try
        {
            Directory.Delete(profile, recursive: true);
        }
        catch (IOException)
        {
            // A child of the browser may still be writing its profile; the folder is a temporary one.
        }
    }

    private async Task Connect()
    {
        var portFile = System.IO.Path.Combine(profile, "DevToolsActivePort");
        for (var i = 0; i < 300 && !(File.Exists(portFile) && File.ReadAllLines(portFile).Length > 1); i++)
        {
            await Task.Delay(100);
        }

        var port = File.ReadAllLines(portFile)[0];
        using var client = new HttpClient();
        JsonNode? page = null;
        for (var i = 0; i < 100 && page is null; i++)
        {
            var targets = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list")))!.AsArray();
            page = targets.FirstOrDefault(target => (string?)target!["type"] == "page");
            await Task.Delay(50);
        }

        await socket.ConnectAsync(new Uri((string)page!["webSocketDebuggerUrl"]!), CancellationToken.None);
    }

    private async Task<JsonNode> Receive(CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return JsonNode.Parse(text.ToArray())!;
            }
        }
    }

    private void Note(string? method, JsonNode? parameters)
    {
        var level = method switch
        {
            "Runtime.consoleAPICalled" => (string?)parameters!["type"],
            "Log.entryAdded" => (string?)parameters!["entry"]!["level"],
            "Runtime.exceptionThrown" => "error",
            _ => null,
        };
        if (level is "error" or "warning" or "assert")
        {
            Complaints.Add(parameters!.ToJsonString());
        }

        if (method == "Network.requestWillBeSent")
        {
            var address = (string)parameters!["request"]!["url"]!;
            if (!address.StartsWith("data:", StringComparison.Ordinal) && (string?)parameters["type"] != "Document")
            {
                Requests.Add(address);
            }
        }
    }
}
