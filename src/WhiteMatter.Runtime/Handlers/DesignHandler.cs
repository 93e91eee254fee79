using System.Collections.Immutable;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Designs;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Models;
using WhiteMatter.Runtime.Handlers.Relatedness;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Joins cohort, traits, covariates and genotype samples, and makes the design of an association.</summary>
/// <remarks>Memory: the matrix of traits, the columns of the covariates, and the design made of them: 8 bytes a value each.</remarks>
public sealed class DesignHandler : IStepHandler<DesignParameters>
{
    /// <summary>The file of its artifact that the kernel's design is in.</summary>
    internal const string FileName = "design.bin";

    /// <summary>The covariate that genotypes interact with, 8 bytes a person, where there is one.</summary>
    internal const string InteractionName = "interaction.bin";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <summary>The design that an artifact of this step holds.</summary>
    internal static AssociationDesign Read(Artifact design)
    {
        using var stream = design.OpenRead(FileName);
        return AssociationDesign.Read(stream);
    }

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<DesignParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var covariates = new CovariateData(parameters.Formula);
        var table = PeopleTable.Read(
            context.PathOf(parameters.Table.File),
            parameters.Table.IdColumn,
            parameters.Table.FamilyColumn,
            [.. covariates.Requests.Where(request => !ComponentColumns.Has(context.Step, request.Name))],
            TableReading.OptionsOf(parameters.Table),
            cancellationToken);
        table = ComponentColumns.AddTo(table, context.Step, context.Input, covariates.Requests.Select(request => request.Name), cancellationToken);
        var cohort = PeopleList.Read(context.Input("cohort"));
        var samples = GenotypeSet.Samples(context.Input("genotypes"), FamOf(context), cancellationToken);
        TraitMatrix traits;
        using (var stream = context.Input("traits").OpenRead(TraitsHandler.FileName))
        {
            traits = TraitMatrix.Read(stream);
        }

        var people = AssociationPeople.Join(
            cohort.Ids, cohort.Families, samples, traits, table, [.. covariates.Columns.Select(column => column.Name)]);
        ReportMatch(context, people.Match, cohort.Ids.Count);
        people = WithDefinedArithmetic(people, covariates, table);
        (people, var given) = ConditionVariants.Read(context, people, cancellationToken);
        if (people.SampleIndex.Length == 0)
        {
            throw new RunFailureException(DataFileCodes.NobodyLeft, Losses(people.Flow))
            {
                Advice = people.Flow.Any(stage => stage.Reason == NoValue && stage.After == 0)
                    ? "Correct the arithmetic in the formula: a division by 0, a logarithm of what is not above 0 and a power that is too large have no value."
                    : DataFileCodes.NobodyLeft.Advice,
            };
        }

        FittedPeople.RefuseTested(
            context, context.Step.Inputs.First(input => input.Role == "traits").StepId, new PeopleList(traits.Ids, traits.Families), people.TraitRow);
        RelativesCheck.Report(
            context,
            people.TraitRow.Select(row => (traits.Families is { } families ? families[row] : "", traits.Ids[row])),
            cancellationToken);
        var matrix = DesignMatrix.Create(covariates.Formula, covariates.For(table, people.CovariateRow), people.CovariateRow.Length);
        IReadOnlyList<double[]> columns = [.. matrix.Columns, .. given];
        ImmutableArray<string> names = [.. matrix.ColumnNames, .. parameters.Condition];
        if (parameters.Interaction is { } covariate)
        {
            RequireVaries(covariate, columns[names.IndexOf(covariate)], people, traits);
        }

        var basis = OrthonormalBasis.Create(columns, names);
        ReportDropped(context, matrix, basis);
        var (design, summaries) = parameters.Outcome == TraitOutcome.Binary
            ? BinaryDesignBuilder.Build(people, samples.Count, basis, traits)
            : AssociationDesignBuilder.Build(
                people,
                samples.Count,
                columns,
                names,
                basis,
                traits,
                parameters.Transform == TraitTransform.RankInverseNormal);
        ReportFewCases(context, summaries, basis.Rank);
        using (var stream = context.Output.Create(FileName))
        {
            design.Write(stream);
        }

