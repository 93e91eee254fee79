using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Genotypes;

/// <summary>Writes the variants of genotype files one file after another, and where they stand in their files.</summary>
/// <param name="context">The step.</param>
/// <param name="bim">Receives lines of a .bim file.</param>
/// <param name="addresses">Receives the addresses of formats that list their variants themselves; null for others.</param>
internal sealed class VariantLists(StepContext<GenotypesParameters> context, Stream bim, Stream? addresses)
{
    private readonly List<GenotypesDocumentFile> _files = [];

    /// <summary>The files so far.</summary>
    public ImmutableArray<GenotypesDocumentFile> Files => [.. _files];

    /// <summary>Checks a file against its people and its variants, and writes the variants.</summary>
    /// <exception cref="DataFormatException">The file or the list of its variants is not what its format promises.</exception>
    public void Add(GenotypeFileSet file, int people, CancellationToken cancellationToken)
    {
        var format = context.Parameters.Format;
        var path = context.PathOf(file.Genotypes);
        switch (format, file.Variants)
        {
            case (GenotypeFormat.Bed, { } list):
                var variants = BimFile.Read(context.PathOf(list), null, cancellationToken).Count;
                CheckBed(path, people, variants);
                Copy(context.PathOf(list));
                Note(people, variants, dosages: false);
                break;
            case (GenotypeFormat.Pgen, { } list):
                var listed = PvarFile.Convert(context.PathOf(list), bim, cancellationToken);
                using (var genotypes = NativeGenotypes.Open(path, GenotypeFileFormat.Pgen, people, listed))
                {
                    Note(people, listed, genotypes.HasDosages);
                }

                break;
            case (GenotypeFormat.Bgen or GenotypeFormat.Vcf, null):
                using (var genotypes = NativeGenotypes.Open(path, GenotypeSet.FormatOf(format), people))
                {
                    var progress = new StepTicks(done => context.Advance(done, Math.Max(done, genotypes.Variants), "variants"));
                    Note(people, genotypes.ScanVariants(bim, addresses!, progress, cancellationToken), genotypes.HasDosages);
                }

                break;
            default:
                throw new RunFailureException(
                    Plan.Diagnostics.RunCodes.PlanBroken, $"the step {context.Step.Id} has no list of the variants of {file.Genotypes.Path}");
        }
    }

    private static void CheckBed(string path, int people, int variants)
    {
        using IDisposable checkedFile = BedFile.IsIndividualMajor(path)
            ? NativeGenotypes.Open(path, GenotypeFileFormat.Bed, people, variants)
            : BedFile.Open(path, variants, people);
    }

    private void Note(int people, long variants, bool dosages)
    {
        if (_files.Sum(file => (long)file.Variants) + variants > Array.MaxLength)
        {
            throw new DataFormatException(
                DataProblem.TooLarge,
                context.Parameters.Files[_files.Count].Genotypes.Path,
                "the files have more variants together than are read",
                $"at most {WholeNumber.Text(Array.MaxLength)}",
                "Put the files into several genotypes");
        }

        _files.Add(new GenotypesDocumentFile(people, (int)variants, dosages));
    }

    /// <summary>Copies a .bim file; a last line without an end gets one, so that the next file's first does not join it.</summary>
    private void Copy(string path)
    {
        using var source = DataFile.OpenStream(path);
        var buffer = new byte[1 << 20];
        var last = (byte)'\n';
        while (source.Read(buffer) is var read and > 0)
        {
            bim.Write(buffer, 0, read);
            last = buffer[read - 1];
        }

        if (last != '\n')
        {
            bim.WriteByte((byte)'\n');
        }
    }
}
