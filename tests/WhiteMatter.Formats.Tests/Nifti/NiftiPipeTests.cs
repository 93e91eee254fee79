using System.Diagnostics;
using WhiteMatter.Formats.Nifti;
using Xunit;

namespace WhiteMatter.Formats.Tests.Nifti;

/// <summary>Opening a named pipe that nobody writes into would wait for ever.</summary>
public sealed class NiftiPipeTests
{
    [Fact]
    public async Task A_pipe_in_place_of_an_image_is_refused_and_not_waited_for()
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-test-");
        try
        {
            var pipe = Path.Combine(folder.FullName, "image.nii.gz");
            using (var made = Process.Start("mkfifo", [pipe]))
            {
                await made.WaitForExitAsync();
            }

            var read = Task.Run(() => Assert.Throws<DataFormatException>(() => NiftiFile.ReadHeader(pipe)));
            Assert.Same(read, await Task.WhenAny(read, Task.Delay(TimeSpan.FromSeconds(30))));
            Assert.Equal(DataProblem.FileUnreadable, (await read).Problem);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
