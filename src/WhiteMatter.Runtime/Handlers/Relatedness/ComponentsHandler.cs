using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Relatedness;

/// <summary>Computes principal components of unrelated people and projects everybody else onto them.</summary>
/// <remarks>
/// Memory: the packed genotypes as <see cref="RelatednessHandler"/> has them, and 8 · (components + 10) · (people · passes + variants) bytes.
/// </remarks>
public sealed class ComponentsHandler : IStepHandler<ComponentsParameters>
{
    /// <summary>Each person's components.</summary>
    internal const string FileName = "components.tsv";

    private const string FitOn = "fit_on";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<ComponentsParameters> context, CancellationToken cancellationToken)
    {
        var (parameters, count) = (context.Parameters, context.Parameters.Count);
        context.NoteSeed(parameters.Seed);
        var basis = ReadBasis(context.Input("relatedness"));
        var fitted = Fitted(context, basis);
        if (fitted.Length < count + 2)
        {
            throw new RunFailureException(
                RelatednessCodes.TooFewForComponents, context.Step.Declaration, WholeNumber.Text(count), WholeNumber.Text(fitted.Length));
        }

        int[] others = [.. Enumerable.Range(0, basis.Samples.Length).Except(fitted)];
        var scores = new double[basis.Samples.Length][];
        PrincipalComponents components;
        using (var source = GenotypeSet.Open(context.Input("genotypes"), context.PathsOf(parameters.Genotypes), context.Cores))
        {
            var frequencies = FrequenciesIn(basis, source, fitted, context.Cores, cancellationToken);
            var weights = StandardisedWeights.Of(frequencies);
            using (var packed = Pack(source, fitted))
            {
                components = PrincipalComponents.Compute(
                    packed, weights, count, parameters.Seed, context.Cores, new StepTicks(passes => context.Advance(passes, PrincipalComponents.MostPasses, "passes")), cancellationToken);
            }

            Take(fitted, components.Scores);
            if (others.Length > 0)
            {
                using var packed = Pack(source, others);
                Take(others, components.Project(packed, weights, context.Cores, cancellationToken));
            }

            source.CheckUnchanged();
        }

        WritePeople(context, basis, scores);
        WriteLoadings(context, basis, components);
        JsonDocumentFile.Write(context.Output, ComponentsDocument.FileName, new ComponentsDocument(
            [.. components.Eigenvalues], fitted.Length, others.Length, components.Residual, components.Passes));
        context.Output.SetValue("people", basis.Samples.Length);
        context.Output.SetValue("fitted", fitted.Length);
        context.Output.SetValue("components", components.Count);
        return ValueTask.CompletedTask;

        PackedPeople Pack(Formats.Genotypes.GenotypeSource source, int[] people) => PackedPeople.Read(
            source,
            [.. people.Select(i => basis.Samples[i])],
            basis.Variants,
            RelatednessHandler.PackedBytes,
            Path.Combine(context.Scratch, "people.bin"),
            context.Cores,
            null,
            cancellationToken);

        void Take(int[] people, double[] rows)
        {
            for (var i = 0; i < people.Length; i++)
            {
                scores[people[i]] = rows[(i * components.Count)..((i + 1) * components.Count)];
            }
        }
    }

    /// <summary>What a relatedness was computed from.</summary>
    internal static RelatednessBasis ReadBasis(Store.Artifact relatedness)
    {
        using var stream = relatedness.OpenRead(RelatednessHandler.BasisName);
        return RelatednessBasis.Read(stream);
    }

    /// <summary>The unrelated people, of the cohort that is named where one is.</summary>
    private static int[] Fitted(StepContext<ComponentsParameters> context, RelatednessBasis basis)
    {
        var unrelated = Enumerable.Range(0, basis.Samples.Length).Where(i => basis.Unrelated[i]);
        if (context.Step.Inputs.All(input => input.Role != FitOn))
        {
            return [.. unrelated];
        }

        var cohort = PeopleList.Read(context.Input(FitOn)).Keys().ToHashSet();
        return [.. unrelated.Where(i => cohort.Contains((basis.Families is null ? "" : basis.Families[i], basis.Ids[i])))];
    }

    /// <summary>Frequencies in the people that are computed with: those of everybody would leave their mean off 0.</summary>
    private static double[] FrequenciesIn(
        RelatednessBasis basis, Formats.Genotypes.GenotypeSource source, int[] people, int threads, CancellationToken cancellationToken) =>
        CallFrequencies.Of(source, basis.Variants, [.. people.Select(i => basis.Samples[i])], threads, cancellationToken);

    private static void WritePeople(StepContext<ComponentsParameters> context, RelatednessBasis basis, double[][] scores)
    {
        using var stream = context.Output.Create(FileName);
        string[] names = basis.Families is null ? ["id"] : ["family", "id"];
        using var table = new TsvWriter(stream, [.. names, .. Enumerable.Range(1, scores[0].Length).Select(i => $"PC{i}")]);
        for (var i = 0; i < scores.Length; i++)
        {
            object?[] person = basis.Families is null ? [basis.Ids[i]] : [basis.Families[i], basis.Ids[i]];
            table.WriteRow([.. person, .. scores[i].Select(score => (object?)score)]);
        }
    }

    private static void WriteLoadings(StepContext<ComponentsParameters> context, RelatednessBasis basis, PrincipalComponents components)
    {
        using var stream = context.Output.Create("loadings.tsv");
        using var table = new TsvWriter(stream, ["variant", .. Enumerable.Range(1, components.Count).Select(i => $"PC{i}")]);
        for (var v = 0; v < basis.Variants.Length; v++)
        {
            table.WriteRow([basis.Variants[v], .. Enumerable.Range(0, components.Count).Select(c => (object?)components.Loadings[(v * components.Count) + c])]);
        }
    }
}
