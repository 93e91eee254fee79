using Microsoft.Win32.SafeHandles;

namespace WhiteMatter.Formats.Plink;

/// <summary>
/// The lines of a BIM file by pages of <see cref="BimFile.VariantsOfPage"/> variants. Pages are read again when they are asked for; those last
/// used stay in memory. Pages of a packed file, which cannot be read from its middle, all stay. Any number of threads may ask at once.
/// </summary>
internal sealed class BimPages
{
    private const int PagesHeld = 64;
    private readonly string _path;
    private readonly long[] _starts;
    private readonly int _variants;
    private readonly SafeFileHandle? _file;
    private readonly BimPage?[] _held;

    /// <param name="path">The file.</param>
    /// <param name="starts">The byte where each page begins, and where the last ends.</param>
    /// <param name="variants">The variants of all pages.</param>
    public BimPages(string path, long[] starts, int variants)
    {
        _path = path;
        _starts = starts;
        _variants = variants;
        _file = DataFile.OpenHandle(path);
        _held = new BimPage?[PagesHeld];
    }

    /// <param name="path">The file.</param>
    /// <param name="pages">All its pages.</param>
    /// <param name="variants">The variants of all pages.</param>
    public BimPages(string path, BimPage[] pages, int variants)
    {
        _path = path;
        _starts = [];
        _variants = variants;
        _held = pages;
    }

    /// <summary>A page.</summary>
    /// <exception cref="DataFormatException">The file is no more what it was, or cannot be read.</exception>
    public BimPage this[int number]
    {
        get
        {
            var slot = number % _held.Length;
            var page = Volatile.Read(ref _held[slot]);
            if (page?.Number != number)
            {
                page = Read(number);
                Volatile.Write(ref _held[slot], page);
            }

            return page;
        }
    }

    private BimPage Read(int number)
    {
        var text = new byte[checked((int)(_starts[number + 1] - _starts[number]))];
        var got = 0;
        try
        {
            while (got < text.Length)
            {
                var read = RandomAccess.Read(_file!, text.AsSpan(got), _starts[number] + got);
                if (read == 0)
                {
                    break;
                }

                got += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFile.Failure(_path, e);
        }

        var page = new BimPage(number, text);
        return got == text.Length && page.Count == Math.Min(BimFile.VariantsOfPage, _variants - (number * BimFile.VariantsOfPage))
            ? page
            : throw new DataFormatException(
                DataProblem.FileChanged, _path, "the file changed while it was being read", "the variants it held before", "Run again when nothing writes to it");
    }
}
