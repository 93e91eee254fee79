using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Tests all traits of an association at once, variant by variant.</summary>
/// <remarks>
/// Memory: the design while R is made of it, K² numbers, and for each thread one block of the association with its z. The cost of a
/// variant is at most K² multiply-adds, and the reading of its K cells. The rows of one association are the same variants with the same
/// effect allele in every trait, and the design's traits are checked to be the association's by name and order: there is nothing to align.
/// </remarks>
public sealed class JointHandler : IStepHandler<JointParameters>
{
    /// <summary>The table of its artifact, in the form of an association's.</summary>
    internal const string FileName = AssociationHandler.FileName;

    /// <summary>For each variant the trait of the largest |z|.</summary>
    internal const string DriversName = "drivers.bin";

    /// <summary>From this share of n − c on, K is too many degrees of freedom for χ² to stand for F: at n − c = 400 its 5e-8 is 1e-9.</summary>
    private const double SmallSample = 0.04;

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<JointParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        using var association = AssociationTable.Open(context.Input("association").PathOf(AssociationHandler.FileName));
        var test = Prepare(context, association.Header, cancellationToken);
        using (var output = context.Output.Create(FileName))
        using (var drivers = context.Output.Create(DriversName))
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

        JsonDocumentFile.Write(context.Output, JointDocument.FileName, JointDocument.Of(test, parameters));
        Summarise(context, test, cancellationToken);
        return ValueTask.CompletedTask;
    }

    private static JointTest Prepare(StepContext<JointParameters> context, AssociationTableHeader association, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var options = new JointOptions(
            parameters.Score == JointScore.Wald ? JointForm.Wald : JointForm.Score,
            parameters.Distribution == JointDistribution.F,
            parameters.EigenvalueFloor,
            context.Cores);
        AssociationDesign design;
        using (var stream = context.Input("design").OpenRead(DesignHandler.FileName))
        {
            design = AssociationDesign.Read(stream);
        }

        try
        {
            var test = JointTest.Create(association, design, options, cancellationToken);
            Warn(context, test);
            return test;
        }
        catch (JointException exception)
        {
            throw Failure(exception, context.Step.Declaration, design.People);
        }
    }

    private static void Warn(StepContext<JointParameters> context, JointTest test)
    {
        var parameters = context.Parameters;
        var traits = test.Tested.Traits.Length;
        if (test.Rank < traits)
        {
            context.Report(
                JointCodes.RankReduced,
                Text(traits - test.Rank),
                Text(traits),
                context.Step.Declaration,
                parameters.EigenvalueFloor.ToString("R", CultureInfo.InvariantCulture),
                Text(test.Rank));
        }

        var left = test.Tested.People - test.Tested.Rank;
        if (parameters.Distribution == JointDistribution.ChiSquared && test.Rank > SmallSample * left)
        {
            var (z, wrong) = parameters.Score == JointScore.Wald
                ? ("wald", "the bulk of P is too small, and small P may err either way")
                : ("score", "small P are too large");
            context.Report(JointCodes.ApproximateChiSquared, context.Step.Declaration, Text(test.Rank), Text(left), z, wrong);
        }
    }

    private static RunFailureException Failure(JointException exception, string declaration, int people) => exception.Problem switch
    {
        JointProblem.TooFewTraits => new(JointCodes.TooFewTraits, declaration, Text(exception.Degrees)),
        JointProblem.MissingTraits => new(JointCodes.FWithMissingTraits, declaration, Text(people), Text(exception.People)),
        JointProblem.TooFewPeople => new(JointCodes.TooManyTraits, declaration, Text(exception.Degrees), Text(exception.People), Text(exception.Rank)),
        JointProblem.Unsigned => new(JointCodes.DesignDiffers, declaration, "the association holds joint statistics already"),
        _ => new(JointCodes.DesignDiffers, declaration, exception.What),
    };

    private static void Summarise(StepContext<JointParameters> context, JointTest test, CancellationToken cancellationToken)
    {
        AssociationSummary summary;
        using (var table = AssociationTable.Open(Path.Combine(context.Output.Folder, FileName)))
        {
            summary = AssociationSummary.Of(table, cancellationToken);
        }

        var kept = summary.InFile - summary.RemovedByFilter;
        var others = kept - summary.Tested - summary.Monomorphic - summary.Collinear - summary.TooFewPeople;
        FlowReason[] losses =
        [
            new("they are monomorphic in these people", summary.Monomorphic),
            new("the covariates determine them", summary.Collinear),
            new("too few people have them", summary.TooFewPeople),
            new("a trait is constant or fits perfectly", others),
        ];
        var reasons = string.Join(", ", losses.Where(loss => loss.Count > 0).Select(loss => $"{Text(loss.Count)}: {loss.Reason}"));
        if (summary.Tested == 0)
        {
            throw new RunFailureException(JointCodes.NoneTested, Text(kept), context.Step.Declaration, reasons);
        }

        if (summary.Tested < kept)
        {
            context.Report(JointCodes.VariantsUntested, Text(kept - summary.Tested), Text(kept), context.Step.Declaration, reasons);
        }

        var document = AssociationDocument.Of(summary);
        JsonDocumentFile.Write(context.Output, AssociationDocument.FileName, document);
        new StepFlow("variants", [new FlowStage("joint test", kept, summary.Tested, [.. losses])]).Write(context.Output);
        context.Output.SetValue("variants", summary.Tested);
        context.Output.SetValue("traits", test.Tested.Traits.Length);
        context.Output.SetValue("rank", test.Rank);
        context.Output.SetValue("lambda_gc", document.MedianLambda);
        context.Output.SetValue("min_p", Math.Pow(10, -document.Traits[0].MaximumNegLog10P));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
