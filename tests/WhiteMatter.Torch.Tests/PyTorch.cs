using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace WhiteMatter.Torch.Tests;

/// <summary>PyTorch of the system's Python (Debian's python3-torch), on one thread, as what results are compared with.</summary>
internal static class PyTorch
{
    private const string Python = "/usr/bin/python3";

    private const string Prelude =
        """
        import sys, math, array, torch
        import torch.nn as nn
        import torch.nn.functional as F
        torch.set_num_threads(1)
        def put(name, value):
            value = torch.as_tensor(value).detach()
            with open(sys.argv[1] + "/" + name, "wb") as file:
                array.array("d", value.double().flatten().tolist()).tofile(file)

        """;

    private static readonly Lazy<string?> Reason = new(FindReason);

    /// <summary>Why no comparison is possible here; null if it is.</summary>
    public static string? WhyNot => Reason.Value;

    /// <summary>Runs a program that stores its results by <c>put(name, tensor)</c>.</summary>
    public static IReadOnlyDictionary<string, double[]> Run(string program)
    {
        var folder = Directory.CreateTempSubdirectory("wm-pytorch-");
        try
        {
            var script = Path.Combine(folder.FullName, "program.py");
            File.WriteAllText(script, Prelude + program);
            var results = folder.CreateSubdirectory("results");
            var (code, error) = Start(script, results.FullName);
            if (code != 0)
            {
                throw new InvalidOperationException($"PyTorch failed: {error}");
            }
            return results.GetFiles().ToDictionary(file => file.Name, file => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(file.FullName)).ToArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The values of a tensor as doubles, which hold every float and every count exactly.</summary>
    public static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).data<double>().ToArray();
    }

    /// <summary>The values of a file as a literal of a list in Python, exactly.</summary>
    public static string Literal(IEnumerable<double> values) =>
        "[" + string.Join(",", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))) + "]";

    private static string? FindReason()
    {
        if (!TorchLibrary.TryLoad(out var reason))
        {
            return reason;
        }
        if (!File.Exists(Python))
        {
            return $"{Python} is not there.";
        }
        TorchLibrary.UseThreads(1);
        return Start("-c", "import torch").Code == 0 ? null : "PyTorch is not installed (Debian package python3-torch).";
    }

    private static (int Code, string Error) Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("Python did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error + output.Result);
    }
}
