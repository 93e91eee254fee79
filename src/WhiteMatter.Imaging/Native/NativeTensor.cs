using System.Runtime.InteropServices;
using WhiteMatter.Imaging.Diffusion;

namespace WhiteMatter.Imaging.Native;

/// <summary>The tensor kernel of libwhitematter.</summary>
internal static unsafe partial class NativeTensor
{
    private const string Library = "whitematter";

    /// <summary>Fits tensors; every volume is as long as the greatest place in <paramref name="index"/> asks for.</summary>
    public static void Fit(
        DiffusionScheme scheme, ReadOnlySpan<float[]> volumes, ReadOnlySpan<int> index, TensorOptions options, TensorMaps maps, CancellationToken cancellationToken)
    {
        var pins = new GCHandle[volumes.Length];
        var cancel = 0;
        try
        {
            var signals = stackalloc float*[volumes.Length];
            for (var v = 0; v < volumes.Length; v++)
            {
                pins[v] = GCHandle.Alloc(volumes[v], GCHandleType.Pinned);
                signals[v] = (float*)pins[v].AddrOfPinnedObject();
            }

            var dipy = options.Convention == TensorConvention.Dipy;
            var native = new Options
            {
                WeightedStart = options.Method == TensorFitMethod.IterativelyReweighted || (options.Method == TensorFitMethod.WeightedLeastSquares && !dipy) ? 1 : 0,
                Reweightings = options.Method switch
                {
                    TensorFitMethod.IterativelyReweighted => options.Reweightings,
                    TensorFitMethod.WeightedLeastSquares when dipy => 1,
                    _ => 0,
                },
                RelativeFloor = dipy ? 0 : 1e-6,
                AbsoluteFloor = dipy ? 1e-4 : 0,
                LeastEigenvalue = dipy ? 1e-6 / scheme.GreatestEntry : double.NaN,
                Threads = options.Threads,
            };
            fixed (double* b = scheme.B)
            fixed (double* gradients = scheme.Gradients)
            fixed (int* places = index)
            fixed (float* fa = maps.FractionalAnisotropy, md = maps.MeanDiffusivity, ad = maps.AxialDiffusivity, rd = maps.RadialDiffusivity)
            fixed (float* s0 = maps.S0, direction = maps.Direction)
            fixed (byte* outcome = maps.Outcome)
            {
                var results = new Results { Fa = fa, Md = md, Ad = ad, Rd = rd, S0 = s0, Direction = direction, Outcome = outcome };
                var flag = &cancel;
                using var registration = cancellationToken.Register(() => Volatile.Write(ref *flag, 1));
                Check(wm_tensor_fit(volumes.Length, b, gradients, signals, index.Length, places, &native, flag, &results), cancellationToken);
            }
        }
        finally
        {
            foreach (var pin in pins)
            {
                if (pin.IsAllocated)
                {
                    pin.Free();
                }
            }
        }
    }

    private static void Check(int status, CancellationToken cancellationToken)
    {
        const int ok = 0, invalidArgument = 1, outOfMemory = 2, cancelled = 3;
        if (status == ok)
        {
            return;
        }

        var message = Marshal.PtrToStringUTF8(wm_last_error()) ?? "no message";
        throw status switch
        {
            cancelled => new OperationCanceledException(message, cancellationToken),
            outOfMemory => new OutOfMemoryException(message),
            invalidArgument => new ArgumentException(message),
            _ => new InvalidOperationException(message),
        };
    }

    [LibraryImport(Library)]
    private static partial int wm_tensor_fit(
        int volumes, double* b, double* gradients, float** signals, long voxels, int* index, Options* options, int* cancel, Results* results);

    [LibraryImport(Library)]
    private static partial nint wm_last_error();

    [StructLayout(LayoutKind.Sequential)]
    private struct Options
    {
        public int WeightedStart;
        public int Reweightings;
        public double RelativeFloor;
        public double AbsoluteFloor;
        public double LeastEigenvalue;
        public int Threads;
        public int Cpu;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Results
    {
        public float* Fa;
        public float* Md;
        public float* Ad;
        public float* Rd;
        public float* S0;
        public float* Direction;
        public float* Tensor;
        public byte* Outcome;
    }
}
