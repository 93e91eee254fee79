using WhiteMatter.Formats.Plink;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Genotypes;

/// <summary>The variants that lists of identifiers keep: a bit for each, 125 KB a million.</summary>
internal sealed class ChosenVariants
{
    private const string FileName = "chosen.bin";
    private readonly byte[] _bits;

    private ChosenVariants(byte[] bits) => _bits = bits;

    /// <summary>Whether a variant, by its number in the set, is kept.</summary>
    public bool this[long variant] => (_bits[variant >> 3] & (1 << (int)(variant & 7))) != 0;

    /// <summary>The choice that a genotype set's artifact holds; null where no list was given.</summary>
    public static ChosenVariants? Read(Artifact genotypes)
    {
        if (!genotypes.Has(FileName))
        {
            return null;
        }

        using var stream = genotypes.OpenRead(FileName);
        var bits = new byte[stream.Length];
        stream.ReadExactly(bits);
        return new ChosenVariants(bits);
    }

    /// <summary>Chooses by the step's lists, and writes the choice where there is one.</summary>
    /// <returns>How many variants are kept.</returns>
    /// <exception cref="RunFailureException">None is kept.</exception>
    public static int Write(StepContext<GenotypesParameters> context, BimFile variants, CancellationToken cancellationToken)
    {
        if (context.Parameters is { Extract: null, Exclude: null })
        {
            return variants.Count;
        }

        var extract = ReadList(context.Parameters.Extract);
        var exclude = ReadList(context.Parameters.Exclude);
        var bits = new byte[(variants.Count + 7) / 8];
        var kept = 0;
        for (var variant = 0; variant < variants.Count; variant++)
        {
            // Both are asked, so that each knows which of its identifiers occur.
            var id = variants.IdUtf8(variant);
            var wanted = extract?.Contains(id) ?? true;
            if ((exclude?.Contains(id) ?? false) || !wanted)
            {
                continue;
            }

            bits[variant >> 3] |= (byte)(1 << (variant & 7));
            kept++;
        }

        Report(extract, context.Parameters.Extract);
        Report(exclude, context.Parameters.Exclude);
        if (kept == 0)
        {
            throw new RunFailureException(GenotypeCodes.ListsLeaveNone, WholeNumber.Text(variants.Count), context.Step.Declaration);
        }

        using var stream = context.Output.Create(FileName);
        stream.Write(bits);
        return kept;

        VariantNames? ReadList(FileReference? list) => list is null ? null : VariantNames.Read(context.PathOf(list), cancellationToken);

        void Report(VariantNames? names, FileReference? list)
        {
            if (names is { CountNotMet: > 0 and var unknown })
            {
                context.Report(
                    GenotypeCodes.ListedVariantsUnknown,
                    WholeNumber.Text(unknown),
                    WholeNumber.Text(names.Count),
                    list!.Path,
                    context.Step.Declaration,
                    string.Join(", ", names.NotMet.Take(3)));
            }
        }
    }
}
