using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Publishing;
using WhiteMatter.Runtime.Queries;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the parts of a report on how its results came to be.</summary>
internal static class RecordPages
{
    public static StudyHeading Heading(ReportMaterial material) => Heading(material.Context) with
    {
        Simulated = material.Steps.Any(step => step.Parameters is SimulationParameters)
            ? "the genotypes are those of the file; the volumes are simulated"
            : null,
    };

    private static StudyHeading Heading(StepContext<ReportParameters> context) => new()
    {
        Title = context.Parameters.Title,
        StudyName = context.Plan.Study,
        Description = context.Parameters.Doc.Length == 0 ? null : context.Parameters.Doc,
        Created = DateTimeOffset.UtcNow,
        Software = StatisticsFile.Software,
        StudyFile = Path.GetFileName(context.Plan.StudyPath),
        GenomeBuild = string.Join(", ", context.Parameters.Builds),
        Seed = context.Plan.Seed,
    };

    public static SummaryFigures Summary(
        ReportMaterial material, ImmutableArray<AssociationReport> associations, ImmutableArray<LociTable> loci)
    {
        if (associations.IsEmpty)
        {
            return new SummaryFigures { Loci = loci.Length == 1 ? loci[0].Loci.Length : null };
        }

        var steps = material.Tested().Concat(material.Shown<MetaParameters>()).Concat(material.Shown<PublishedParameters>()).Select(material.ArtifactOf).ToArray();
        return new SummaryFigures
        {
            People = associations.Max(association => association.People),
            Variants = associations.Max(association => association.Variants),
            Traits = associations.Where(association => !association.IsJoint).Sum(association => association.Traits.Length),
            Associations = steps.Sum(artifact =>
                JsonDocumentFile.Read<AssociationDocument>(artifact, AssociationDocument.FileName).Traits.Sum(trait => trait.Tested)),
            Loci = loci.Length == 1 ? loci[0].Loci.Length : null,
            LambdaGc = steps.Length == 1 && steps[0].Value("lambda_gc") is var lambda && double.IsFinite(lambda) ? lambda : null,
        };
    }

    /// <summary>How people or variants became fewer in each step, in the plan's order.</summary>
    public static ImmutableArray<CountFlow> Flows(ReportMaterial material, string counted) =>
        CountFlows.Of(material.Steps.Select(step => (step, material.ArtifactOf(step))), counted);

    public static ImmutableArray<ExpectationResult> Expectations(ReportMaterial material)
    {
        var results = ImmutableArray.CreateBuilder<ExpectationResult>();
        foreach (var step in material.Steps)
        {
            if (step.Parameters is not ExpectParameters parameters)
            {
                continue;
            }

            var conditions = JsonDocumentFile.Read<ImmutableArray<ExpectedCondition>>(material.ArtifactOf(step), ExpectedCondition.FileName);
            foreach (var (condition, asked) in conditions.Zip(parameters.Conditions))
            {
                var found = material.RestsOnFewPeople(asked.Condition)
                    ? string.Create(CultureInfo.InvariantCulture, $"a number of people under {material.Context.Parameters.SmallCounts}")
                    : condition.Found;
                results.Add(new ExpectationResult(condition.Condition, found, condition.Held));
            }
        }

        return results.ToImmutable();
    }

    /// <summary>The files the study publishes beside or below the page.</summary>
    public static ImmutableArray<ResultFile> Files(ReportMaterial material)
    {
        var folder = Path.GetDirectoryName(material.Context.Step.Publish ?? "") ?? "";
        var files = ImmutableArray.CreateBuilder<ResultFile>();
        foreach (var step in material.Steps.Where(step => step.Publish is not null))
        {
            var record = material.ArtifactOf(step).Record;
            foreach (var (source, target) in ResultsFolder.Places(step.Publish!, record.Files.Select(file => file.Name)))
            {
                // Files of a folder within an artifact are named after people: the folder is one row.
                if (!source.Contains('/') && Relative(target) is { } relative)
                {
                    files.Add(new ResultFile(relative, $"{step.Parameters.Kind} of {step.Declaration}", record.Files.First(file => file.Name == source).Size));
                }
            }

            foreach (var inner in record.Files.Where(file => file.Name.Contains('/')).GroupBy(file => file.Name[..file.Name.LastIndexOf('/')]))
            {
                if (Relative($"{step.Publish!.TrimEnd('/')}/{inner.Key}/") is { } path)
                {
                    var what = string.Create(CultureInfo.InvariantCulture, $"{step.Parameters.Kind} of {step.Declaration}, files: {inner.Count()}");
                    files.Add(new ResultFile(path, what, inner.Sum(file => file.Size)));
                }
            }
        }

        // The page does not wait for tables of all variants, so that their files and sizes are not known here.
        foreach (var step in material.Context.Plan.Steps.Where(step => step.Parameters is SummaryStatisticsParameters))
        {
            if (material.Steps.Any(known => step.Inputs.Any(input => input.Role == "association" && input.StepId == known.Id))
                && Relative(step.Publish!.TrimEnd('/') + "/") is { } path
                && !files.Any(file => file.Path.StartsWith(path, StringComparison.Ordinal)))
            {
                files.Add(new ResultFile(path, $"summary statistics of {step.Declaration}"));
            }
        }

        return files.ToImmutable();

        string? Relative(string path) =>
            folder.Length == 0 ? path : path.StartsWith(folder + "/", StringComparison.Ordinal) ? path[(folder.Length + 1)..] : null;
    }

    public static ImmutableArray<ProvenanceEntry> Provenance(ReportMaterial material) =>
    [
        .. material.Steps.Select(step =>
        {
            var record = material.ArtifactOf(step).Record;
            return new ProvenanceEntry
            {
                Step = step.Id,
                Fingerprint = record.Fingerprint.ToString(),
                Version = WholeNumber.Text(record.ImplementationVersion),
                Seed = record.Seed,
                Started = record.Started,
                Duration = record.Finished - record.Started,
                Cached = record.Finished < material.Context.RunStarted,
                SourceLine = step.Source.Line,
            };
        }),
    ];

    public static ImmutableArray<ReportedDiagnostic> Diagnostics(ReportMaterial material) =>
    [
        .. material.Context.Parameters.Accepted.Select(accepted => new ReportedDiagnostic(accepted.Code, accepted.Message, null, accepted.Reason)),
        .. material.Steps.SelectMany(step => StepFindings.Read(material.ArtifactOf(step), step.Source).SelectMany(found => OnPage(step, found))),
    ];

    private static IEnumerable<ReportedDiagnostic> OnPage(PlanStep step, Diagnostic found)
    {
        var text = DiagnosticTable.Find(found.Code) switch
        {
            { OnPage: PageText.Nothing } => null,
            { OnPage: PageText.Title, Title: var title } => title + ".",
            _ => found.Message,
        };
        return text is null ? [] : [new ReportedDiagnostic(found.Code, text, $"{step.Declaration}, line {step.Source.Line}", null)];
    }
}
