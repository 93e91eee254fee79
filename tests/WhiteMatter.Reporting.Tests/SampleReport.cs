using System.Collections.Immutable;

namespace WhiteMatter.Reporting.Tests;

/// <summary>Documents to test with, drawn from a seeded generator: uniform P values with a few planted associations.</summary>
internal static class SampleReport
{
    private static readonly long[] Lengths =
    [
        249_250_621, 243_199_373, 198_022_430, 191_154_276, 180_915_260, 171_115_067, 159_138_663, 146_364_022, 141_213_431, 135_534_747, 135_006_516,
        133_851_895, 115_169_878, 107_349_540, 102_531_392, 90_354_753, 81_195_210, 78_077_248, 59_128_983, 63_025_520, 48_129_895, 51_304_566,
    ];

    /// <summary>The autosomes of GRCh37 (lengths of the Genome Reference Consortium).</summary>
    public static GenomeLayout Genome { get; } = new(Lengths.Select((length, i) => new Chromosome((i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), length)));

    public static ReportDocument Document(int variants = 54_000, int traits = 2, int plottedTraits = 2, int seed = 7, bool simulated = true)
    {
        var association = Association("height_gwas", variants, traits, plottedTraits, seed);
        return new ReportDocument
        {
            Heading = new StudyHeading
            {
                Title = "Common variants and two quantitative traits in 373 people of the 1000 Genomes Project",
                StudyName = "real_genotypes",
                Description = "Additive association of every common variant with two traits.\n\nCovariates are age, sex, assessment site and their products; traits are ranked to normal scores before testing.",
                Created = new DateTimeOffset(2026, 6, 3, 14, 20, 0, TimeSpan.Zero),
                Machine = "2 cores, 24 GiB, Linux 6.1 x86-64",
                Software = "wmstudy 0.1.0",
                StudyFile = "real-genotypes.wmstudy",
                GenomeBuild = "GRCh37",
                Seed = 20260603,
                Simulated = simulated ? "the genotypes are those of the file; the volumes are simulated" : null,
            },
            Summary = new SummaryFigures { People = 373, Variants = variants, Traits = traits, Associations = (long)variants * traits, Loci = 3, LambdaGc = association.Traits[0].LambdaGc },
            PeopleFlows =
            [
                new CountFlow("discovery",
                [
                    new FlowStep("table participants.tsv", 400, []),
                    new FlowStep("include", 400, [new FlowLoss("age < 45 y", 11), new FlowLoss("age is missing", 3)]),
                    new FlowStep("withdrawals", 386, [new FlowLoss("withdrew", 0)]),
                    new FlowStep("linked to genotypes", 386, [new FlowLoss("no genotypes", 8)]),
                    new FlowStep("complete covariates", 378, [new FlowLoss("headsize is missing", 5)]),
                ]),
            ],
            VariantFlows =
            [
                new CountFlow("imputed",
                [
                    new FlowStep("files chr1–chr22", variants + 41_210, []),
                    new FlowStep("keep", variants + 41_210, [new FlowLoss("MAF < 0.01", 38_977), new FlowLoss("missing > 5%", 2_210), new FlowLoss("Hardy–Weinberg P < 1e-15", 23)]),
                ]),
            ],
            Images = [SampleImaging.Images()],
            Models = [SampleImaging.Model()],
            Regions = [SampleImaging.Regions()],
            Associations = [association],
            Loci = [Loci()],
            Truths = [SampleImaging.Truth()],
            Expectations = [new ExpectationResult("leads.count >= 1", "3", true), new ExpectationResult("height_gwas.lambda_gc < 1.05", "1.081", false)],
            Files =
            [
                new ResultFile("height_gwas/height.tsv.gz", "Summary statistics, GWAS-SSF, bgzipped", 2_411_033),
                new ResultFile("height_gwas/height.tsv.gz.tbi", "Tabix index", 14_002),
                new ResultFile("leads.tsv", "Loci", 812),
            ],
            Provenance =
            [
                Step("cohort discovery", "5b1f0c9a77e1d2aa90", 1, TimeSpan.FromMilliseconds(41), true),
                Step("genotypes imputed", "c02d6a1139fe04b7ad", 1, TimeSpan.FromSeconds(3.2), true),
                Step("association height_gwas", "9e770b42d1c85f36ee", 2, TimeSpan.FromSeconds(77), false),
            ],
            Diagnostics = [new ReportedDiagnostic("WM3107", "Method is linear, and 4 pairs of people are third-degree relatives or closer.", "gwas height_gwas, line 31", "relatives were removed by the data's curators")],
            Citations = [new SoftwareCitation("uPlot", "1.6.32", "Sorokin L. uPlot: a small, fast chart for time series, lines, areas, bars and scatter.", "https://github.com/leeoniya/uPlot"), new SoftwareCitation("LD Score regression", null, "Bulik-Sullivan B. et al. Nature Genetics 47, 291–295 (2015).", "https://doi.org/10.1038/ng.3211")],
        };
    }

