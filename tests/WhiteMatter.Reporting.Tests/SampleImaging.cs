using System.Collections.Immutable;

namespace WhiteMatter.Reporting.Tests;

/// <summary>Images, a model, regions and a planted truth as a study of simulated volumes has them.</summary>
internal static class SampleImaging
{
    private static readonly string[] Names =
    [
        "Middle_cerebellar_peduncle", "Genu_of_corpus_callosum", "Body_of_corpus_callosum", "Splenium_of_corpus_callosum", "Fornix_(column_and_body_of_fornix)",
        "Corticospinal_tract_R", "Corticospinal_tract_L", "Anterior_limb_of_internal_capsule_R", "Anterior_limb_of_internal_capsule_L", "Superior_longitudinal_fasciculus_R",
        "Superior_longitudinal_fasciculus_L", "Cingulum_(cingulate_gyrus)_R", "Cingulum_(cingulate_gyrus)_L", "Uncinate_fasciculus_R", "Uncinate_fasciculus_L",
    ];

    /// <summary>A grid of cubic voxels whose first axis runs to the right.</summary>
    public static ImmutableArray<double> Affine(double edge, double x, double y, double z) => [edge, 0, 0, x, 0, edge, 0, y, 0, 0, edge, z];

    /// <summary>An ellipsoid with two bright bundles left and right, the right one brighter, that come nearer to the front.</summary>
    public static VolumeData Brain(int x = 18, int y = 22, int z = 19, ImmutableArray<double> affine = default)
    {
        var values = new float[x * y * z];
        for (var k = 0; k < z; k++)
        {
            for (var j = 0; j < y; j++)
            {
                for (var i = 0; i < x; i++)
                {
                    var (u, v, w) = ((2.0 * i / (x - 1)) - 1, (2.0 * j / (y - 1)) - 1, (2.0 * k / (z - 1)) - 1);
                    if ((u * u) + (v * v) + (w * w) > 1)
                    {
                        continue;
                    }

                    double Bundle(double side, double height) => height * Math.Exp(-(Square((u - (side * (0.45 - (0.2 * v)))) / 0.18) + Square(w / 0.7)));
                    values[i + (x * (j + (y * k)))] = (float)(0.18 + Bundle(1, 0.55) + Bundle(-1, 0.4) + (0.3 * Math.Exp(-(Square(u / 0.35) + Square((w - 0.1) / 0.12) + Square(v / 0.6)))));
                }
            }
        }

        return new VolumeData { X = x, Y = y, Z = z, Affine = affine.IsDefault ? Affine(6, -51, -69, -45) : affine, Values = ImmutableArray.Create(values) };
    }

    public static ImagesReport Images(VolumeData? mean = null) => new()
    {
        Name = "fa",
        Description = "Fractional anisotropy of the simulated brains.",
        Quantity = "fa",
        People = 779,
        Missing = 0,
        Removed = 7,
        Outliers = 3,
        Voxels = 3_196,
        Mean = mean ?? Brain(),
        Measures =
        [
            new QualityMeasure("Mean of fa inside the mask", "Mean fa of a person", Normal(779, 0.412, 0.0184, 3)),
            new QualityMeasure("Correlation with the median image", "Correlation", [.. Normal(779, 0, 1, 5).Select(value => 0.971 - (0.006 * value * value))]),
        ],
    };

    public static ModelReport Model(VolumeData? mean = null)
    {
        var random = new Random(5);
        var epochs = new List<TrainingEpoch>();
        var rate = 2e-3;
        for (var epoch = 1; epoch <= 30; epoch++)
        {
            var training = 0.28 + (0.9 * Math.Exp(-epoch / 3.2)) + (0.004 * random.NextDouble());
            var validation = 0.31 + (0.82 * Math.Exp(-epoch / 3.4)) + (0.0014 * Math.Max(0, epoch - 18)) + (0.006 * random.NextDouble());
            rate = epoch is 20 or 24 or 28 ? rate / 2 : rate;
            epochs.Add(new TrainingEpoch(epoch, training, validation, rate));
        }

        var image = mean ?? Brain();
        var (average, deviation) = (0.42, 0.16);
        var seen = image with { Values = [.. image.Values.Select(value => value == 0 ? 0 : (float)((value - average) / deviation))] };
        var rebuilt = new float[seen.Values.Length];
        for (var i = 0; i < rebuilt.Length; i++)
        {
            var (before, after) = (i >= 2 ? seen.Values[i - 2] : 0, i < rebuilt.Length - 2 ? seen.Values[i + 2] : 0);
            rebuilt[i] = seen.Values[i] == 0 ? 0 : (0.84f * seen.Values[i]) + (0.06f * (before + after)) + (0.05f * (float)Math.Sin(i / 700.0));
        }

        return new ModelReport
        {
            Name = "udr",
            Description = "Learned from people who are not in the association.",
            Architecture = "Convolutional autoencoder: channels 4–8–16, 16 latents, blocks of two 3 × 3 × 3 convolutions with batch normalisation.",
            Loss = "Mean squared error inside the mask, of images in units of their standard deviation",
            Parameters = 243_117,
            FittedPeople = 360,
            ValidationPeople = 40,
            Device = "cpu, libtorch 1.13.1, 2 threads",
            Epochs = [.. epochs],
            BestEpoch = epochs.MinBy(epoch => epoch.ValidationLoss).Number,
            Reconstruction = new Reconstruction(seen, seen with { Values = ImmutableArray.Create(rebuilt) }, 40, "held out from training", "fa, z-score inside the mask"),
        };
    }

