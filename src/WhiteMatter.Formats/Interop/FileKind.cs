using System.Runtime.InteropServices;

namespace WhiteMatter.Formats.Interop;

/// <summary>What stands at a path, links followed. .NET tells only folders from the rest.</summary>
internal static partial class FileKind
{
    /// <summary>Whatever else, also nothing at all: opening it says what is wrong.</summary>
    public const int Other = 0;

    /// <summary>A pipe, with or without a name.</summary>
    public const int Pipe = 0x1000;

    /// <summary>A device.</summary>
    public const int Device = 0x2000;

    /// <summary>A socket.</summary>
    public const int Socket = 0xc000;

    private const int BlockDevice = 0x6000;
    private const int KindMask = 0xf000;
    private const int CurrentFolder = -100;
    private const uint AskForKind = 1;
    private const int AnswerBytes = 256;
    private const int OffsetOfMode = 28;

    /// <summary>Asks the file system, without opening anything.</summary>
    public static int Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Other;
        }

        Span<byte> answer = stackalloc byte[AnswerBytes];
        if (Look(CurrentFolder, path, 0, AskForKind, ref MemoryMarshal.GetReference(answer)) != 0)
        {
            return Other;
        }

        return (MemoryMarshal.Read<ushort>(answer[OffsetOfMode..]) & KindMask) switch
        {
            Pipe => Pipe,
            Socket => Socket,
            Device or BlockDevice => Device,
            _ => Other,
        };
    }

    // Its answer has the same layout on every architecture, unlike that of stat.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Look(int folder, string path, int flags, uint mask, ref byte answer);
}