    public static AssociationReport Association(string name, int variants, int traits, int plottedTraits, int seed)
    {
        var random = new Random(seed);
        var layout = Variants(variants, random);
        var summaries = ImmutableArray.CreateBuilder<TraitSummary>();
        var selections = new List<(string Label, bool Overview, ManhattanSelection Selection, QqPlot Qq)>();
        var overview = new ManhattanAccumulator(Genome);
        var pooled = new QuantileAccumulator();
        var best = new ManhattanPoint[variants];
        for (var trait = 0; trait < traits; trait++)
        {
            var manhattan = trait < plottedTraits ? new ManhattanAccumulator(Genome) : null;
            var quantiles = new QuantileAccumulator();
            for (var v = 0; v < variants; v++)
            {
                var y = -Math.Log10(1 - random.NextDouble());
                foreach (var (peak, height) in (ReadOnlySpan<(int, double)>)[(variants / 9, 14), (variants / 2, 9.5), (variants * 4 / 5, 10.5)])
                {
                    var distance = Math.Abs(v - peak);
                    if (trait == 0 && distance < 40)
                    {
                        y = Math.Max(y, height * Math.Exp(-distance / 12.0) * (0.7 + (0.3 * random.NextDouble())));
                    }
                }

                var se = 0.05 + (0.03 * random.NextDouble());
                var point = new ManhattanPoint(v, layout[v].Chromosome, layout[v].Position, y, se * Math.Sqrt(2 * y), se, trait);
                best[v] = trait == 0 || y > best[v].NegLog10P ? point : best[v];
                manhattan?.Add(point);
                quantiles.Add(y);
            }

            pooled.Merge(quantiles);
            var label = trait switch { 0 => "height", 1 => "bmi", _ => $"trait_{trait + 1}" };
            summaries.Add(new TraitSummary(label, trait == 0 ? "cm" : null, 373 - (trait % 9), trait % 9, 171.32 + trait, 9.84, quantiles.LambdaGc().Lambda, best.Max(p => p.NegLog10P)));
            if (manhattan is not null)
            {
                selections.Add((label, false, manhattan.Select(), quantiles.Plot()));
            }
        }

        if (traits > 1)
        {
            foreach (var point in best)
            {
                overview.Add(point);
            }

            selections.Insert(0, ($"Smallest P over {traits} traits", true, overview.Select(), pooled.Plot(dependent: true)));
        }

        var plots = new AssociationPlotBuilder();
        foreach (var (label, isOverview, selection, quantiles) in selections)
        {
            plots.Add(label, selection, quantiles, isOverview: isOverview);
        }

        var association = new AssociationReport
        {
            Name = name,
            Description = "Height and body mass index.",
            Method = "linear regression, additive allele count",
            People = 373,
            Variants = variants,
            Design = Design(),
            Traits = summaries.ToImmutable(),
            Genome = Genome,
        };
        return plots.Build(association, v => layout[v]);
    }