    /// <summary>Two latents, of which the first shows in the left bundle.</summary>
    public static InterpretationReport Interpretation()
    {
        var mean = Brain();
        VolumeData Scaled(float scale) => mean with { Values = [.. mean.Values.Select((value, i) => i % mean.X < mean.X / 2 ? scale * value : 0)] };
        return new InterpretationReport
        {
            Name = "perdi",
            Description = "What the latents see.",
            Model = "udr",
            Atlas = "jhu",
            People = 500,
            Directions = 1000,
            IsPairedT = true,
            Smoothing = 3,
            Top = 0.01,
            Explained = 0.42,
            ExplainedQuartiles = (0.81, 0.84, 0.88),
            ExplainedRegions = [new RegionShare(Names[0], 0.9), new RegionShare(Names[4], -0.02), new RegionShare(Names[6], 0.5)],
            Latents = [new LatentRow("latent_001", 0.13, 41.5, Names[6], 0.31, 0.012), new LatentRow("latent_002", 0.2, 12, Names[0], 0.02, 0.61)],
            Mean = mean,
            MeanPeople = 400,
            Quantity = "fa, z-score inside the mask",
            Pictures =
            [
                new LatentPicture(
                    "latent_001",
                    Scaled(40),
                    [new RegionScore(Names[6], 0.31, 0.012), new RegionScore(Names[8], 0.04, 0.44)],
                    [.. Enumerable.Range(-3, 7).Select(place => (place, Scaled(0.1f * place)))]),
            ],
        };
    }

    public static RegionTable Regions()
    {
        var random = new Random(8);
        return new RegionTable(
            "tracts",
            "Mean of fa over a region's voxels inside the mask that are not 0, atlas jhu; a region with under 50% of its voxels is missing.",
            772,
            [.. Names.Select((name, i) => new RegionSummary(name, 12 + (i * 7 % 60), i == 4 ? 741 : 772, 0.35 + (0.3 * random.NextDouble()), 0.02 + (0.01 * random.NextDouble()), 1 - (0.04 * random.NextDouble()), 0.9 - (0.3 * random.NextDouble())))]);
    }

    public static TruthReport Truth(bool effects = true)
    {
        var random = new Random(4);
        var planted = new List<PlantedEffect>();
        void Add(string variant, string region, double beta)
        {
            var error = 0.07 + (0.01 * random.NextDouble());
            var estimate = beta + (error * Normal(random));
            planted.Add(new PlantedEffect(variant, region, beta, estimate, error, 1.9663, 0.22 * estimate * estimate / (error * error)));
        }

        Add("rs3024505", Names[1], 0.73);
        foreach (var region in Names)
        {
            Add("rs1800795", region, random.Next(2) == 0 ? 0.36 : -0.36);
        }

        PlantedVariant Variant(string id, string chromosome, int order, long position, double frequency, ImmutableArray<string> regions, int rising, double variance, double p, string lead) => new()
        {
            Id = id,
            Chromosome = chromosome,
            ChromosomeOrder = order,
            Position = position,
            EffectAllele = "A",
            OtherAllele = "G",
            EffectAlleleFrequency = frequency,
            Regions = regions,
            AllRegions = regions.Length == Names.Length,
            Rising = rising,
            LeastVariance = variance,
            MostVariance = variance,
            Recovered = p > 7.3,
            NegLog10P = p,
            Trait = "Genu_of_corpus_callosum",
            LeadVariant = p > 7.3 ? lead : null,
        };

        return new TruthReport
        {
            Name = "brains",
            Against = "tract_gwas",
            Criterion = "P < 5e-8 of the variant itself with one of the regions it acts on",
            Variants =
            [
                Variant("rs1800795", "17", 17, 22_766_645, 0.41, [.. Names], 8, 0.06, 6.1, "rs1800795"),
                Variant("rs3024505", "20", 20, 206_939, 0.17, [Names[1]], 1, 0.25, 22.4, "rs3024506"),
            ],
            Effects = effects ? [.. planted] : [],
            EffectUnit = "standard deviations of the adjusted region per effect allele",
            ScaleNote = "Traits were ranked to normal scores, so planted effects are divided by the region's standard deviation after the covariates' share of variance is taken off.",
            Covariates = [new PlantedCovariate("age", 15, true, 0.15, 0.15), new PlantedCovariate("sex", 1, false, 0.05, 0.05), new PlantedCovariate("site", 15, true, 0.05, 0.05)],
        };
    }

    public static ImmutableArray<double> Normal(int count, double mean, double deviation, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => mean + (deviation * Normal(random)))];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Square(double value) => value * value;
}