        if (parameters.Interaction is { } interaction)
        {
            using var stream = context.Output.Create(InteractionName);
            stream.Write(MemoryMarshal.AsBytes(columns[names.IndexOf(interaction)].AsSpan()));
        }

        JsonDocumentFile.Write(context.Output, DesignDocument.FileName, Describe(parameters, matrix, basis, summaries));
        new StepFlow("people", [.. people.Flow.Select(stage => new FlowStage(
            stage.Stage, stage.Before, stage.After, [new FlowReason(stage.Reason, stage.Before - stage.After)]))]).Write(context.Output);
        context.Output.SetValue("people", design.People);
        context.Output.SetValue("traits", design.Traits.Length);
        context.Output.SetValue("rank", basis.Rank);
        return ValueTask.CompletedTask;
    }

    /// <summary>The covariate that genotypes interact with, of each person of a design that has one.</summary>
    internal static double[] ReadInteraction(Artifact design, int people)
    {
        var values = new double[people];
        using var stream = design.OpenRead(InteractionName);
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Refuses a covariate whose product with a genotype is a multiple of the genotype: it has one value in everybody, or in all who have a trait.</summary>
    private static void RequireVaries(string covariate, double[] values, AssociationPeople people, TraitMatrix traits)
    {
        if (Array.TrueForAll(values, value => value == values[0]))
        {
            throw new RunFailureException(DataFileCodes.InteractionConstant, covariate, $"all {WholeNumber.Text(values.Length)} people of the association");
        }

        for (var t = 0; t < traits.Names.Length; t++)
        {
            var trait = traits.Values[t];
            double[] own = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(trait[people.TraitRow[i]])).Select(i => values[i])];

            // A trait that nobody has is refused as such.
            if (own.Length > 0 && Array.TrueForAll(own, value => value == own[0]))
            {
                throw new RunFailureException(
                    DataFileCodes.InteractionConstant, covariate, $"the {WholeNumber.Text(own.Length)} people of the association who have the trait {traits.Names[t]}");
            }
        }
    }

    /// <summary>Why people are left out for whom arithmetic of the formula is not defined.</summary>
    private const string NoValue = "arithmetic of the covariates has no value";

    /// <summary>Leaves out the people for whom arithmetic of the formula, such as a logarithm, has no value.</summary>
    private static AssociationPeople WithDefinedArithmetic(AssociationPeople people, CovariateData covariates, PeopleTable table)
    {
        var n = people.CovariateRow.Length;
        var complete = DesignMatrix.CompleteRows(covariates.Formula, covariates.For(table, people.CovariateRow), n);
        if (!complete.Contains(false))
        {
            return people;
        }

        var kept = Enumerable.Range(0, n).Where(i => complete[i]).ToArray();
        return people with
        {
            SampleIndex = [.. kept.Select(i => people.SampleIndex[i])],
            TraitRow = [.. kept.Select(i => people.TraitRow[i])],
            CovariateRow = [.. kept.Select(i => people.CovariateRow[i])],
            Flow = people.Flow.Add(new PeopleFlow("arithmetic of the covariates", n, kept.Length, NoValue)),
        };
    }

    /// <summary>The file that names the people of the step's genotypes, as the study names it.</summary>
    private static string FamOf(StepContext<DesignParameters> context) =>
        context.Step.Inputs
            .Where(input => input.Role == "genotypes")
            .Select(input => context.Plan.Find(input.StepId)?.Parameters)
            .OfType<GenotypesParameters>()
            .Select(genotypes => (genotypes.Files[0].Samples ?? genotypes.Files[0].Genotypes).Path)
            .FirstOrDefault() ?? "the genotypes";

    private static void ReportMatch(StepContext<DesignParameters> context, PeopleMatch match, int cohort)
    {
        var fam = FamOf(context);
        if (match.Unmatched > 0)
        {
            context.Report(
                DataFileCodes.PeopleUnmatched,
                WholeNumber.Text(match.Unmatched),
                WholeNumber.Text(cohort),
                "the cohort",
                "the genotypes",
                string.Join(", ", match.UnmatchedExamples));
        }

        if (match.Suggestion != OtherReading.None)
        {
            var reading = match.Suggestion switch
            {
                OtherReading.FamilyId => "they are taken for family identifiers (FID)",
                OtherReading.FamilyUnderscoreId => "they are taken for FID_IID",
                OtherReading.IdAfterUnderscore => "the .fam file's identifiers are taken for FID_IID",
                OtherReading.IdWithoutFamily => "the family identifiers are left aside (leave out 'family =')",
                OtherReading.OtherCase => "upper and lower case are not told apart",
                _ => "leading zeros are dropped",
            };
            context.Report(DataFileCodes.OtherReadingOfIds, WholeNumber.Text(match.SuggestedMatches), WholeNumber.Text(cohort), fam, reading, WholeNumber.Text(match.Matched));
            if (match.Matched == 0)
            {
                throw new RunFailureException(
                    DataFileCodes.NobodyLeft, $"no identifier is one of '{fam}' as they are, and {WholeNumber.Text(match.SuggestedMatches)} are if {reading}");
            }
        }
    }

    private static void ReportDropped(StepContext<DesignParameters> context, DesignMatrix matrix, OrthonormalBasis basis)
    {
        foreach (var factor in matrix.Factors.Where(factor => factor.Levels.Count(level => level.Rows > 0) < 2))
        {
            context.Report(DataFileCodes.CovariateConstant, factor.Name, WholeNumber.Text(matrix.Rows));
        }

        foreach (var dropped in basis.Dropped)
        {
            if (dropped.Reason == DropReason.Constant)
            {
                context.Report(DataFileCodes.CovariateConstant, dropped.Name, WholeNumber.Text(matrix.Rows));
            }
            else
            {
                context.Report(DataFileCodes.CovariateCollinear, dropped.Name, string.Join(", ", dropped.MadeUpOf));
            }
        }
    }

    /// <summary>Under ten of the rarer outcome a parameter, as Peduzzi et al. (1996) found.</summary>
    private static void ReportFewCases(StepContext<DesignParameters> context, ImmutableArray<TraitSummary> traits, int rank)
    {
        foreach (var trait in traits)
        {
            if (trait.Cases is { } cases && Math.Min(cases, trait.People - cases) < 10 * (rank + 1))
            {
                context.Report(
                    BinaryTraitCodes.FewCases, trait.Name, WholeNumber.Text(cases), WholeNumber.Text(trait.People - cases), WholeNumber.Text(rank));
            }
        }
    }

    private static DesignDocument Describe(
        DesignParameters parameters, DesignMatrix matrix, OrthonormalBasis basis, ImmutableArray<TraitSummary> traits) =>
        new(
            parameters.FormulaText,
            parameters.Transform == TraitTransform.RankInverseNormal ? "rank-based inverse normal (Blom) of residuals, residualised again" : "none",
            matrix.Rows,
            basis.Rank,
            [.. matrix.ColumnNames, .. parameters.Condition],
            [
                .. matrix.Terms.Select(term => new DesignTermColumns(
                    term.Label, [.. matrix.ColumnNames.Skip(term.FirstColumn).Take(term.ColumnCount)])),
                .. parameters.Condition.Select(variant => new DesignTermColumns("copies of " + variant, [variant])),
            ],
            [.. matrix.Factors.Select(factor => new DesignFactor(
                factor.Name, factor.Reference, [.. factor.Levels.Select(level => new DesignLevel(level.Level, level.Rows))]))],
            [.. basis.Dropped.Select(dropped => new DesignDroppedColumn(dropped.Name, dropped.Reason == DropReason.Constant, dropped.MadeUpOf))],
            [.. traits.Select(trait => new DesignTrait(
                trait.Name, trait.People, trait.Missing, trait.Mean, trait.StandardDeviation, trait.ResidualStandardDeviation, trait.Cases))]);

    private static string Losses(ImmutableArray<PeopleFlow> flow) =>
        string.Join("; ", flow.Where(stage => stage.Before > stage.After).Select(stage => $"{WholeNumber.Text(stage.Before - stage.After)} are out because {stage.Reason}"));
}