    public static PlotVariant[] Variants(int count, Random random)
    {
        var total = Lengths.Sum();
        string[] bases = ["A", "C", "G", "T"];
        var variants = new PlotVariant[count];
        for (var i = 0; i < count; i++)
        {
            var at = (long)((i + random.NextDouble()) / count * total);
            var chromosome = 0;
            while (at >= Lengths[chromosome])
            {
                at -= Lengths[chromosome++];
            }

            var effect = random.Next(4);
            variants[i] = new PlotVariant($"rs{1_000_003 + (i * 211L)}", chromosome, (int)at + 1, bases[effect], bases[(effect + 1 + random.Next(3)) % 4], 0.01 + (0.98 * random.NextDouble()));
        }

        return variants;
    }

    public static DesignReport Design() => new()
    {
        Formula = "age * sex + I(age^2) + site + headsize",
        Transform = "ranks to normal scores (Blom), residualised before and after",
        Rank = 8,
        DegreesOfFreedom = 373 - 8 - 1,
        Columns =
        [
            new DesignColumn { Name = "(intercept)", Kind = DesignColumnKind.Intercept },
            new DesignColumn { Name = "age", Kind = DesignColumnKind.Numeric, Term = "age", Unit = "y" },
            new DesignColumn { Name = "sex: M", Kind = DesignColumnKind.FactorLevel, Term = "sex", Level = "M", ReferenceLevel = "F", People = 178 },
            new DesignColumn { Name = "age × sex: M", Kind = DesignColumnKind.Interaction, Term = "age:sex" },
            new DesignColumn { Name = "I(age^2)", Kind = DesignColumnKind.Numeric, Term = "I(age^2)", Unit = "y²" },
            new DesignColumn { Name = "site: Newcastle", Kind = DesignColumnKind.FactorLevel, Term = "site", Level = "Newcastle", ReferenceLevel = "Cheadle", People = 121 },
            new DesignColumn { Name = "site: Reading", Kind = DesignColumnKind.FactorLevel, Term = "site", Level = "Reading", ReferenceLevel = "Cheadle", People = 4 },
            new DesignColumn { Name = "headsize", Kind = DesignColumnKind.Numeric, Term = "headsize", Unit = "mm" },
        ],
        Dropped = [new DroppedColumn("site: Bristol", "constant: nobody of this level is left")],
    };

    private static LociTable Loci() => new("leads", "P < 5e-8; clumped at genotype r² ≥ 0.1 within 250 kb in the people of the association.",
    [
        Locus("rs2267209", 2, 30_118_202, 12.81, 0.412, 41),
        Locus("rs5697003", 8, 101_442_310, 8.94, -0.287, 33),
        Locus("rs10115207", 16, 52_002_115, 9.77, 0.331, 12),
    ]);

    private static Locus Locus(string id, int chromosome, long position, double y, double beta, int variants) => new()
    {
        LeadVariant = id,
        Chromosome = chromosome.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ChromosomeOrder = chromosome,
        Position = position,
        EffectAllele = "A",
        OtherAllele = "G",
        EffectAlleleFrequency = 0.318,
        Beta = beta,
        StandardError = 0.052,
        NegLog10P = y,
        Traits = ["height"],
        Start = position - 88_012,
        End = position + 61_300,
        Variants = variants,
        IntervalQuantile = 1.96650,
    };

    private static ProvenanceEntry Step(string name, string fingerprint, int version, TimeSpan duration, bool cached) => new()
    {
        Step = name,
        Fingerprint = fingerprint,
        Version = version.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Started = new DateTimeOffset(2026, 6, 3, 14, 18, 2, TimeSpan.Zero),
        Duration = duration,
        Cached = cached,
        SourceLine = 31,
    };
}
