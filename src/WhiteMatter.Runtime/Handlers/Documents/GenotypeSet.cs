using System.Runtime.InteropServices;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>The samples and variants of a genotype set as its artifact keeps them.</summary>
internal static class GenotypeSet
{
    /// <summary>The samples, as lines of a .fam file.</summary>
    public const string SamplesName = "samples.fam";

    /// <summary>The variants, as lines of a .bim file: allele 1 is the one that is counted.</summary>
    public const string VariantsName = "variants.bim";

    /// <summary>Where each variant stands in its file, of formats that list their variants themselves: <see cref="VariantAddress"/> after another.</summary>
    public const string AddressesName = "addresses.bin";

    private static readonly int AddressBytes = Marshal.SizeOf<VariantAddress>();

    /// <summary>Reads the samples; messages name the user's file and not the copy.</summary>
    public static FamFile Samples(Artifact genotypes, string fam, CancellationToken cancellationToken) =>
        FamFile.Read(genotypes.PathOf(SamplesName), cancellationToken, fam);

    public static BimFile Variants(Artifact genotypes, CancellationToken cancellationToken) =>
        BimFile.Read(genotypes.PathOf(VariantsName), null, cancellationToken);

    /// <summary>Opens genotypes whose numbers of variants and samples the artifact states.</summary>
    /// <param name="genotypes">The artifact.</param>
    /// <param name="paths">The files of genotypes, in the artifact's order.</param>
    /// <param name="threads">Threads that decode.</param>
    public static GenotypeSource Open(Artifact genotypes, IReadOnlyList<string> paths, int threads)
    {
        var document = JsonDocumentFile.Read<GenotypesDocument>(genotypes, GenotypesDocument.FileName);
        if (document.Files.Length != paths.Count)
        {
            throw new RunFailureException(
                RunCodes.PlanBroken, $"the genotypes are of {document.Files.Length} files, and the step reads {paths.Count}");
        }

        if (document is { Format: GenotypeFormat.Bed, Files: [var only] } && !BedFile.IsIndividualMajor(paths[0]))
        {
            return BedFile.Open(paths[0], only.Variants, only.Samples);
        }

        var addresses = genotypes.Has(AddressesName) ? genotypes.PathOf(AddressesName) : null;
        var parts = new List<GenotypeFilePart>(paths.Count);
        long first = 0;
        foreach (var (file, path) in document.Files.Zip(paths))
        {
            parts.Add(new GenotypeFilePart(path, FormatOf(document.Format), file.Samples, file.Variants, addresses, first * AddressBytes));
            first += file.Variants;
        }

        return GenotypeFiles.Open(parts, threads);
    }

    /// <summary>Says of a variant, by its number in the set, whether its file has dosages.</summary>
    public static Func<long, bool> Dosages(Artifact genotypes)
    {
        var files = JsonDocumentFile.Read<GenotypesDocument>(genotypes, GenotypesDocument.FileName).Files;
        if (files.All(file => file.Dosages == files[0].Dosages))
        {
            var all = files[0].Dosages;
            return _ => all;
        }

        return variant =>
        {
            var file = 0;
            while (variant >= files[file].Variants)
            {
                variant -= files[file].Variants;
                file++;
            }

            return files[file].Dosages;
        };
    }

    /// <summary>A format as the readers name it.</summary>
    public static GenotypeFileFormat FormatOf(GenotypeFormat format) => format switch
    {
        GenotypeFormat.Bed => GenotypeFileFormat.Bed,
        GenotypeFormat.Pgen => GenotypeFileFormat.Pgen,
        GenotypeFormat.Bgen => GenotypeFileFormat.Bgen,
        GenotypeFormat.Vcf => GenotypeFileFormat.Vcf,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No format of genotypes."),
    };
}
