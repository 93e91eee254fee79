using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Regression;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Joint;

/// <summary>Tests all traits of an association at once, variant by variant: what the methods have in common.</summary>
/// <remarks>
/// Memory: the design while R is made of it, K² numbers, and for each thread one block of the association with what the method makes of it.
/// The rows of one association are the same variants with the same
/// effect allele in every trait, and the design's traits are checked to be the association's by name and order: there is nothing to align.
/// </remarks>
/// <typeparam name="TParameters">The method's parameters.</typeparam>
/// <typeparam name="TTest">The method's test.</typeparam>
public abstract class JointHandler<TParameters, TTest> : IStepHandler<TParameters>
    where TParameters : JointParameters
    where TTest : JointTest
{
    private const string BackgroundRole = "background";
    private const string VarianceRole = "variance";

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<TParameters> context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var association = AssociationTable.Open(context.Input("association").PathOf(AssociationHandler.FileName));
        var test = Prepare(context, association.Header, cancellationToken);
        using (var output = context.Output.Create(JointArtifact.TableName))
        using (var drivers = context.Output.Create(JointArtifact.DriversName))
        using (var table = AssociationTableWriter.Create(output, test.Header))
        {
            test.Run(
                association,
                table,
                new DrivingTraitsWriter(drivers),
                new StepTicks(done => context.Advance(done, association.Blocks, "blocks")),
                cancellationToken);
            table.Complete();
        }

        if (test.Correlations is { } correlations)
        {
            using var stream = context.Output.Create(JointArtifact.CorrelationName);
            correlations.Write(stream);
        }

        var document = Describe(context.Parameters, test);
        document.Write(context.Output);
        Summarise(context, document, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <summary>The library's test for a step, once what is doubtful about it is reported.</summary>
    /// <exception cref="JointException">The test cannot be made.</exception>
    private protected abstract TTest Create(
        StepContext<TParameters> context, AssociationTableHeader association, AssociationDesign design, CancellationToken cancellationToken);

    /// <summary>What the artifact says of how its statistics were made.</summary>
    private protected abstract JointDocument Describe(TParameters parameters, TTest test);

    /// <summary>R of what the association tests: the design's traits, or what a whole-genome regression or a mixed model leaves of them.</summary>
    /// <exception cref="JointException">The association is of another model.</exception>
    private protected static TraitCorrelations CorrelationsOf(
        StepContext<TParameters> context, AssociationTableHeader association, AssociationDesign design, CancellationToken cancellationToken)
    {
        if (!association.IsScore)
        {
            var chromosomes = PeopleOfChromosomes.Read(context.Input("genotypes"), design, 0, long.MaxValue, cancellationToken);
            return TraitCorrelations.Of(design, chromosomes, context.Cores, cancellationToken);
        }

        if (context.Step.Inputs.Any(input => input.Role == VarianceRole))
        {
            return OfMixedModel(context, design, cancellationToken);
        }

        if (!context.Step.Inputs.Any(input => input.Role == BackgroundRole))
        {
            throw new JointException(
                JointProblem.NotOfTraits, "it tests what a model leaves of the traits, whose correlations are not known", design.Traits.Length, design.People, design.Rank);
        }

        var variants = GenotypeSet.Variants(context.Input("genotypes"), cancellationToken);
        using var predictions = BackgroundPredictions.Open(context.Input(BackgroundRole).PathOf(BackgroundHandler.FileName));
        return TraitCorrelations.Of(
            design, new BackgroundTraits(design, predictions, variants.ChromosomeOf), variants.Count, context.Cores, cancellationToken);
    }

    private static TraitCorrelations OfMixedModel(StepContext<TParameters> context, AssociationDesign design, CancellationToken cancellationToken)
    {
        double[] scores;
        using (var stream = context.Input(VarianceRole).OpenRead(VarianceHandler.FileName))
        {
            scores = MixedTraits.ReadScores(stream, design.Residuals.Length);
        }

        var relationships = RelatedPeople.Relationships(context, design, cancellationToken);
        return TraitCorrelations.Of(design, new MixedTraits(design, [], scores), relationships, context.Cores, cancellationToken);
    }

    private TTest Prepare(StepContext<TParameters> context, AssociationTableHeader association, CancellationToken cancellationToken)
    {
        var design = DesignHandler.Read(context.Input("design"));
        try
        {
            return Create(context, association, design, cancellationToken);
        }
        catch (JointException exception)
        {
            throw Failure(exception, context.Step.Declaration, design.People);
        }
    }

    /// <summary>Says how many directions of the traits were left out, if any.</summary>
    private protected static void ReportRank(StepContext<TParameters> context, int rank, double floor, int traits)
    {
        if (rank < traits)
        {
            context.Report(
                JointCodes.RankReduced,
                WholeNumber.Text(traits - rank),
                WholeNumber.Text(traits),
                context.Step.Declaration,
                floor.ToString("R", CultureInfo.InvariantCulture),
                WholeNumber.Text(rank));
        }
    }

    private static RunFailureException Failure(JointException exception, string declaration, int people) => exception.Problem switch
    {
        JointProblem.TooFewTraits => new(JointCodes.TooFewTraits, declaration, WholeNumber.Text(exception.Degrees)),
        JointProblem.MissingTraits => new(JointCodes.FWithMissingTraits, declaration, WholeNumber.Text(people), WholeNumber.Text(exception.People)),
        JointProblem.TooFewPeople => new(JointCodes.TooManyTraits, declaration, WholeNumber.Text(exception.Degrees), WholeNumber.Text(exception.People), WholeNumber.Text(exception.Rank)),
        JointProblem.TooFewVariants => new(
            JointCodes.NoneTested, exception.What, declaration, $"the null of {WholeNumber.Text(exception.Degrees)} traits needs more permuted variants than these"),
        JointProblem.Unsigned => new(JointCodes.DesignDiffers, declaration, "the association holds joint statistics already"),
        _ => new(JointCodes.DesignDiffers, declaration, exception.What),
    };

    private static void Summarise(StepContext<TParameters> context, JointDocument document, CancellationToken cancellationToken)
    {
        AssociationSummary summary;
        using (var table = AssociationTable.Open(Path.Combine(context.Output.Folder, JointArtifact.TableName)))
        {
            summary = AssociationSummary.Of(table, cancellationToken);
        }

        var kept = summary.InFile - summary.RemovedByFilter;
        var others = kept - summary.Tested - summary.Monomorphic - summary.Collinear - summary.TooFewPeople;
        FlowReason[] losses =
        [
            new("their genotype is the same in all these people", summary.Monomorphic),
            new("the covariates determine them", summary.Collinear),
            new("too few people have them", summary.TooFewPeople),
            new("a trait is constant or fits perfectly", others),
        ];
        var reasons = string.Join(", ", losses.Where(loss => loss.Count > 0).Select(loss => $"{WholeNumber.Text(loss.Count)}: {loss.Reason}"));
        if (summary.Tested == 0)
        {
            throw new RunFailureException(JointCodes.NoneTested, WholeNumber.Text(kept), context.Step.Declaration, reasons);
        }

        if (summary.Tested < kept)
        {
            context.Report(JointCodes.VariantsUntested, WholeNumber.Text(kept - summary.Tested), WholeNumber.Text(kept), context.Step.Declaration, reasons);
        }

        var found = AssociationDocument.Of(summary);
        JsonDocumentFile.Write(context.Output, AssociationDocument.FileName, found);
        new StepFlow("variants", [new FlowStage("joint test", kept, summary.Tested, [.. losses])]).Write(context.Output);
        context.Output.SetValue("variants", summary.Tested);
        context.Output.SetValue("traits", document.Traits.Length);
        foreach (var (name, value) in document.Numbers)
        {
            context.Output.SetValue(name, value);
        }

        context.Output.SetValue("lambda_gc", found.MedianLambda);
        context.Output.SetValue("min_p", Math.Pow(10, -found.Traits[0].MaximumNegLog10P));
    }
}
