using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Annotation;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Clumping;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>What lies near loci: published loci and genes, as far as the study gives tables of them.</summary>
internal sealed class LociNeighbours
{
    private readonly KnownLoci? _known;
    private readonly long _distance;

    private LociNeighbours(KnownLoci? known, long distance, GeneMap? genes) => (_known, _distance, Genes) = (known, distance, genes);

    /// <summary>The columns that published loci add to a table of loci.</summary>
    public static ImmutableArray<string> KnownColumns { get; } = ["known", "nearest_published", "published_trait", "published_distance"];

    /// <summary>The columns that genes add: the nearest to the lead with their strand and the lead's offset along it, and all that overlap the locus.</summary>
    public static ImmutableArray<string> GeneColumns { get; } = ["nearest_gene", "nearest_gene_strand", "nearest_gene_offset", "genes"];

    /// <summary>The genes; null where no table was given.</summary>
    public GeneMap? Genes { get; }

    /// <summary>The columns it adds.</summary>
    public ImmutableArray<string> Columns => [.. _known is null ? [] : KnownColumns, .. Genes is null ? [] : GeneColumns];

    /// <summary>Reads the tables that a step names.</summary>
    /// <exception cref="RunFailureException">A table shares no chromosome with the genotypes.</exception>
    /// <exception cref="DataFormatException">A table is none.</exception>
    public static LociNeighbours Read(StepContext<LociParameters> context, BimFile variants, CancellationToken cancellationToken)
    {
        KnownLoci? known = null;
        if (context.Parameters.Known is { } reference)
        {
            var published = PublishedLocusReader.Read(context.PathOf(reference.File), cancellationToken);
            Check(context, reference.File, published.Loci.Select(locus => locus.Chromosome), variants);
            if (published.WithoutPlace > 0)
            {
                context.Report(
                    LociCodes.PublishedWithoutPlace,
                    context.Step.Declaration,
                    WholeNumber.Text(published.WithoutPlace),
                    WholeNumber.Text(published.WithoutPlace + published.Loci.Length),
                    reference.File.Path);
            }

            known = new KnownLoci(published.Loci);
        }

        GeneMap? genes = null;
        if (context.Parameters.Genes is { } file)
        {
            var read = GeneLocationReader.Read(context.PathOf(file), cancellationToken);
            Check(context, file, read.Select(gene => gene.Chromosome), variants);
            genes = new GeneMap(read);
        }

        return new LociNeighbours(known, context.Parameters.Known?.Distance ?? 0, genes);
    }

    /// <summary>How many loci have no published one near; null where none were given.</summary>
    public int? CountNovel(ImmutableArray<Locus> loci) => _known?.AreKnown(loci, _distance).Count(known => !known);

    /// <summary>The values of <see cref="Columns"/>.</summary>
    public IEnumerable<object?> ValuesOf(Locus locus, BimFile variants)
    {
        if (_known is not null)
        {
            var nearest = _known.NearestTo(locus);
            yield return nearest is { } found && found.Distance <= _distance ? "known" : "novel";
            yield return nearest?.Published.Name;
            yield return nearest?.Published.Trait;
            yield return nearest?.Distance;
        }

        if (Genes is not null)
        {
            var position = variants.Position(locus.Lead.Index);
            var nearest = Genes.Nearest(locus.Chromosome, position);
            yield return Joined(nearest.Select(gene => gene.Name));
            yield return Joined(nearest.Select(gene => gene.IsReverse ? "-" : "+"));
            yield return nearest.IsEmpty ? null : nearest[0].OffsetOf(position);
            yield return Joined(Genes.Within(locus.Chromosome, locus.Start, locus.End).Select(gene => gene.Name));
        }
    }

    private static string? Joined(IEnumerable<string> names) => string.Join(';', names) is { Length: > 0 } joined ? joined : null;

    private static void Check(StepContext<LociParameters> context, FileReference file, IEnumerable<string> chromosomes, BimFile variants)
    {
        var found = chromosomes.Distinct().ToList();
        if (!found.Exists(chromosome => variants.Chromosomes.Contains(chromosome)))
        {
            throw new RunFailureException(
                LociCodes.NoChromosomeShared, file.Path, context.Step.Declaration, Some(found), Some(variants.Chromosomes));
        }

        static string Some(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? " …" : "");
    }
}
