using System.Runtime.InteropServices;

namespace WhiteMatter.Statistics.Prediction.Trees;

/// <summary>
/// LightGBM's C interface (<c>LightGBM/c_api.h</c>, where each call is documented): the one class that crosses that border. The library is loaded by the first call;
/// it comes with the package and needs libgomp.
/// </summary>
internal static unsafe partial class NativeTrees
{
    public const int Float32 = 0;
    public const int Float64 = 1;
    public const int RawScore = 1;
    public const int ImportanceGain = 1;

    private const string Library = "lib_lightgbm";

    [LibraryImport(Library)]
    public static partial nint LGBM_GetLastError();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LGBM_DatasetCreateFromMat(double* data, int type, int rows, int columns, int isRowMajor, string parameters, nint reference, out nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LGBM_DatasetSetField(nint dataset, string name, void* values, int count, int type);

    [LibraryImport(Library)]
    public static partial int LGBM_DatasetFree(nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LGBM_BoosterCreate(nint dataset, string parameters, out nint booster);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterFree(nint booster);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterUpdateOneIter(nint booster, out int isFinished);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterFeatureImportance(nint booster, int trees, int type, double* importance);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LGBM_BoosterPredictForMat(
        nint booster, double* data, int type, int rows, int columns, int isRowMajor, int what, int firstTree, int trees, string parameters, out long count, double* predictions);

    /// <summary>Throws where a call failed.</summary>
    /// <exception cref="InvalidOperationException">It did; the library's own words are in the message.</exception>
    public static void Check(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException("LightGBM: " + Marshal.PtrToStringUTF8(LGBM_GetLastError()));
        }
    }
}
