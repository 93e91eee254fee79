using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Simulation;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Simulation;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics;

namespace WhiteMatter.Runtime.Handlers.Simulations;

/// <summary>An effect of one variant or column, as one score a person and one loading a region.</summary>
/// <param name="Name">What the truth calls the effect.</param>
/// <param name="Variant">The causal variant; null for a column.</param>
/// <param name="Regions">The regions it is planted in.</param>
/// <param name="Loadings">One per region of the atlas, in standard deviations of its value per standard deviation of the score; 0 where it is not planted.</param>
/// <param name="Deviation">Standard deviation of allele copies, or of the column, in the genotyped people.</param>
/// <param name="Scores">One per person.</param>
internal sealed record PlantedEffect(
    string Name, CausalVariant? Variant, int[] Regions, double[] Loadings, double Deviation, double[] Scores);

/// <summary>What a simulation plants, with variants chosen and sizes fixed.</summary>
/// <param name="Effects">One for each causal variant of an effect, and one for each column.</param>
/// <param name="Explained">The share of each region's variance that is planted.</param>
internal sealed record PlantedEffects(IReadOnlyList<PlantedEffect> Effects, double[] Explained)
{
    /// <summary>The number of different causal variants.</summary>
    public int Variants => Effects.Where(effect => effect.Variant is not null).Select(effect => effect.Variant!.Index).Distinct().Count();

    /// <summary>Chooses variants and fixes sizes.</summary>
    /// <exception cref="RunFailureException">What is asked for cannot be planted.</exception>
    public static PlantedEffects Plan(
        StepContext<SimulationParameters> context,
        Atlas atlas,
        IReadOnlyList<SimulatedPerson> people,
        BimFile variants,
        BedFile bed,
        CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var regions = parameters.Effects.Select(effect => RegionsOf(effect, atlas, context.Step.Declaration)).ToArray();
        var explained = Explain(parameters.Effects, regions, atlas, context.Step.Declaration);
        var heritable = Enumerable.Range(0, regions.Length).Where(i => parameters.Effects[i] is HeritableEffect).ToArray();
        var chosen = CausalChoice.Choose(
            context, [.. heritable.Select(i => (HeritableEffect)parameters.Effects[i])], variants, bed, cancellationToken);
        CausalChoice.ReportLinked(context, variants, [.. heritable.Select((effect, i) => (chosen[i], regions[effect]))]);
        var planted = new List<PlantedEffect>();
        var number = 0;
        for (var i = 0; i < regions.Length; i++)
        {
            switch (parameters.Effects[i])
            {
                case HeritableEffect effect:
                    planted.AddRange(Heritable(effect, $"heritable_{number + 1}", chosen[number], regions[i], atlas, people, parameters.Seed));
                    number++;
                    break;
                case CovariateEffect effect:
                    planted.Add(Covariate(effect, regions[i], atlas, people, context.Step.Declaration));
                    break;
            }
        }

        return new PlantedEffects(planted, explained);
    }

    private static int[] RegionsOf(SimulatedEffect effect, Atlas atlas, string declaration)
    {
        var (names, kind) = effect switch
        {
            HeritableEffect heritable => (heritable.Regions, "heritable"),
            CovariateEffect covariate => (covariate.Regions, covariate.Column),
            _ => throw new RunFailureException(RunCodes.PlanBroken, $"an effect of {declaration} is of a kind that this program does not know"),
        };
        if (names.IsEmpty)
        {
            return [.. Enumerable.Range(0, atlas.Regions.Length)];
        }

        var regions = new SortedSet<int>();
        foreach (var name in names)
        {
            var named = Enumerable.Range(0, atlas.Regions.Length).Where(region => atlas.Regions[region].Name == name).ToArray();
            if (named.Length == 0)
            {
                var hint = NearestName.Of(name, atlas.Regions.Select(region => region.Name)) is { } near ? $"; did you mean '{near}'?" : "";
                throw new RunFailureException(SimulationCodes.RegionUnknown, kind, declaration, name, hint);
            }

            regions.UnionWith(named);
        }

        return [.. regions];
    }

    private static double[] Explain(IReadOnlyList<SimulatedEffect> effects, int[][] regions, Atlas atlas, string declaration)
    {
        var explained = new double[atlas.Regions.Length];
        for (var i = 0; i < effects.Count; i++)
        {
            foreach (var region in regions[i])
            {
                explained[region] += effects[i] is HeritableEffect heritable ? heritable.Variance : ((CovariateEffect)effects[i]).Variance;
            }
        }

        for (var region = 0; region < explained.Length; region++)
        {
            // Shares such as 10% ten times may miss 100% by the rounding of their sum.
            if (explained[region] > 1 + 1e-9)
            {
                throw new RunFailureException(SimulationCodes.SharesExceed, declaration, atlas.Regions[region].Name, Percent(explained[region]));
            }

            explained[region] = Math.Min(1, explained[region]);
        }

        return explained;
    }

    private static IEnumerable<PlantedEffect> Heritable(
        HeritableEffect effect,
        string name,
        IReadOnlyList<CausalVariant> variants,
        int[] regions,
        Atlas atlas,
        IReadOnlyList<SimulatedPerson> people,
        long seed)
    {
        var sizes = new GeneticLoadings(variants);
        var loadings = variants.Select(_ => new double[atlas.Regions.Length]).ToArray();
        var signs = variants.Select(variant => KeyedDraws.For(seed, "direction", WholeNumber.Text(variant.Index))).ToArray();
        var (directions, sized) = (new int[variants.Count], new double[variants.Count]);
        foreach (var region in regions)
        {
            for (var k = 0; k < directions.Length; k++)
            {
                directions[k] = effect.MixedDirections && signs[k].Below((ulong)atlas.Regions[region].Label, 2) == 1 ? -1 : 1;
            }

            sizes.Fill(directions, effect.Variance, sized);
            for (var k = 0; k < sized.Length; k++)
            {
                loadings[k][region] = sized[k];
            }
        }

        for (var k = 0; k < loadings.Length; k++)
        {
            yield return new PlantedEffect(
                name, variants[k], regions, loadings[k], variants[k].StandardDeviation, ScoresOf(variants[k], people, seed));
        }
    }

    /// <summary>Standardised genotypes: those of the genotyped people, who come first, and drawn ones of the others.</summary>
    private static double[] ScoresOf(CausalVariant variant, IReadOnlyList<SimulatedPerson> people, long seed)
    {
        var scores = new double[people.Count];
        variant.Scores.CopyTo(scores, 0);
        for (var i = variant.Scores.Length; i < scores.Length; i++)
        {
            scores[i] = variant.DrawScore(KeyedDraws.For(seed, "genotype", people[i].Id));
        }

        return scores;
    }

    private static PlantedEffect Covariate(
        CovariateEffect effect, int[] regions, Atlas atlas, IReadOnlyList<SimulatedPerson> people, string declaration)
    {
        var scores = CovariateScores.Of(people, effect.Column);
        if (scores.Deviation == 0)
        {
            throw new RunFailureException(
                SimulationCodes.CovariateConstant, declaration, effect.Column, WholeNumber.Text(people.Count(person => person.Genotyped)));
        }

        var loadings = new double[atlas.Regions.Length];
        foreach (var region in regions)
        {
            loadings[region] = CovariateScores.Direction(effect.Column) * Math.Sqrt(effect.Variance);
        }

        return new PlantedEffect(effect.Column, null, regions, loadings, scores.Deviation, scores.Values);
    }

    private static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
